// @ts-check
/**
 * Single keys for what the page offers as links anyway; `templates/keys.html` lists them. Readers who speak to their
 * computer, or whose hands slip, can switch them off (WCAG 2.1.4), and the browser remembers that.
 */

import { ofReference } from "./annotations.js";
import { turnLayer } from "./legend.js";
import { go, here } from "./steps.js";

const OFF = "sidelight:keys-off";

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("page--keys"));
const choice = dialog?.querySelector("input");

/** @param {HTMLAnchorElement} reference */
const isOfSame = (reference) => ofReference(reference) === ofReference(here() ?? reference);

/** @type {Record<string, () => void>} */
const KEYS = {
  n: () => go(1),
  p: () => go(-1),
  N: () => go(1, isOfSame),
  P: () => go(-1, isOfSame),
  a: () => /** @type {HTMLElement | null} */ (document.querySelector("[data-key=a]"))?.click(),
  t: contents,
  s: () => /** @type {HTMLElement | null} */ (document.querySelector(".shared a"))?.focus(),
  y: async () => (await import("./share.js")).copyLink(),
  "?": () => dialog?.showModal(),
};

export function listenToKeys() {
  const opener = document.getElementById("page--keys-open");
  if (!dialog || !choice || !opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  try {
    choice.checked = !localStorage.getItem(OFF);
    choice.addEventListener("change", () => localStorage.setItem(OFF, choice.checked ? "" : "true"));
  } catch {
    // Storage is forbidden to this site: the choice holds for this page.
  }
  document.addEventListener("keydown", (event) => {
    if (!choice.checked || dialog.open || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const isDigit = /^[1-9]$/.test(event.key);
    // Held down, a digit would flicker.
    if (isDigit && event.repeat) return;
    // Whatever the capitals lock says, Shift makes the difference.
    const key = event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
    const run = isDigit ? () => turnLayer(Number(key) - 1) : KEYS[key];
    if (!run) return;
    event.preventDefault();
    run();
  });
}

/** @param {KeyboardEvent} event */
const isTyping = ({ target, isComposing }) =>
  isComposing || (target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select"));

function contents() {
  const list = /** @type {HTMLDetailsElement | null} */ (document.getElementById("page--contents"));
  if (!list) return;
  list.open = true;
  list.querySelector("a")?.focus();
}
