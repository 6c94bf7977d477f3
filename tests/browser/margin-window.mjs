// The shipped pieces and those of margin-library.mjs, open in a window with script or without, and where everything
// stands in it: what the tests of the margin share.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { piecesOf } from "./library.mjs";
import { prepare, PIECES } from "./margin-library.mjs";
import { assertOptimal } from "./margin-optimum.mjs";
import { pieces as shipped } from "./shipped-library.mjs";
import { serve } from "./server.mjs";

/** The pieces with notes in the margin, by their slugs. */
export const SLUGS = [...shipped.map(({ slug }) => slug), ...Object.keys(PIECES)];
/** Both rungs of a wide window. */
export const SCRIPTS = [false, true];

/** @type {Awaited<ReturnType<typeof serve>>} */
export let server;
/** @type {import("playwright-core").Browser} */
export let browser;

before(async () => {
  browser = await launch();
  server = await serve({ prepare });
});
after(() => browser?.close());
after(() => server?.stop());

/** What the files of a piece say. @param {string} slug */
export async function annotationsOf(slug) {
  const piece = (await piecesOf(server.folder)).find((piece) => piece.slug === slug);
  assert.ok(piece);
  return piece.annotations;
}

/**
 * A piece in a window. An error in one of its scripts fails the test.
 * @param {import("node:test").TestContext} t
 * @param {string} path a slug, and what follows it
 * @param {import("playwright-core").BrowserContextOptions & { script?: boolean, waitUntil?: "load" | "domcontentloaded" }} options
 * @param {(page: import("playwright-core").Page) => Promise<unknown>} [arrange] before the page is asked for
 */
export async function open(t, path, { script = true, waitUntil = "load", ...options }, arrange = async () => {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", javaScriptEnabled: script, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  if (script) {
    await page.exposeFunction("sawError", (/** @type {string} */ message) => errors.push(message));
    // An observer of sizes that calls itself is told so in this way only.
    await page.addInitScript("addEventListener('error', ({ message }) => message && sawError(message))");
  }
  t.after(() => assert.deepEqual(errors, [], `errors in the scripts of ${path}`));
  await arrange(page);
  const response = await page.goto(server.at(`/${path}`), { waitUntil });
  assert.equal(response?.status(), 200);
  return page;
}

/** Waits until what follows from a change is painted. @param {import("playwright-core").Page} page */
export function painted(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/**
 * A box, in pixels from the corner of the page.
 * @typedef {{ name: string, left: number, right: number, top: number, bottom: number }} Box
 */

/**
 * Where everything stands: the notes that are shown with their references, and what they must not cover.
 * @param {import("playwright-core").Page} page
 */
export function placesOf(page) {
  return page.evaluate(() => {
    /** @returns {Box} */
    const box = (/** @type {Element} */ element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { name: element.id || element.tagName, left: left + scrollX, right: right + scrollX, top: top + scrollY, bottom: bottom + scrollY };
    };
    const article = document.querySelector("article") ?? document.body;
    const shown = [...document.querySelectorAll("aside.note")].filter((note) => note.checkVisibility());
    const notes = shown.map((note) => {
      const reference = document.querySelector(`a.numeral[href="#${CSS.escape(note.id)}"]`);
      let block = note.previousElementSibling;
      while (block?.matches("aside.note")) block = block.previousElementSibling;
      return {
        ...box(note),
        key: note.getAttribute("data-annotation") ?? "",
        label: box(note.querySelector(".label") ?? note),
        reference: box(reference ?? note),
        block: box(block ?? note),
      };
    });
    return {
      notes,
      others: [...document.querySelectorAll("body > header, main > header, article > :not(aside), main > :not(article, header), footer.site")].map(box),
      article: { ...box(article), room: article.clientHeight - parseFloat(getComputedStyle(article).paddingBottom) },
      isLaid: article.hasAttribute("data-laid"),
      rem: parseFloat(getComputedStyle(document.documentElement).fontSize),
      line: parseFloat(getComputedStyle(document.querySelector("article p") ?? document.body).lineHeight),
      width: document.documentElement.clientWidth,
      tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
}

/** @typedef {Awaited<ReturnType<typeof placesOf>>} Places */

/** @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;

/** Whichever rung: notes leave neither the window nor the margin, and cover nothing. @param {Places} places */
export function assertClear({ notes, others, width, tooWide }) {
  assert.ok(notes.length > 0 && others.length > 3);
  assert.ok(tooWide <= 0, `the page is ${tooWide}px too wide`);
  for (const [index, note] of notes.entries()) {
    const { name, block, label } = note;
    assert.ok(note.right <= width && note.left >= 0 && label.right <= width && label.left >= 0, `${name} leaves the window`);
    assert.ok(note.left >= block.right || note.right <= block.left, `${name} stands in the column of the text`);
    for (const other of notes.slice(index + 1)) assert.ok(!overlap(note, other), `${name} and ${other.name} overlap`);
    for (const other of others) assert.ok(!overlap(note, other) && !overlap(label, other), `${name} covers ${other.name}`);
  }
}

/** The distances that the script keeps, in rem, and the pixels that it may round away for each note. */
const GAP = 1.25;
const RISE = 0.25;
const ROUNDED = 1;

/** With script: as near to their references as they can stand together. @param {Places} places */
export function assertLaid({ notes, others, article, isLaid, rem }) {
  assert.ok(isLaid, "the script has not laid the margin out");
  const placed = notes.map(({ name, top, bottom, reference }) => ({
    name,
    top: top - article.top,
    height: bottom - top,
    wanted: reference.top - RISE * rem - article.top,
  }));
  assertOptimal(placed, GAP * rem, article.room, ROUNDED);
  for (const [index, note] of placed.entries()) {
    const above = placed[index - 1];
    const below = placed[index + 1];
    const isFree =
      (!above || note.wanted > above.top + above.height + (GAP + RISE) * rem) &&
      (below ? note.wanted + note.height + (GAP + RISE) * rem < below.top : note.wanted + note.height < article.room) &&
      note.wanted >= 0;
    if (isFree) assert.ok(Math.abs(note.top - note.wanted) <= 2, `${note.name} stands ${note.top - note.wanted}px off its reference, and nothing is in its way`);
  }
  const lowest = Math.max(...notes.map(({ bottom }) => bottom));
  for (const { name, top, bottom } of others) {
    const isBehind = top >= article.bottom - 1;
    if (isBehind) assert.ok(lowest <= top + 1, `notes go down beside ${name}, at ${top} to ${bottom}`);
  }
}
