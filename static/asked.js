// @ts-check
/**
 * What the address both hides and leads to. Loaded by `reader.js` when something is hidden and a place is named; without
 * script base.css shows the same.
 */

import { annotations, ofReference } from "./annotations.js";
import { turn } from "./legend.js";
import { relayout } from "./margin.js";

/** Shows the annotation to whose body or place the address leads, if it is hidden, and says why. */
export function showAsked() {
  const target = named(location.hash.slice(1));
  const around = /** @type {HTMLElement | null | undefined} */ (target?.closest("main [data-annotation]"));
  const annotation = target instanceof HTMLAnchorElement ? ofReference(target) : annotations.get(around?.dataset.annotation ?? "");
  if (!target || !annotation?.body.hidden) return;
  const { key, body } = annotation;
  turn(key);
  body.dataset.asked = document.getElementById("page--legend")?.dataset.asked;
  const fold = /** @type {HTMLInputElement | null} */ (body.querySelector(":scope > .fold"));
  if (fold && body.contains(target)) fold.checked = true;
  // The browser went there when the note had no place yet.
  relayout();
  target.scrollIntoView();
  const status = document.getElementById("page--status");
  if (status) status.textContent = `${document.getElementById(`${body.id}--title`)?.textContent.trim()} shown`;
}

/**
 * The element that a fragment names: there is no `:target` before the browser has gone to it.
 * @param {string} fragment
 */
function named(fragment) {
  try {
    return document.getElementById(decodeURIComponent(fragment));
  } catch {
    // An escape that was cut: it names nothing.
    return null;
  }
}
