// Selecting words of a page, and what the toolbar makes of them: what the tests of sharing share.

import assert from "node:assert/strict";

/** @typedef {import("playwright-core").Page} Page */

/** @param {Page} page */
export const toolbar = (page) => page.getByRole("toolbar", { name: "Share what is selected" });

/**
 * Selects from words of one element to words of another, as a program would.
 * @param {Page} page
 * @param {[string, number, string]} from an element by selector and number, and the words to begin with
 * @param {[string, number, string]} [to] the words to end with
 */
export async function select(page, from, to = from) {
  await page.evaluate(([from, to]) => {
    const place = (/** @type {[string, number, string]} */ [selector, nth, words], /** @type {boolean} */ isEnd) => {
      const walker = document.createTreeWalker(document.querySelectorAll(selector)[nth] ?? document, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = /** @type {Text} */ (walker.currentNode);
        const at = node.data.indexOf(words);
        if (at >= 0 && !node.parentElement?.closest("aside, a.ref, .permalink")) return /** @type {const} */ ([node, isEnd ? at + words.length : at]);
      }
      throw new Error(`${selector} ${nth} does not say ${words}`);
    };
    const [start, end] = [place(from, false), place(to, true)];
    start[0].parentElement?.scrollIntoView({ block: "center" });
    getSelection()?.setBaseAndExtent(...start, ...end);
  }, /** @type {const} */ ([from, to]));
}

/** Drags the mouse over text, from the middle of one box to that of another. @param {Page} page @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to */
export async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
}

/** @param {Page} page */
export const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

/** What is on the clipboard, as soon as it fits. @param {Page} page @param {(text: string) => boolean} fits */
export async function copiedOnce(page, fits) {
  for (let tries = 0; tries < 100; tries += 1) {
    const text = await copied(page);
    if (fits(text)) return text;
    await page.waitForTimeout(50);
  }
  return assert.fail(`the clipboard holds ${await copied(page)}`);
}

/** @param {Page} page @param {string} type */
export const copiedAs = (page, type) =>
  page.evaluate(async (type) => (await (await navigator.clipboard.read())[0]?.getType(type))?.text() ?? "", type);

/** What is quoted by an address. @param {string} address */
export const quoted = (address) => new URL(address).searchParams.get("text");

/**
 * The middle of a character's edge, in the window.
 * @param {Page} page
 * @param {string} selector of the block
 * @param {string} words of it
 * @param {"before" | "behind"} side of the words
 */
export async function edgeOf(page, selector, words, side) {
  const block = page.locator(selector).filter({ hasText: words }).first();
  return block.evaluate((block, [words, side]) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      const at = node.data.indexOf(words);
      if (at < 0) continue;
      const range = document.createRange();
      const edge = side === "before" ? at : at + words.length - 1;
      range.setStart(node, edge);
      range.setEnd(node, edge + 1);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      return { x: side === "before" ? left : right, y: (top + bottom) / 2 };
    }
    throw new Error(`no text says ${words}`);
  }, /** @type {const} */ ([words, side]));
}
