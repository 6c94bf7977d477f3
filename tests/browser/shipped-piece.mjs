// The shipped piece in a browser with JavaScript switched off: what the tests of marks, margin, phone and print share.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { annotationsOf } from "./library.mjs";
import { serve, shippedContent } from "./server.mjs";

export const PIECE = "talking-past-each-other";

/** The annotations of the piece, by their files. */
export const annotations = await annotationsOf(join(shippedContent, PIECE));

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
 * The reading page in a window without script.
 * @param {import("node:test").TestContext} t
 * @param {{ width: number, height: number }} viewport
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openPiece(t, viewport, options = {}) {
  const page = await openWindow(t, viewport, options);
  const response = await page.goto(server.at(`/${PIECE}`));
  assert.equal(response?.status(), 200);
  return page;
}
