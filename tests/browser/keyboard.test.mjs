// A reader without a mouse: the tabulator goes through every page in the order in which it is read, and what has the
// focus is plainly marked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { openPiece, openWindow, server, testPieces } from "./shipped-library.mjs";

/** More than any page has to stop at. */
const MANY = 400;

/**
 * Where the focus is: what it is on, whether it is seen, and how it is marked. Runs in the page.
 * @typedef {{ index: number, what: string, id: string, note: string | null, isInWindow: boolean, ring: string }} Stop
 * @returns {Stop | null}
 */
function stop() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/^rgba\(.*, 0\)$|\/ 0\)$|^transparent$/.test(style.outlineColor);
  return {
    index: [...document.querySelectorAll("*")].indexOf(element),
    what: element.outerHTML.slice(0, 150),
    id: element.id,
    note: element.closest("[data-annotation]")?.getAttribute("data-annotation") ?? null,
    isInWindow: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    ring: isOutlined ? `${style.outlineWidth} ${style.outlineStyle} ${style.outlineColor}` : "",
  };
}

/**
 * Everything that the tabulator stops at, from the top of the page to its end.
 * @param {import("playwright-core").Page} page
 * @param {"Tab" | "Shift+Tab"} [key]
 */
async function stops(page, key = "Tab") {
  /** @type {Stop[]} */
  const found = [];
  for (let presses = 0; presses < MANY; presses += 1) {
    await page.keyboard.press(key);
    const at = await page.evaluate(stop);
    // The page is left for the browser's own controls; some versions go straight round to the first stop.
    if (!at || at.index === found[0]?.index) return found;
    found.push(at);
  }
  throw new Error(`the tabulator does not come to an end: ${found.slice(-3).map(({ what }) => what)}`);
}

/** @param {Stop[]} found @param {string} where */
function assertInOrder(found, where) {
  for (const [index, at] of found.entries()) {
    assert.ok(at.isInWindow, `${where}: the focus is out of sight on ${at.what}`);
    assert.ok(at.ring, `${where}: nothing shows the focus on ${at.what}`);
    const before = found[index - 1];
    assert.ok(!before || before.index < at.index, `${where}: ${at.what} comes after ${before?.what}`);
  }
}

const PIECE = "talking-past-each-other";
const pages = ["/", `/${PIECE}/notes`, `/${PIECE}/analogies`, `/${PIECE}/speakers/sergei-ryabkov`, "/no-such-page"];
for (const [window, viewport] of Object.entries({ "a wide window": screen(1280), "a phone": PHONE })) {
  test(`in ${window} the focus goes through each page in its order, and is seen`, async (t) => {
    const page = await openWindow(t, viewport);
    for (const path of pages) {
      await page.goto(server.at(path));
      const found = await stops(page);
      assert.match(found[0]?.what ?? "", /class="skip"/, `${path}: the first stop is not the way past the header`);
      assertInOrder(found, path);
      const links = await page.locator("a[href]").count();
      assert.equal(found.length, links, `${path}: ${found.length} stops for ${links} links`);
    }
  });

  testPieces(`in ${window} the focus goes through the text with its notes`, async (t, { slug, annotations }) => {
    const page = await openPiece(t, slug, viewport);
    const found = await stops(page);
    assert.match(found[0]?.what ?? "", /class="skip"/);
    assertInOrder(found, slug);

    const ids = found.map(({ id }) => id);
    for (const reference of await page.locator("article a.ref").all()) {
      const id = (await reference.getAttribute("id")) ?? "";
      assert.ok(ids.includes(id), `the focus does not reach ${id}`);
      // A note can be reached only behind the reference that leads to it.
      const key = ((await reference.getAttribute("href")) ?? "").slice(1).replace("--", "/");
      const first = found.findIndex(({ note }) => note === key);
      if (id.endsWith("--1")) assert.ok(first > ids.indexOf(id), `${key} comes before its first reference`);
    }
    const reached = new Set(found.map(({ note }) => note));
    for (const { key } of annotations) assert.ok(reached.has(key), `the focus does not reach ${key}`);

    // Folded notes have a control each, and only where they are folded.
    const controls = found.filter(({ what }) => what.startsWith("<input"));
    const notes = await page.locator("aside.note").count();
    assert.equal(controls.length, viewport === PHONE ? notes : 0);
    for (const { what } of controls) assert.match(what, /aria-label="Show the note [^"]/);
  });
}

test("the focus goes back the way that it came", async (t) => {
  const page = await openPiece(t, PIECE, screen(1280));
  const there = await stops(page);
  await page.goto("about:blank");
  await page.goto(server.at(`/${PIECE}`));
  const back = await stops(page, "Shift+Tab");
  assert.deepEqual(back.map(({ what }) => what).reverse(), there.map(({ what }) => what));
});

test("the first stop appears when it has the focus, and leads past the header", async (t) => {
  const page = await openPiece(t, PIECE, screen(1280));
  const skip = page.locator(".skip");
  const height = async () => (await skip.boundingBox())?.height ?? 0;
  assert.ok((await height()) < 2, "the way past the header is seen before it is wanted");
  await page.keyboard.press("Tab");
  assert.ok((await height()) >= 20);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "ARTICLE");
  await page.keyboard.press("Tab");
  const at = await page.evaluate(stop);
  assert.ok(await page.locator("main :focus").count(), `the next stop is not in the text: ${at?.what}`);
});

test("the focus is marked in a dark room and in high contrast too", async (t) => {
  for (const options of /** @type {const} */ ([{ colorScheme: "dark" }, { forcedColors: "active" }])) {
    const page = await openPiece(t, PIECE, screen(1280), options);
    assertInOrder(await stops(page), JSON.stringify(options));
  }
});
