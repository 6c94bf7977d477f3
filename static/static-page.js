// @ts-check
/** The script of the other pages of a static site: their links keep what the reader has switched off. */

import { hides } from "./static-state.js";

if (hides) import("./legend.js").then(({ show }) => show());
