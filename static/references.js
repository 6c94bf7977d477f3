// @ts-check
/** What following a reference to a note does: no more than it has to, and what it opens can be closed again. */

import { ofReference, references } from "./annotations.js";

export function followReferences() {
  for (const reference of references) reference.addEventListener("click", stayWhereNoteIsSeen);
  addEventListener("hashchange", openTarget);
  openTarget();
}

/**
 * A note that stands in sight beside its words is focused and not scrolled to: that would take the words away.
 * @param {MouseEvent} event
 */
function stayWhereNoteIsSeen(event) {
  const reference = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  const note = ofReference(reference)?.body;
  const { top, bottom } = note?.getBoundingClientRect() ?? new DOMRect();
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const stands = note && matchMedia("(width >= 68.75rem)").matches && note.matches(".note");
  if (!isPlain || !stands || top < 0 || bottom > innerHeight) return;
  event.preventDefault();
  history.pushState(null, "", reference.hash);
  note.tabIndex = -1;
  note.focus({ preventScroll: true });
}

/** Opens the fold of the note that the address names. */
function openTarget() {
  const fold = document.querySelector(":target > .fold");
  if (fold instanceof HTMLInputElement) fold.checked = true;
}
