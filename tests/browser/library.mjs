// What a content folder holds, read without Sidelight: the tests compare the site with this.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * An annotation as its writer keeps it.
 * @typedef {{ key: string, id: string, layer: string, title: string, words: string[] }} Annotation
 */

/**
 * A text with its annotations.
 * @typedef {{ slug: string, annotations: Annotation[] }} Piece
 */

/**
 * The pieces that readers are shown.
 * @param {string} content the content folder
 * @returns {Promise<Piece[]>}
 */
export async function piecesOf(content) {
  const pieces = [];
  for (const entry of await readdir(content, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(content, entry.name);
    if (/^draft: true$/m.test(await readFile(join(folder, "index.md"), "utf8"))) continue;
    pieces.push({ slug: entry.name, annotations: await annotationsOf(folder) });
  }
  return pieces;
}

/**
 * The annotations of a piece, by their files.
 * @param {string} folder the piece's folder
 * @returns {Promise<Annotation[]>}
 */
async function annotationsOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const annotations = [];
  for (const layer of entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
    for (const file of (await readdir(join(folder, layer))).filter((name) => name.endsWith(".md"))) {
      annotations.push(annotation(layer, file.slice(0, -3), await readFile(join(folder, layer, file), "utf8")));
    }
  }
  return annotations;
}

/**
 * The addresses of all pages of a library.
 * @param {Piece[]} pieces
 */
export function addressesOf(pieces) {
  const addresses = ["/"];
  for (const { slug, annotations } of pieces) {
    const layers = new Set(annotations.map(({ layer }) => `/${slug}/${layer}`));
    addresses.push(`/${slug}`, `/${slug}/index.md`, ...layers, ...annotations.map(({ key }) => `/${slug}/${key}`));
  }
  return addresses;
}

/**
 * @param {string} layer
 * @param {string} slug
 * @param {string} text
 * @returns {Annotation}
 */
function annotation(layer, slug, text) {
  const [, frontMatter = "", body = ""] = text.split(/^---$/m);
  const title = /^title: (.*)$/m.exec(frontMatter)?.[1] ?? "";
  // Links are shown by their words. Marks of emphasis, quotation and dashes are shown otherwise than they are
  // written, so only words are compared.
  const shown = body.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return { key: `${layer}/${slug}`, id: `${layer}--${slug}`, layer, title, words: wordsOf(shown) };
}

/**
 * The words of a text: what stays the same when Markdown becomes a page and a page is printed.
 * @param {string} text
 */
export function wordsOf(text) {
  return text.normalize("NFKC").match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Whether a text holds these words next to one another.
 * @param {string[]} text
 * @param {string[]} words
 */
export function holds(text, words) {
  return ` ${text.join(" ")} `.includes(` ${words.join(" ")} `);
}
