// Selections that nobody planned for: the toolbar comes where there are words of the text to share, stays away where
// there are none, and what it makes of them is never more than these words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screen } from "./browser.mjs";
import { addressOf, kindCalled, newPage, useKinds } from "./kinds-of-page.mjs";
import { wordsOf } from "./library.mjs";
import { copied, copiedOnce, drag, edgeOf, quoted, select, toolbar } from "./selecting.mjs";

/** @typedef {import("playwright-core").Page} Page */

useKinds();

const BLOCK = "article > p";
/** Longer than the toolbar waits for a selection to settle. */
const SETTLED = 700;

/** @param {import("node:test").TestContext} t @param {string} [name] @param {string} [search] */
async function open(t, name = "guide", search = "") {
  const page = await newPage(t, { viewport: screen(1280), permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(addressOf(kindCalled(name)) + search);
  return page;
}

/** The address that is copied of what is selected. @param {Page} page */
async function shared(page) {
  await page.evaluate(() => navigator.clipboard.writeText("none yet"));
  await toolbar(page).getByText("Copy link").click();
  return copiedOnce(page, (text) => text.startsWith("http"));
}

/** What the link to what is selected quotes. @param {Page} page */
const link = async (page) => quoted(await shared(page)) ?? "";

/** The words of a block without what is not text. @param {import("playwright-core").Locator} block */
const wordsIn = async (block) => wordsOf(await block.evaluate((block) => {
  const copy = /** @type {Element} */ (block.cloneNode(true));
  for (const element of copy.querySelectorAll("a.ref, .permalink, .footnote-reference")) element.remove();
  return copy.textContent ?? "";
}));

test("all that is selected at once is the text from its first words to its last", async (t) => {
  const page = await open(t);
  await page.locator("body").press("Control+A");
  await toolbar(page).waitFor();
  const value = wordsOf(await link(page));
  const blocks = page.locator("article[data-piece] > :is(p, ul, section)");
  const [first, last] = [await wordsIn(blocks.first()), await wordsIn(blocks.last())];
  assert.deepEqual(value.slice(0, 3), first.slice(0, 3));
  assert.deepEqual(value.slice(-2), last.slice(-2));
  const { left, right, top, bottom } = await toolbar(page).evaluate((bar) => bar.getBoundingClientRect().toJSON());
  assert.ok(left >= 0 && right <= 1280 && bottom > -900 && top < 1800, `the toolbar stands at ${left}, ${top}`);
});

test("a control character in the words is no part of their link", async (t) => {
  const page = await open(t);
  // Its words are about to change.
  const block = await page.locator(BLOCK).filter({ hasText: "The town can pay" }).elementHandle();
  assert.ok(block);
  await block.evaluate((block) => {
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let text = words.nextNode(); text; text = words.nextNode()) {
      text.textContent = (text.textContent ?? "").replace("town can", "to\u0001wn can");
    }
  });
  await block.click({ clickCount: 3, position: { x: 200, y: 14 } });
  await toolbar(page).waitFor();
  const address = await shared(page);
  assert.ok(!address.includes("%01"), address);
  const answer = await page.goto(address);
  assert.equal(answer?.status(), 200);
  assert.ok(await page.locator("mark[data-passage]").count(), address);
});

test("a triple click selects a paragraph, and quotes it to its end and no further", async (t) => {
  const page = await open(t);
  const block = page.locator(BLOCK).filter({ hasText: "The town can pay" });
  await block.click({ clickCount: 3, position: { x: 200, y: 14 } });
  await toolbar(page).waitFor();
  const value = wordsOf(await link(page));
  const all = await wordsIn(block);
  assert.deepEqual(value.slice(0, 3), all.slice(0, 3));
  assert.deepEqual(value.slice(-3), all.slice(-3));
});

test("a double click and a drag go on word by word", async (t) => {
  const page = await open(t);
  await page.locator(BLOCK).filter({ hasText: "The town can pay" }).scrollIntoViewIfNeeded();
  const from = await edgeOf(page, BLOCK, "The town can", "before");
  const to = await edgeOf(page, BLOCK, "heard two", "behind");
  await page.mouse.move(from.x + 4, from.y);
  await page.mouse.down();
  await page.mouse.up();
  await page.mouse.down({ clickCount: 2 });
  await page.waitForTimeout(SETTLED);
  assert.equal(await toolbar(page).count(), 0, "the toolbar comes while the button is held");
  await page.mouse.move(to.x - 4, to.y, { steps: 6 });
  await page.mouse.up({ clickCount: 2 });
  await toolbar(page).waitFor();
  assert.equal(await link(page), "The town can pay for one piece of work, and before it chose, it heard two");
});

test("what begins outside the text is shared as far as it is in it", async (t) => {
  const page = await open(t);
  for (const outside of ["header.piece h1", "#page--legend"]) {
    await page.evaluate((outside) => {
      const paragraph = document.querySelector("article > p");
      const text = document.createTreeWalker(paragraph ?? document, NodeFilter.SHOW_TEXT).nextNode();
      const from = document.querySelector(outside);
      if (from && text) getSelection()?.setBaseAndExtent(from, 0, text, "This page is made".length);
    }, outside);
    await toolbar(page).waitFor();
    assert.match(await link(page), /^This page is made(,-|$)/, outside);
    await page.keyboard.press("Escape");
    await toolbar(page).waitFor({ state: "detached" });
  }
});

test("nothing stands beside what is selected in the legend, the foot, the line about a passage or a note", async (t) => {
  const page = await open(t, "guide", "?text=A+bridge+is,dear+to+keep");
  for (const selector of ["#page--legend", "footer.site", ".piece-foot", ".shared", "aside.note", "section.panel"]) {
    await page.locator(selector).first().evaluate((element) => getSelection()?.selectAllChildren(element));
    await page.waitForTimeout(SETTLED);
    assert.equal(await toolbar(page).count(), 0, selector);
  }
});

test("code, cells, list items and headings are quoted by their words, and copied as they stand", async (t) => {
  const page = await open(t);
  for (const [selector, from, to] of /** @type {const} */ ([["article pre", "title: How", "lang: en"], ["article table", "Price", "11 million"], ["article > ul", "content/", "the address"], ["article h2", "What lies", "folder"]])) {
    await select(page, [selector, 0, from], [selector, 0, to]);
    await toolbar(page).waitFor();
    assert.equal(await page.evaluate(() => Boolean(document.querySelector("[role=toolbar]")?.closest("article"))), false, selector);
    const plain = await page.evaluate(() => String(getSelection()));
    assert.ok(!/Copy link|Markdown\s*Picture/.test(plain), plain);
    const value = wordsOf(await link(page));
    assert.deepEqual(value.slice(0, 1), wordsOf(from).slice(0, 1), selector);
    assert.deepEqual(value.slice(-1), wordsOf(to).slice(-1), selector);
    await page.keyboard.press("Escape");
    await toolbar(page).waitFor({ state: "detached" });
  }
});

test("with layers hidden, over a passage that is shared already, another one can be", async (t) => {
  const page = await open(t, "guide", "?text=A+bridge+is,dear+to+keep&hide=notes+speakers");
  await page.locator("mark[data-passage]").first().waitFor();
  await select(page, [`${BLOCK}:has(mark[data-passage])`, 0, "promise in"], [`${BLOCK}:has(mark[data-passage])`, 0, "Somebody made"]);
  await toolbar(page).waitFor();
  const first = await link(page);
  assert.deepEqual([wordsOf(first)[0], wordsOf(first).at(-1)], ["promise", "made"]);
  assert.ok(!(await copied(page)).includes("hide="), "what one reader hides is hidden from others");
});

test("on a page from right to left the toolbar stands in its column, and goes on leftwards", async (t) => {
  const page = await open(t, "leftward");
  const block = page.locator(BLOCK).first();
  await block.evaluate((block) => getSelection()?.selectAllChildren(block));
  await toolbar(page).waitFor();
  const [bar, column] = [await toolbar(page).boundingBox(), await page.locator("article").boundingBox()];
  assert.ok(bar && column && bar.x >= column.x - 1 && bar.x + bar.width <= column.x + column.width + 1, JSON.stringify({ bar, column }));
  await toolbar(page).getByText("Copy link").focus();
  await page.keyboard.press("ArrowLeft");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Copy quote");
  const value = wordsOf(await link(page));
  assert.deepEqual(value.slice(0, 3), (await wordsIn(block)).slice(0, 3));
});

test("the keyboard copies the words without numerals, letters, names and the toolbar", async (t) => {
  const page = await open(t);
  await select(page, [BLOCK, await page.locator(BLOCK).evaluateAll((blocks) => blocks.findIndex((block) => block.textContent?.includes("flood of 2024"))), "The bridge at"], [`${BLOCK}:has([data-name])`, 0, "five generations"]);
  await toolbar(page).waitFor();
  await page.keyboard.press("Control+C");
  const plain = (await copiedOnce(page, (text) => text.startsWith("The bridge at"))).replaceAll("\r", "");
  assert.ok(plain.startsWith("The bridge at Tarnwick was opened in 1871. The flood of 2024 left a crack in one spandrel of the middle arch."), plain);
  assert.ok(plain.includes("“A bridge is a promise in stone,” said Ana, who would mend it. “Somebody made it, and five generations"), plain);
  assert.ok(!plain.includes("Copy link"));
});

test("the toolbar stays in the column of the text, where it covers no note", async (t) => {
  const page = await open(t);
  for (const words of ["flood of 2024", "heard two", "would mend"]) {
    const nth = await page.locator(BLOCK).evaluateAll((blocks, words) => blocks.findIndex((block) => block.textContent?.includes(words)), words);
    await select(page, [BLOCK, nth, words]);
    await toolbar(page).waitFor();
    const [bar, column] = [await toolbar(page).boundingBox(), await page.locator("article").boundingBox()];
    assert.ok(bar && column && bar.x >= column.x - 1 && bar.x + bar.width <= column.x + column.width + 1, `${words}: ${JSON.stringify({ bar, column })}`);
    await page.keyboard.press("Escape");
    await toolbar(page).waitFor({ state: "detached" });
  }
});
