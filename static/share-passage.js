// @ts-check
/**
 * The passage that a reader means: what is selected, else what the opened link marks, else what the annotation with
 * the focus is about. Enter at `selected` or `meant`.
 */

import { annotations, ofReference } from "./annotations.js";
import { marked, namesOf, speakersOf } from "./attribution.js";
import { describe, write } from "./passages.js";
import { placesOf, stretchOf, textOf } from "./selection.js";

/**
 * @typedef {object} Passage
 * @property {number} start of its words in the article's text
 * @property {number} end
 * @property {string[]} quote what it says, a string a block
 * @property {string} address of the page with the passage, absolute
 * @property {string} card the address of its picture
 * @property {(data: string) => string} speakers who says it, of those that the page names; nothing where that is no speaker
 * @property {() => ReturnType<typeof placesOf>} places where it is seen now
 */

const article = document.querySelector("article[data-piece]");

/** @returns {Passage | undefined} */
export function selected() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return undefined;
  // Cells of a table may be selected one by one.
  return passageOf(Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index)));
}

/** @returns {Passage | undefined} */
export const meant = () => selected() ?? passageOf(rangesOf(article?.querySelectorAll("mark[data-passage]") ?? [])) ?? focused();

/**
 * @param {Iterable<Element>} elements
 */
function rangesOf(elements) {
  return Array.from(elements, (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range;
  });
}

/** The first passage of the annotation whose reference or body has the focus, or holds it. */
function focused() {
  const reference = document.activeElement?.closest("a.ref");
  const body = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest("main [data-annotation]"));
  const annotation = reference instanceof HTMLAnchorElement ? ofReference(reference) : annotations.get(body?.dataset.annotation ?? "");
  if (!article || !annotation) return undefined;
  const text = textOf(article);
  const held = [];
  let end = NaN;
  // Segments with no words between them are one passage.
  for (const range of rangesOf(annotation.marks)) {
    const stretch = stretchOf(text, [range]);
    if (!stretch) continue;
    if (held.length > 0 && text.text.slice(end, stretch.start).trim()) break;
    held.push(range);
    end = stretch.end;
  }
  return passageOf(held);
}

/**
 * @param {Range[]} ranges
 * @returns {Passage | undefined}
 */
function passageOf(ranges) {
  const text = article && textOf(article);
  const stretch = text && stretchOf(text, ranges);
  const described = stretch && describe(text.text, stretch.start, stretch.end);
  if (!described) return undefined;
  const { directive, start, end } = described;
  const query = `?text=${write(directive)}`;
  // Signs of the words before and behind, which stand apart from those that are meant, are not quoted.
  const words = text.text.slice(Math.min(start, stretch.start), Math.max(end, stretch.end));
  const quote = words.trim().replace(/^\p{P}+\s+|\s+\p{P}+$/gu, "");
  return {
    start,
    end,
    quote: quote.split("\n").map((block) => block.trim().replace(/ +/g, " ")).filter(Boolean),
    address: location.origin + location.pathname + query,
    card: `${location.pathname}/card.png${query}`,
    speakers: (data) => namesOf(speakersOf(text.text, { start, end }, marked(text, data))),
    places: () => placesOf(text, { start, end }),
  };
}
