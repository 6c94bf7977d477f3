// @ts-check
/**
 * Shows a passage in a page for frames where no server does: `templates/embed.html` with the words of the text, which
 * are in a file of their own. Loaded by `static-embed.js` where the address asks for a passage. Enter at `show`.
 */

import { write } from "./passages.js";
import { resolve } from "./passage-places.js";
import { excerpt } from "./passage-words.js";

/** A frame is no place to read on: a longer passage is cut, in Unicode scalars. */
const LONGEST = 1200;

/** @param {string} value as it stands in the address */
export async function show(value) {
  const { text: address = "", library = "" } = /** @type {HTMLElement | null} */ (document.querySelector("script[data-text]"))?.dataset ?? {};
  const title = document.querySelector("h1");
  const link = title?.querySelector("a");
  const description = document.querySelector(".description");
  const answer = await fetch(address);
  if (!title || !link || !description || !answer.ok) return;
  const text = await answer.text();
  const { directive, place } = resolve(text, value);
  link.setAttribute("href", `${link.pathname}?text=${directive ? write(directive) : value}`);
  if (!place) return description.after(facts("The passage that was quoted here is not in the text any more."));
  const words = text.slice(place.start, place.end);
  const blocks = [...words].length > LONGEST ? [excerpt(words, LONGEST)] : words.split("\n\n").map((block) => block.trim().replace(/\s+/g, " "));
  const quotation = document.createElement("blockquote");
  for (const block of blocks.filter(Boolean)) quotation.append(paragraph(block));
  const heading = document.createElement("h1");
  heading.className = "unseen";
  heading.textContent = link.textContent;
  description.replaceWith(quotation, facts(link, `, ${library}`));
  title.replaceWith(heading);
}

/** @param {(Node | string)[]} content */
function paragraph(...content) {
  const made = document.createElement("p");
  made.append(...content);
  return made;
}

/** @param {(Node | string)[]} content */
function facts(...content) {
  const made = paragraph(...content);
  made.className = "facts";
  return made;
}
