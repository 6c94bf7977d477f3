// @ts-check
/** The script of the reading page: everything here is comfort, and the page is whole without it. */

import { listenToKeys } from "./keyboard.js";
import { followLegend } from "./legend.js";
import { lightUp } from "./lighting.js";
import { followReferences } from "./references.js";

lightUp();
followLegend();
followReferences();
listenToKeys();
// Sharing, for who needs it.
document.addEventListener("selectionchange", () => getSelection()?.isCollapsed || import("./share.js"));
