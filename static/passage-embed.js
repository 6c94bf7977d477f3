// @ts-check
/**
 * Shows a passage in a page for frames where no server does: `templates/embed.html` with the words of the text, which
 * are in a file of their own. Loaded by `static-embed.js` where the address asks for a passage. Enter at `show`.
 */

import { namesOf, speakersOf } from "./attribution.js";
import { write } from "./passages.js";
import { resolve } from "./passage-places.js";
import { excerpt } from "./passage-words.js";

/** A frame is no place to read on: a longer passage is cut, in Unicode scalars. */
const LONGEST = 1200;

/** @param {string} value as it stands in the address */
export async function show(value) {
  const { text: address = "", library = "", authors = "", speakers = "[]" } = /** @type {HTMLElement | null} */ (document.querySelector("script[data-text]"))?.dataset ?? {};
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
  const blocks = blocksOf(words);
  const said = speakersOf(text, place, JSON.parse(speakers));
  const tone = said[0] ? `tone-${said[0].tone}` : "";
  const quotation = document.createElement("blockquote");
  quotation.className = ["passage", hasMarks(blocks.join("")) ? "" : "quoted", tone].filter(Boolean).join(" ");
  for (const block of blocks) quotation.append(paragraph(block));
  const names = Object.assign(document.createElement("bdi"), { className: `said ${tone}`.trim(), textContent: namesOf(said) || authors });
  const [within, house] = [document.createElement("bdi"), document.createElement("bdi")];
  within.textContent = "in";
  house.textContent = library;
  const by = names.textContent ? [names, ", ", ...(said[0] ? [within, " "] : [])] : [];
  const heading = document.createElement("h1");
  heading.className = "unseen";
  heading.textContent = link.textContent;
  description.replaceWith(quotation, facts(...by, link, ", ", house));
  title.replaceWith(heading);
}

/**
 * A passage block by block, cut in the block that reaches the limit, as `src/render/quotation.rs` does.
 * @param {string} passage
 */
function blocksOf(passage) {
  const blocks = [];
  let left = LONGEST;
  for (const block of passage.split("\n\n").map((block) => block.trim().replace(/\s+/g, " ")).filter(Boolean)) {
    if (left === 0) {
      if (blocks.length > 0 && !blocks.at(-1)?.endsWith("…")) blocks.push(`${blocks.pop()} …`);
      break;
    }
    const scalars = [...block].length;
    blocks.push(scalars > left ? excerpt(block, left) : block);
    left = Math.max(0, left - scalars);
  }
  return blocks;
}

/** Opening and closing marks in which a passage may stand already. */
const MARKS = ["“”", "„“", '""', "«»", "»«", "「」", "『』"];

/** @param {string} text */
function hasMarks(text) {
  return MARKS.some(([open = "", close = ""]) => {
    const inner = text.slice(1, -1);
    return text.length > 1 && text.startsWith(open) && text.endsWith(close) && !inner.includes(open) && !inner.includes(close);
  });
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
