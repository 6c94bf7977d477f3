// Single keys: each does what the list of keys says, none does where somebody types or has switched them off.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screen } from "./browser.mjs";
import { openPiece, testPieces } from "./shipped-library.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @param {import("node:test").TestContext} t @param {string} slug */
const open = (t, slug) => openPiece(t, slug, screen(1500), { javaScriptEnabled: true });

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

/** @param {Page} page @param {string} selector */
const ids = (page, selector) => page.locator(selector).evaluateAll((elements) => elements.map(({ id }) => id));

testPieces("n and p go through all annotations, N and P through the places of one", async (t, { slug }) => {
  const page = await open(t, slug);
  const all = await ids(page, "article a.ref");
  for (const id of [...all, all[0]]) {
    await page.keyboard.press("n");
    assert.equal(await focused(page), id);
    assert.ok(await page.evaluate(() => {
      const { top = -1 } = document.activeElement?.getBoundingClientRect() ?? {};
      return top >= 0 && top < innerHeight;
    }), `${id} is out of sight`);
  }
  await page.keyboard.press("p");
  assert.equal(await focused(page), all.at(-1));
  // The annotation with the most places.
  const hrefs = await page.locator("article a.ref").evaluateAll((refs) => refs.map((ref) => ref.getAttribute("href") ?? ""));
  const count = (/** @type {string} */ href) => hrefs.filter((other) => other === href).length;
  const most = hrefs.reduce((best, href) => (count(href) > count(best) ? href : best));
  const own = await ids(page, `article a.ref[href="${most}"]`);
  assert.ok(own.length > 1);
  await page.locator(`[id="${own[0]}"]`).focus();
  for (const id of [...own.slice(1), own[0]]) {
    await page.keyboard.press("Shift+N");
    assert.equal(await focused(page), id);
  }
  await page.keyboard.press("Shift+P");
  assert.equal(await focused(page), own.at(-1));
  // Enter follows the reference to the body.
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => location.hash), most);
});

testPieces("digits turn layers, and say so", async (t, { slug }) => {
  const page = await open(t, slug);
  const layers = await page.locator("[data-switch]:not([data-switch*='/'])").evaluateAll((links) => links.map((link) => link.getAttribute("data-switch")));
  for (const [index, layer] of layers.entries()) {
    await page.keyboard.press(String(index + 1));
    assert.equal(new URL(page.url()).searchParams.get("hide"), layer);
    assert.match(await page.getByRole("status").innerText(), /hidden$/);
    const looking = () => page.locator(`mark[data-annotations^="${layer}/"]`).evaluateAll((marks) =>
      marks.filter((mark) => !mark.getAttribute("data-annotations")?.includes(" ") && mark.className).length,
    );
    assert.equal(await looking(), 0);
    await page.keyboard.press(String(index + 1));
    assert.equal(new URL(page.url()).search, "");
    assert.match(await page.getByRole("status").innerText(), /shown$/);
    assert.ok((await looking()) > 0);
  }
});

testPieces("t goes to the contents, a to the analogies side by side", async (t, { slug }) => {
  const page = await open(t, slug);
  await page.keyboard.press("t");
  assert.equal(await page.evaluate(() => document.activeElement?.closest("nav")?.className), "contents");
  await page.keyboard.press("a");
  await page.waitForURL(`**/${slug}/analogies`);
});

test("the keys are listed, and can be switched off for good", async (t) => {
  const page = await open(t, "guide");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await page.keyboard.press("Shift+?");
  assert.ok(await dialog.isVisible());
  for (const key of ["n", "p", "N", "P", "1", "a", "t", "y", "?"]) {
    assert.ok((await dialog.locator("kbd").allInnerTexts()).includes(key), `${key} is not listed`);
  }
  await page.keyboard.press("n");
  assert.ok(await page.evaluate(() => document.activeElement?.closest("dialog")), "a key works behind the dialog");
  await dialog.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  assert.ok(!(await dialog.isVisible()));
  await page.reload();
  const before = await focused(page);
  for (const key of ["n", "t", "a", "1", "Shift+?"]) await page.keyboard.press(key);
  assert.equal(await focused(page), before);
  assert.equal(new URL(page.url()).search, "");
  await page.getByRole("button", { name: "Keys" }).click();
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("n");
  assert.match(await focused(page), /^at--/);
});

test("keys with Ctrl, Alt or Meta are the browser's", async (t) => {
  const page = await open(t, "guide");
  for (const key of ["Control+n", "Alt+n", "Meta+n", "Control+1"]) await page.keyboard.press(key);
  assert.equal(await focused(page), "");
  assert.equal(new URL(page.url()).search, "");
});

test("without script no key is promised", async (t) => {
  const page = await openPiece(t, "guide", screen(1500));
  assert.equal(await page.getByRole("button", { name: "Keys" }).filter({ visible: true }).count(), 0);
});
