// @ts-check
/** The script of the reading page of a static site: does what the address asks for, as the server would have done. */

import { hides, passage } from "./static-state.js";
import { show } from "./legend.js";

if (hides) show();
if (passage) import("./passage-open.js").then(({ open }) => open(passage));
