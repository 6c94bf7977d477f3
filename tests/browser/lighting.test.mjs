// Pointing at or focusing a mark, a reference or a body lights up what belongs together, and nothing moves.

import assert from "node:assert/strict";

import { screen } from "./browser.mjs";
import { openPiece, testPieces } from "./shipped-library.mjs";

/** The keys of all that is lit. @param {import("playwright-core").Page} page */
async function lit(page) {
  const keys = await page.evaluate(() => {
    const bodies = [...document.querySelectorAll("[data-annotation].lit")].map((body) => body.getAttribute("data-annotation"));
    return { bodies, marks: [...document.querySelectorAll("mark.lit")].map((mark) => mark.getAttribute("data-annotations") ?? "") };
  });
  return { bodies: keys.bodies.sort(), marks: keys.marks };
}

/** Where all of the text stands. @param {import("playwright-core").Page} page */
const places = (page) =>
  page.evaluate(() => [...document.querySelectorAll("article *, .panel *")].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return width && height ? [left + scrollX, top + scrollY, width, height].map(Math.round).join(" ") : "";
  }).join("\n"));

testPieces("what belongs together lights up together, and nothing moves", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, screen(1500), { javaScriptEnabled: true });
  await page.mouse.move(2, 2);
  const before = await places(page);
  for (const { key, id } of annotations) {
    const own = await page.locator(`article mark[data-annotations~="${key}"]`).count();
    const holds = async (/** @type {string} */ how) => {
      const { bodies, marks } = await lit(page);
      assert.ok(bodies.includes(key), `${how} ${key} lights ${bodies}`);
      assert.equal(marks.filter((keys) => keys.split(" ").includes(key)).length, own, `${how} ${key}`);
      return bodies;
    };
    const reference = page.locator(`a.ref[href="#${id}"]`).first();
    await reference.focus();
    assert.deepEqual(await holds("focusing the reference of"), [key]);
    await reference.blur();
    await reference.hover();
    assert.deepEqual(await holds("pointing at the reference of"), [key]);
    await page.mouse.move(2, 2);
    assert.deepEqual(await lit(page), { bodies: [], marks: [] }, "something stays lit");
    const mark = page.locator(`article mark[data-annotations~="${key}"]`).last();
    // Words that go on in the next line have a box around both, whose middle may be other words.
    await mark.scrollIntoViewIfNeeded();
    const [x, y] = await mark.evaluate((mark) => {
      const { left, top, width, height } = mark.getClientRects()[0] ?? new DOMRect();
      return [left + width / 2, top + height / 2];
    });
    await page.mouse.move(x ?? 0, y ?? 0);
    const keys = ((await mark.getAttribute("data-annotations")) ?? "").split(" ");
    assert.deepEqual(await holds("pointing at a mark of"), [...keys].sort());
    await page.mouse.move(2, 2);
    await page.locator(`[id="${id}"] a`).last().focus();
    assert.deepEqual(await holds("focusing what stands in the body of"), [key]);
    assert.equal(await places(page), before, `${key} moves something`);
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  }
});
