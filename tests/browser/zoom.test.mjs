// A reader who zooms in: at 200 % and 400 % a screen of 1280 pixels is as wide as one of 640 and 320. Nothing scrolls
// sideways, and all that the page says can be reached.

import assert from "node:assert/strict";
import { test } from "node:test";

import { holds, wordsOf } from "./library.mjs";
import { SLUGS, annotationsOf, assertLaid, open, painted, placesOf } from "./margin-window.mjs";

const SCREEN = { width: 1280, height: 900 };

for (const zoom of [2, 4]) {
  const viewport = { width: SCREEN.width / zoom, height: SCREEN.height / zoom };
  for (const slug of SLUGS) {
    test(`${slug}: at ${zoom * 100} % nothing scrolls sideways, and everything is there`, async (t) => {
      const page = await open(t, slug, { viewport, deviceScaleFactor: zoom });
      await page.locator("aside.note > .fold").evaluateAll((folds) => folds.forEach((fold) => /** @type {HTMLElement} */ (fold).click()));
      const { tooWide, notes, others } = await placesOf(page);
      assert.ok(tooWide <= 0, `the page is ${tooWide}px too wide`);
      for (const { name, left, right } of [...notes, ...others]) assert.ok(left >= 0 && right <= viewport.width, `${name} leaves the window`);
      // What stands outside the window to no scrolling, or is cut off by what it stands in, is out of reach.
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((element) => element.checkVisibility() && !element.matches(".unseen") && /hidden|clip/.test(getComputedStyle(element).overflow))
          .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
          .map((element) => element.outerHTML.slice(0, 100)),
      );
      assert.deepEqual(cut, []);
      for (const { key, words } of await annotationsOf(slug)) {
        assert.ok(holds(wordsOf(await page.locator(`[data-annotation="${key}"]`).innerText()), words), `${key} is not all there`);
      }
    });
  }
}

test("zooming in folds the notes, and zooming out lays the margin again", async (t) => {
  const page = await open(t, "crowded", { viewport: SCREEN });
  assertLaid(await placesOf(page));
  for (const zoom of [2, 4]) {
    await page.setViewportSize({ width: SCREEN.width / zoom, height: SCREEN.height / zoom });
    await painted(page);
    assert.ok(!(await placesOf(page)).isLaid);
  }
  await page.setViewportSize(SCREEN);
  await painted(page);
  assertLaid(await placesOf(page));
});
