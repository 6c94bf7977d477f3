// @ts-check
/**
 * Pointing at a mark, a reference or a body, or focusing it, lights up all that belongs to its annotations. Only looks
 * change, by the class `lit`: nothing moves.
 */

import { annotations, keysOf, ofReference } from "./annotations.js";

/** What is lit now. @type {Set<string>} */
let lit = new Set();

export function lightUp() {
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
