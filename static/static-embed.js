// @ts-check
/** The script of a page for frames of a static site: shows the passage that its address asks for. */

import { passage } from "./static-state.js";

if (passage) import("./passage-embed.js").then(({ show }) => show(passage));
