// Links to highlighted words as Chromium makes them, and what it highlights when such a link is opened. The generator
// is the code that Chromium's “Copy link to highlight” was built from; the highlight is looked for in the picture.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { PNG } from "pngjs";

/** @typedef {import("playwright-core").Page} Page */
/** Words of a block: its id, and where they begin and end in its own text. @typedef {{ block: string, start: number, end: number, which: string }} Words */

const source = async (/** @type {string} */ name) =>
  (await readFile(new URL(`node_modules/text-fragments-polyfill/src/${name}`, import.meta.url), "utf8")).replace(/^export /gm, "").replace(/^import .*$/gm, "");

/** One expression, because a page under a policy loads no modules of others. */
const GENERATOR = `(() => {
  const fragments = (() => { ${await source("text-fragment-utils.js")}; return { internal, processTextFragmentDirective }; })();
  ${await source("fragment-generation-utils.js")}
  return { generateFragment, setTimeout };
})()`;

/** The texts of a block itself, in the page. */
const TEXTS = `(block) => {
  const nodes = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("aside")) nodes.push(walker.currentNode);
  return nodes;
}`;

/** A range of the page. */
const RANGE = `({ block, start, end }) => {
  const range = document.createRange();
  let at = 0;
  let isBegun = false;
  for (const node of (${TEXTS})(document.getElementById(block))) {
    if (!isBegun && start < at + node.length) {
      range.setStart(node, start - at);
      isBegun = true;
    }
    if (isBegun && end <= at + node.length) {
      range.setEnd(node, end - at);
      return range;
    }
    at += node.length;
  }
}`;

/**
 * The first, middle and last words of every block without blocks of its own.
 * @param {Page} page
 * @param {number} count how many words
 * @returns {Promise<Words[]>}
 */
export const wordsOfBlocks = (page, count) => page.evaluate(`(() => {
  const found = [];
  for (const block of document.querySelectorAll("article :is(p, h2, h3, li, td, th)[id]")) {
    if (block.closest("aside") || block.querySelector("p, li, ul, ol")) continue;
    const text = (${TEXTS})(block).map((node) => node.data).join("");
    const words = [...text.matchAll(/\\S+/g)];
    const from = (first, which) => {
      const held = words.slice(Math.max(0, first), Math.max(0, first) + ${count});
      const last = held.at(-1);
      if (last) found.push({ block: block.id, start: held[0].index, end: last.index + last[0].length, which });
    };
    from(0, "first");
    if (words.length > 3 * ${count}) from(Math.floor(words.length / 2), "middle");
    from(words.length - ${count}, "last");
  }
  return found;
})()`);

/** Selects words. @param {Page} page @param {Words} words */
export const selectWords = (page, words) => page.evaluate(`(() => {
  const range = (${RANGE})(${JSON.stringify(words)});
  range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
  getSelection().removeAllRanges();
  getSelection().addRange(range);
})()`);

/**
 * The directive that Chromium makes of what is selected.
 * @param {Page} page
 * @returns {Promise<string>}
 */
export async function directiveOf(page) {
  const made = await page.evaluate(`(() => {
    globalThis.generator ??= ${GENERATOR};
    generator.setTimeout(5000);
    const { status, fragment } = generator.generateFragment(getSelection());
    if (status !== 0) return { status };
    const part = (words) => encodeURIComponent(words).replaceAll("-", "%2D");
    const { prefix, textStart, textEnd, suffix } = fragment;
    const terms = [prefix && part(prefix) + "-", part(textStart), textEnd && part(textEnd), suffix && "-" + part(suffix)];
    return { status, directive: terms.filter(Boolean).join(",") };
  })()`);
  const { status, directive } = /** @type {{ status: number, directive?: string }} */ (made);
  assert.ok(directive, `no link is made: status ${status}`);
  return directive;
}

/** A colour that no page has. */
const SIGNAL = "rgb(255, 0, 255)";

/**
 * Opens a link to words, and says which share of the words that were meant is highlighted, and how much of the
 * highlight is elsewhere.
 * @param {Page} page of a context that bypasses the policy
 * @param {string} address without fragment
 * @param {string} directive
 * @param {Words} words
 */
export async function highlighted(page, address, directive, words) {
  // A link in the same page is not opened again.
  await page.goto("about:blank");
  await page.goto(`${address}#:~:text=${directive}`);
  await page.evaluate((rule) => {
    document.head.append(Object.assign(document.createElement("style"), { textContent: rule }));
  }, `::target-text { background: ${SIGNAL}; color: ${SIGNAL}; }`);
  let found = { share: 0, elsewhere: 0 };
  // Words are searched for after a page is shown; without script nothing tells when that is done.
  for (let tries = 0; tries < 8 && found.share < FOUND; tries += 1) {
    await page.waitForTimeout(100);
    found = await litOn(page, words);
  }
  return { isFound: found.share >= FOUND && found.elsewhere < 0.02, ...found };
}

/** A highlight is not as high as a line, and stays off what hangs out of it. */
const FOUND = 0.5;

/** @param {Page} page @param {Words} words */
async function litOn(page, words) {
  const boxes = /** @type {{ left: number, top: number, right: number, bottom: number }[]} */ (await page.evaluate(`(() => {
    const range = (${RANGE})(${JSON.stringify(words)});
    const boxes = (${TEXTS})(document.getElementById(${JSON.stringify(words.block)})).flatMap((node) => {
      if (!range.intersectsNode(node)) return [];
      const own = document.createRange();
      own.setStart(node, node === range.startContainer ? range.startOffset : 0);
      own.setEnd(node, node === range.endContainer ? range.endOffset : node.length);
      return [...own.getClientRects()];
    });
    return boxes.filter(({ width }) => width > 0).map((box) => box.toJSON());
  })()`));
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  let [meant, held, elsewhere] = [0, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      const isLit = (data[at] ?? 0) > 240 && (data[at + 1] ?? 0) < 40 && (data[at + 2] ?? 0) > 240;
      const isMeant = boxes.some(({ left, top, right, bottom }) => x >= left - 1 && x < right + 1 && y >= top - 4 && y < bottom + 4);
      if (isMeant) meant += 1;
      if (isLit && isMeant) held += 1;
      if (isLit && !isMeant) elsewhere += 1;
    }
  }
  return { share: meant ? held / meant : 0, elsewhere: held + elsewhere ? elsewhere / (held + elsewhere) : 0 };
}
