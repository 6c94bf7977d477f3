// A piece with every mark in every tone, alone and over one another, written into a content folder.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const MARKS = ["line", "dotted", "tint", "bracket"];
export const TONES = ["near", "far", "between", "figure", "gloss", "free"];

const layersOf = (/** @type {string[]} */ marks) => marks.flatMap((mark) => TONES.map((tone) => `${mark}-${tone}`));
const LAYERS = layersOf(MARKS);

/** @param {string[]} items */
const pairs = (items) => items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other]));

/** Which layers mark the same words. */
const COMBINATIONS = [
  ...LAYERS.map((layer) => [layer]),
  ...pairs(layersOf(["tint"])),
  ...TONES.flatMap((tone) => TONES.map((other) => [`tint-${tone}`, `bracket-${other}`])),
  ...MARKS.map((mark) => layersOf([mark])),
  LAYERS,
];

/** @param {number} index */
const words = (index) => `number ${index} is said aloud`;

/** @param {string} folder the content folder */
export async function writeEveryMark(folder) {
  const piece = join(folder, "every-mark");
  const layers = LAYERS.map((layer) => {
    const [mark = "", tone] = layer.split("-");
    const bodies = mark === "dotted" || mark === "tint" ? "margin" : "panel";
    return `  - { name: ${layer}, title: ${layer}, mark: ${mark}, tone: ${tone}, bodies: ${bodies} }\n`;
  });
  await mkdir(piece, { recursive: true });
  // A paragraph each, so that rules in the margin and high stacks of lines have room.
  const text = COMBINATIONS.map((_, index) => `This ${words(index)}.\n\n`);
  await writeFile(join(piece, "index.md"), `---\ntitle: Every mark\nlayers:\n${layers.join("")}---\n\n${text.join("")}`);
  for (const layer of LAYERS) {
    const targets = COMBINATIONS.flatMap((combination, index) => (combination.includes(layer) ? [`  - exact: ${words(index)}\n`] : []));
    await mkdir(join(piece, layer));
    const fields = `title: ${layer}\ndate: 2025-03-09\nplace: Here\ntargets:\n${targets.join("")}`;
    await writeFile(join(piece, layer, "all.md"), `---\n${fields}---\n\nSaid of it, with [a link](../index.md).\n`);
  }
}
