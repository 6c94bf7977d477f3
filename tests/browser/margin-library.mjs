// Pieces that are hard on a margin, written by the tests, and served together with the shipped ones.
//
// `crowded`: sixty notes on one screen and some longer than a screen. `ending`: a short text with long notes on its last
// lines and a panel below it. `leftward`: right to left. `pictured`: pictures in the text and in a note. `sparse`: notes
// far apart, none of which collides. `hundreds`: more notes than browsers can tie together by the stylesheet in time.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A picture whose size pages know before it is there, and one that does not say it: 300 by 150, as browsers have it. */
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="240"><rect width="300" height="240"/></svg>';

const UNSIZED = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%"/></svg>';

const SENTENCE = "the delegates read out what had been agreed and nobody in the room thought that it would hold ";

/** So many words, none of which is a line of its own. @param {number} count */
export function words(count) {
  const all = SENTENCE.trim().split(" ");
  return Array.from({ length: count }, (_, index) => all[index % all.length]).join(" ");
}

/**
 * A text for tests: paragraphs of so many words, and for each paragraph the lengths of the notes that hang on its words.
 * @typedef {{ words: number, notes: number[] }[]} Plan
 */

/**
 * The files of a piece.
 * @param {Plan} plan
 * @param {{ fields?: string, extra?: string }} [options] more front matter, and Markdown before the text
 * @returns {Record<string, string>}
 */
export function piece(plan, { fields = "", extra = "" } = {}) {
  /** @type {Record<string, string>} */
  const files = {};
  let number = 0;
  const paragraphs = plan.map(({ words: count, notes }) => {
    const step = Math.max(1, Math.floor(count / (notes.length + 1)));
    const parts = notes.map((length) => {
      number += 1;
      files[`notes/n${number}.md`] = `---\ntitle: Note ${number}\n---\n\nNote ${number} says: ${words(length)}.\n`;
      return `${words(step)} [mark ${number}](notes/n${number}.md)`;
    });
    return `${parts.join(" ")} ${words(Math.max(1, count - step * notes.length))}.`;
  });
  files["index.md"] = `---\ntitle: A text\n${fields}---\n\n${extra}${paragraphs.join("\n\n")}\n`;
  return files;
}

const many = (/** @type {number} */ count, /** @type {number} */ length) => Array(count).fill(length);

/** The pieces with notes in the margin, by their slugs. */
export const PIECES = {
  crowded: piece([
    { words: 30, notes: [4, 700, ...many(18, 6)] },
    { words: 40, notes: [...many(19, 5), 600] },
    { words: 30, notes: many(20, 8) },
    { words: 300, notes: [30] },
  ]),
  ending: {
    ...piece([{ words: 60, notes: [] }, { words: 40, notes: [200, 150, 120] }], { extra: "It was a divorce.\n\n" }),
    "analogies/divorce.md": "---\ntitle: Divorce\ntargets: [exact: It was a divorce]\n---\n\nA panel.\n",
  },
  leftward: piece([{ words: 200, notes: [] }, { words: 80, notes: [60, 60, 60] }, { words: 200, notes: [20] }], { fields: "lang: he\ndir: rtl\n" }),
  pictured: {
    ...piece([{ words: 80, notes: [40] }, { words: 200, notes: [30, 30] }, { words: 200, notes: [30] }], {
      extra: "![A square](late.svg)\n\n",
    }),
    "notes/n2.md": "---\ntitle: Note 2\n---\n\n![](../later.svg)\n\nNote 2 says something.\n",
    "late.svg": PICTURE,
    "later.svg": UNSIZED,
  },
  sparse: piece(Array(6).fill({ words: 220, notes: [12] })),
  hundreds: piece(Array(105).fill({ words: 90, notes: [8, 12, 4, 16] })),
};
/**
 * Writes a piece into a content folder.
 * @param {string} folder
 * @param {string} slug
 * @param {Record<string, string>} files
 */
export async function writePiece(folder, slug, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, slug, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** @param {string} folder */
export async function prepare(folder) {
  for (const [slug, files] of Object.entries(PIECES)) await writePiece(folder, slug, files);
}
