// Every kind of page that a reader can come to, in one list for all audits, and the servers that have them.

import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { PHONE, launch, screen } from "./browser.mjs";
import { serve } from "./server.mjs";

/**
 * A page to look at, for all of its kind.
 * @typedef {{ name: string, library: "shipped" | "odd" | "empty", path: string, status: number }} Kind
 */

/** @param {string} name @param {string} path @param {Kind["library"]} library @returns {Kind} */
const kind = (name, path, library = "shipped") => ({ name, library, path, status: name.startsWith("missing") ? 404 : 200 });

/** In the guide every feature occurs, so the pages of layers and annotations are taken from it. */
export const KINDS = [
  kind("library", "/"),
  kind("piece", "/talking-past-each-other"),
  kind("guide", "/guide"),
  kind("hidden-notes", "/talking-past-each-other?hide=notes"),
  kind("passage", "/guide?text=A+bridge+is,dear+to+keep"),
  kind("passage-not-found", "/guide?text=no+such+words"),
  kind("frame", "/guide/embed?text=A+bridge+is,dear+to+keep"),
  kind("speakers", "/guide/speakers"),
  kind("analogies", "/guide/analogies"),
  kind("notes", "/guide/notes"),
  kind("glosses", "/guide/glosses"),
  kind("speaker", "/guide/speakers/ana"),
  kind("analogy", "/guide/analogies/a-promise"),
  kind("note", "/guide/notes/the-vote"),
  kind("gloss", "/guide/glosses/spandrel"),
  kind("missing-page", "/no-such-page"),
  kind("empty-library", "/", "empty"),
  kind("lost-places", "/edited", "odd"),
  kind("leftward", "/leftward", "odd"),
];

/** @param {string} name */
export function kindCalled(name) {
  const found = KINDS.find((kind) => kind.name === name);
  assert.ok(found, `there is no kind of page called ${name}`);
  return found;
}

/** The windows that the pages are made for, by their widths. */
export const WINDOWS = [PHONE, ...[768, 1280, 1680].map(screen)];
export const THEMES = /** @type {const} */ (["light", "dark"]);

/** Texts in which the rarer kinds of page occur. */
const ODD = fileURLToPath(new URL("../fixtures/kinds-of-page", import.meta.url));

/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {Record<Kind["library"], Awaited<ReturnType<typeof serve>>>} */
let servers;

/** Starts the browser and the libraries for the tests of a file. */
export function useKinds() {
  before(async () => {
    browser = await launch();
    servers = { shipped: await serve(), odd: await serve({ content: ODD }), empty: await serveEmpty() };
  });
  after(() => browser?.close());
  after(() => Promise.all(Object.values(servers ?? {}).map((server) => server.stop())));
}

/** A library in which no text is finished. */
async function serveEmpty() {
  const content = await mkdtemp(join(tmpdir(), "sidelight-empty-library-"));
  await mkdir(join(content, "later"));
  await writeFile(join(content, "later/index.md"), "---\ntitle: Later\ndraft: true\n---\n\nNot yet.\n");
  const server = await serve({ content });
  await rm(content, { recursive: true });
  return server;
}

/** @param {Kind} kind */
export const addressOf = ({ library, path }) => servers[library].at(path);

/**
 * A page that goes from kind to kind. Without motion it is as it will be as soon as it is loaded.
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function newPage(t, options = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: screen(1280), ...options });
  t.after(() => context.close());
  return context.newPage();
}

/**
 * @param {import("playwright-core").Page} page
 * @param {Kind} kind
 */
export async function visit(page, kind) {
  const response = await page.goto(addressOf(kind), { waitUntil: "load" });
  assert.equal(response?.status(), kind.status, kind.path);
}

/**
 * Waits until a page that changed its width or colours has been laid out and painted, also by its script.
 * @param {import("playwright-core").Page} page
 */
export async function settle(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
