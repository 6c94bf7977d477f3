// @ts-check
/**
 * Copies the citation, as a sentence or in the formats of reference managers. Loaded by `reader.js` when the panel is
 * opened; its buttons are in the template of `templates/cite.html`, for without script there is nothing to press.
 */

import { copy, say, tell } from "./share-copy.js";

const panel = document.getElementById("page--cite");
const sentence = panel?.querySelector(".citation");
const words = sentence?.textContent ?? "";

export function offerCopies() {
  const template = panel?.querySelector("template");
  sentence?.append(" ", template?.content.firstElementChild ?? "");
  template?.replaceWith(template.content);
  for (const button of panel?.querySelectorAll("button") ?? []) button.addEventListener("click", () => act(button));
}

/** @param {HTMLButtonElement} button */
async function act(button) {
  const plain = button.dataset.from ? read(button.dataset.from) : words;
  const isDone = await copy({ plain }).catch(() => false);
  say(isDone ? "Citation copied" : "The citation could not be copied");
  tell(button, isDone);
}

/** @param {string} address */
async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(address);
  return response.text();
}
