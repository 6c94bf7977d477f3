// @ts-check
/** Going from one place in the text to the next or the one before. */

import { references } from "./annotations.js";

/** Where the reader was led last. @type {HTMLAnchorElement | undefined} */
let last;

/** The reference where the reader is: it has the focus, or was gone to, and is still in sight. */
export function here() {
  const focused = document.activeElement;
  const place = focused instanceof HTMLAnchorElement && focused.matches("a.ref") ? focused : last;
  const { top, bottom } = place?.getBoundingClientRect() ?? new DOMRect();
  return place && !place.hidden && bottom > 0 && top < innerHeight ? place : undefined;
}

/**
 * Focuses the next or previous of the references that are shown and fit, seen from where the reader is, or else from
 * the top of the window; behind the last comes the first.
 * @param {number} step 1 or -1
 * @param {(reference: HTMLAnchorElement) => boolean} fits
 * @param {HTMLAnchorElement} [from] another place than the one where the reader is
 * @returns where the reader now is
 */
export function go(step, fits = () => true, from = here()) {
  const places = [...references].filter((reference) => !reference.hidden && fits(reference));
  const isBehind = (/** @type {HTMLAnchorElement} */ place) =>
    from ? from.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING : place.getBoundingClientRect().top >= 0;
  const next = places.findIndex(isBehind);
  const behind = next < 0 ? places.length : next;
  // What lies before the place where the reader is: one less where that is itself among the places.
  const before = behind - 1 - Number(from !== undefined && places[behind - 1] === from);
  last = places.at((step > 0 ? behind : before) % (places.length || 1));
  // Also after a click a ring shows where one was led.
  last?.focus(/** @type {FocusOptions} */ ({ preventScroll: true, focusVisible: true }));
  last?.scrollIntoView({ block: "center" });
  return last;
}
