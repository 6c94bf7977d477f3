// The shipped library in a browser with JavaScript switched off: what the tests of marks, margin, phone, print and
// keyboard share.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { piecesOf } from "./library.mjs";
import { serve, shippedContent } from "./server.mjs";

/** What the library holds, by its files. */
export const pieces = await piecesOf(shippedContent);
assert.ok(pieces.length > 0 && pieces.every(({ annotations }) => annotations.length > 0));

/** @type {Awaited<ReturnType<typeof serve>>} */
export let server;
/** @type {import("playwright-core").Browser} */
export let browser;

before(async () => {
  browser = await launch();
  server = await serve();
});
after(() => browser?.close());
after(() => server?.stop());

/**
 * A window without script.
 * @param {import("node:test").TestContext} t
 * @param {{ width: number, height: number }} viewport
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openWindow(t, viewport, options = {}) {
  // Without motion a window is where a link led as soon as it was followed.
  const context = await browser.newContext({ javaScriptEnabled: false, reducedMotion: "reduce", viewport, ...options });
  t.after(() => context.close());
  return context.newPage();
}

/**
 * The reading page of a piece in a window without script.
 * @param {import("node:test").TestContext} t
 * @param {string} slug
 * @param {{ width: number, height: number }} viewport
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openPiece(t, slug, viewport, options = {}) {
  const page = await openWindow(t, viewport, options);
  const response = await page.goto(server.at(`/${slug}`));
  assert.equal(response?.status(), 200);
  return page;
}

/**
 * A test for each piece of the library.
 * @param {string} name
 * @param {(t: import("node:test").TestContext, piece: import("./library.mjs").Piece) => Promise<void>} run
 */
export function testPieces(name, run) {
  for (const piece of pieces) test(`${piece.slug}: ${name}`, (t) => run(t, piece));
}
