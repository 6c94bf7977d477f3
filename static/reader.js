// @ts-check
/** The script of the reading page: everything here is comfort, and the page is whole without it. */

import { connect } from "./connections.js";
import { listenToKeys } from "./keyboard.js";
import { followLegend } from "./legend.js";

connect();
followLegend();
listenToKeys();
document.addEventListener("selectionchange", offerSharing);

for (const type of ["hashchange", "load"]) addEventListener(type, showAsked);

/** What is hidden is shown if the address leads to it. */
async function showAsked() {
  if (document.documentElement.dataset.hide && location.hash) (await import("./asked.js")).showAsked();
}

const cite = /** @type {HTMLDetailsElement} */ (document.getElementById("page--cite"));
const offerCopies = async () => (await import("./citing.js")).offerCopies();
if (cite.open) offerCopies();
else cite.addEventListener("toggle", offerCopies, { once: true });

/** All of sharing comes when something is selected for the first time. */
async function offerSharing() {
  if (getSelection()?.isCollapsed ?? true) return;
  document.removeEventListener("selectionchange", offerSharing);
  (await import("./share.js")).follow();
}
