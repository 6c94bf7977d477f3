// The shipped piece under `sidelight serve --live`, open in a browser while its files are written: what the tests of
// reloading share.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before } from "node:test";

import { launch, screen } from "./browser.mjs";
import { serve } from "./server.mjs";

export const PIECE = "talking-past-each-other";
/** The piece's text, below the content folder. */
export const FILE = `${PIECE}/index.md`;

/** Long enough for a change that does come, on a busy machine. */
export const PATIENCE = { timeout: 10_000 };

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * A server that follows its folder, and the piece opened in a window.
 * @param {import("node:test").TestContext} t
 * @param {{ viewport?: { width: number, height: number }, prepare?: (folder: string) => Promise<void> }} [options]
 */
export async function openWatched(t, { viewport = screen(1280), prepare } = {}) {
  const server = await serve({ watch: true, ...(prepare && { prepare }) });
  t.after(() => server.stop());
  const context = await browser.newContext({ viewport });
  t.after(() => context.close());
  const page = await context.newPage();
  const response = await page.goto(server.at(`/${PIECE}`));
  const path = join(server.folder, FILE);
  return { server, page, response, path, text: await readFile(path, "utf8") };
}

/**
 * The text with a paragraph before its first.
 * @param {string} text
 * @param {string} paragraph
 */
export const withFirst = (text, paragraph) => text.replace(/^(---\n[^]*?\n---\n)/, `$1\n${paragraph}\n`);
