// @ts-check
/**
 * What joins a mark, its references and the body of its annotation: pointing at one of them, or focusing it, lights up
 * all, by the class `lit` alone, so that nothing moves; following a reference does no more than it has to.
 */

import { annotations, keysOf, ofReference, references } from "./annotations.js";

/** What is lit now. @type {Set<string>} */
let lit = new Set();

export function connect() {
  lightUp();
  for (const reference of references) reference.addEventListener("click", stayWhereNoteIsSeen);
  addEventListener("hashchange", openTarget);
  openTarget();
}

function lightUp() {
  // What has the focus stays lit while the pointer is elsewhere.
  let pointed = /** @type {string[]} */ ([]);
  let focused = /** @type {string[]} */ ([]);
  const show = () => light(new Set([...pointed, ...focused]));
  document.addEventListener("pointerover", ({ target }) => {
    pointed = keysAt(target);
    show();
  });
  document.documentElement.addEventListener("pointerleave", () => {
    pointed = [];
    show();
  });
  document.addEventListener("focusin", ({ target }) => {
    focused = keysAt(target);
    show();
  });
  document.addEventListener("focusout", () => {
    focused = [];
    show();
  });
}

/**
 * The annotations that an element belongs to. A reference is only its own annotation's, whatever its mark is part of.
 * @param {EventTarget | null} target
 */
function keysAt(target) {
  const element = target instanceof Element ? target.closest("a.ref, mark[data-annotations], main [data-annotation]") : null;
  if (!(element instanceof HTMLElement)) return [];
  if (element instanceof HTMLAnchorElement) return [ofReference(element)?.key ?? ""];
  return element.dataset.annotation ? [element.dataset.annotation] : keysOf(element);
}

/** With more marks than this, only those that can be seen are lit: thousands would take longer than a frame. */
const MANY = 200;

/** @param {HTMLElement[]} marks */
function inSight(marks) {
  if (marks.length <= MANY) return marks;
  return marks.filter((mark) => {
    const { top, bottom } = mark.getBoundingClientRect();
    return (bottom > 0 && top < innerHeight) || mark.classList.contains("lit");
  });
}

/** @param {Set<string>} keys */
function light(keys) {
  for (const key of new Set([...lit, ...keys])) {
    if (lit.has(key) === keys.has(key)) continue;
    const body = annotations.get(key)?.body;
    body?.classList.toggle("lit", keys.has(key) && !body.hidden);
  }
  for (const mark of new Set([...lit, ...keys].flatMap((key) => inSight(annotations.get(key)?.marks ?? [])))) {
    mark.classList.toggle("lit", keysOf(mark).some((key) => keys.has(key) && !annotations.get(key)?.body.hidden));
  }
  lit = keys;
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
