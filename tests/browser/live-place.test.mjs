// `sidelight serve --live`: when the page reloads, its reader stays at their place.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { PATIENCE, PIECE, openWatched, withFirst } from "./watched-piece.mjs";

/**
 * The block of the text or the body behind it that a reader has at the top of the window, and where.
 * @param {import("playwright-core").Page} page
 */
const place = (page) =>
  page.evaluate(() => {
    const blocks = [...document.querySelectorAll("article > :not(aside)[id], main section[id]")];
    const block = blocks.find((block) => block.getBoundingClientRect().bottom > 0);
    return { id: block?.id ?? "", top: block?.getBoundingClientRect().top ?? 0 };
  });

/**
 * Saves, and tells how far the block that was at the top has moved when the page has settled.
 * @param {import("playwright-core").Page} page
 * @param {string} path
 * @param {string} content
 * @param {string} words that the new version has in its text
 */
async function movedBySaving(page, path, content, words) {
  const before = await place(page);
  assert.ok(before.id, "no block is in the window");
  await writeFile(path, content);
  await page.locator("article", { hasText: words }).waitFor(PATIENCE);
  await page.waitForLoadState("load");
  // Browsers restore a place of their own after a page is loaded.
  await page.waitForTimeout(300);
  const top = await page.locator(`[id="${before.id}"]`).evaluate((block) => block.getBoundingClientRect().top);
  return Math.abs(top - before.top);
}

for (const [window, viewport] of Object.entries({ "a wide window": screen(1280), "a phone": PHONE })) {
  test(`in ${window} the reader stays at their place, wherever the text changes`, async (t) => {
    const { page, path, text } = await openWatched(t, { viewport });
    const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    let edition = 0;
    let content = text;
    for (const share of [0.15, 0.4, 0.63, 0.9]) {
      await page.evaluate((y) => scrollTo({ top: y, behavior: "instant" }), Math.round(height * share));
      edition += 1;
      content = withFirst(content, `Above-${edition}. ${"A paragraph more, long enough to push all the others down. ".repeat(5)}`);
      const above = await movedBySaving(page, path, content, `Above-${edition}.`);
      assert.ok(above <= 2, `a paragraph above moves the page by ${above}px at ${share * 100}%`);
      content += `\nBelow-${edition}. A paragraph more at the end.\n`;
      const below = await movedBySaving(page, path, content, `Below-${edition}.`);
      assert.ok(below <= 2, `a paragraph below moves the page by ${below}px at ${share * 100}%`);
    }
  });
}

test("the reader stays at their place behind an address that names another", async (t) => {
  const { server, page, path, text } = await openWatched(t);
  await page.goto(server.at(`/${PIECE}#what-each-side-feels`));
  // The browser is on its way there for a moment.
  await page.waitForTimeout(1_000);
  await page.evaluate(() => scrollTo({ top: 600, behavior: "instant" }));
  const moved = await movedBySaving(page, path, withFirst(text, "Above. A paragraph more."), "Above.");
  assert.ok(moved <= 2, `the page moves by ${moved}px`);
});

test("after a reload the browser still finds its way back to where the reader was", async (t) => {
  const { page, path, text } = await openWatched(t);
  await page.evaluate(() => scrollTo({ top: 900, behavior: "instant" }));
  await movedBySaving(page, path, withFirst(text, "Above. A paragraph more."), "Above.");
  await page.evaluate(() => scrollTo({ top: 1500, behavior: "instant" }));
  const away = page.locator("aside.note .ways a:not([role])").first();
  await away.evaluate((link) => /** @type {HTMLElement} */ (link).click());
  await page.waitForURL(/notes/);
  await page.goBack();
  await page.waitForFunction(() => scrollY === 1500, null, PATIENCE);
  await page.reload();
  await page.waitForFunction(() => scrollY === 1500, null, PATIENCE);
});
