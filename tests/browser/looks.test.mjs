// What the stylesheet promises a writer: cells stand where the table says, every mark keeps its shape, also under
// another mark, on paper and in a reader's own colours, and nothing wide moves the page.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { PHONE, launch, screen } from "./browser.mjs";
import { serve } from "./server.mjs";

const TEXT = `---
title: Shapes
layers:
  - { name: speakers, title: Speakers, mark: line, bodies: panel }
  - { name: analogies, title: Analogies, mark: bracket, bodies: panel }
  - { name: notes, title: Notes, mark: dotted, bodies: margin }
  - { name: glosses, title: Glosses, mark: tint, bodies: margin, tone: free }
  - { name: finds, title: Finds, mark: dotted, bodies: margin, tone: figure }
---

Everybody said one two three four five six seven eight nine ten, and more words follow.

Here are only near, and only far, and only between, and only dotted, and only tinted, and only bracketed words.

| Left | Centre | Right | Wide | Wider | Widest |
|:--|:-:|--:|---|---|---|
| a | b | c | internationalisation | antidisestablishmentarianism | incomprehensibilities |
`;

/** What each annotation says of itself, by its file. */
const ANNOTATIONS = {
  "speakers/near": "side: A\ntargets: [exact: one two three four five six seven, exact: only near]",
  "speakers/far": "side: B\ntargets: [exact: two three four five six, exact: only far]",
  "speakers/between": "targets: [exact: three four five six, exact: only between]",
  "notes/dotted": "targets: [exact: four five six, exact: only dotted]",
  "finds/dotted-too": "targets: [exact: five six]",
  "glosses/tint": "targets: [exact: five six seven eight, exact: only tinted]",
  "analogies/bracket": "targets: [exact: six seven eight nine, exact: only bracketed]",
  "notes/lost": "targets: [exact: nowhere to be found in all of this]",
  "notes/placeless": "tags: [placeless]",
};

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

before(async () => {
  browser = await launch();
  server = await serve({ prepare });
});
after(() => browser?.close());
after(() => server?.stop());

/** @param {string} folder */
async function prepare(folder) {
  const piece = join(folder, "shapes");
  for (const [key, fields] of Object.entries(ANNOTATIONS)) {
    const file = join(piece, `${key}.md`);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, `---\ntitle: ${key}\n${fields}\n---\n\nWords.\n`);
  }
  await writeFile(join(piece, "index.md"), TEXT);
  await mkdir(join(folder, "leftward"));
  await writeFile(join(folder, "leftward", "index.md"), TEXT.replace(/^layers:[^]*?---\n/m, "lang: he\ndir: rtl\n---\n"));
}

/**
 * @param {import("node:test").TestContext} t
 * @param {string} path
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function open(t, path, options = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: screen(1280), ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  assert.equal((await page.goto(server.at(path)))?.status(), 200);
  return page;
}

test("cells stand where the writer's colons say, in either direction of writing", async (t) => {
  for (const path of ["/shapes", "/leftward"]) {
    const page = await open(t, path);
    for (const cell of ["th", "td"]) {
      for (const side of ["left", "center", "right"]) {
        const aligned = await page.locator(`${cell}.align-${side}`).first().evaluate((element) => getComputedStyle(element).textAlign);
        assert.equal(aligned, side, `a ${cell} in ${path}`);
      }
    }
  }
});

test("a wide table scrolls in itself, and the page does not", async (t) => {
  for (const width of [320, PHONE.width]) {
    for (const path of ["/guide", "/shapes", "/leftward"]) {
      const page = await open(t, path, { viewport: { ...PHONE, width } });
      const { page: wide, table } = await page.evaluate(() => {
        const tooWide = (/** @type {Element | null} */ element) => (element ? element.scrollWidth - element.clientWidth : NaN);
        return { page: tooWide(document.documentElement), table: tooWide(document.querySelector("article table")) };
      });
      assert.ok(wide <= 0, `${path} is ${wide}px too wide at ${width}px`);
      if (path !== "/guide") assert.ok(table > 0, `the table in ${path} is not wider than ${width}px, so nothing is tested`);
    }
  }
});

test("where marks overlap, each is painted, and no line on another", async (t) => {
  const page = await open(t, "/shapes");
  const marks = await page.locator("article mark").evaluateAll((marks) =>
    marks.map((mark) => {
      const style = getComputedStyle(mark);
      // Commas within brackets do not part layers.
      const layers = (/** @type {string} */ list) =>
        list.split(/,(?![^(]*(?:\([^()]*\)[^()]*)*\))/).map((layer) => layer.trim());
      const places = layers(style.backgroundPosition);
      const sizes = layers(style.backgroundSize);
      const painted = layers(style.backgroundImage).flatMap((image, index) =>
        image === "none" ? [] : [{ place: places[index % places.length] ?? "", size: sizes[index % sizes.length] ?? "" }],
      );
      const rule = getComputedStyle(mark, "::before");
      return { classes: [...mark.classList], painted, hasRule: rule.content !== "none" && parseFloat(rule.height) > 10 };
    }),
  );
  const most = Math.max(...marks.map(({ classes }) => classes.length));
  assert.equal(most, 7, "the text for this test has no words under all marks");
  for (const { classes, painted, hasRule } of marks) {
    const inTheMargin = classes.filter((name) => name.startsWith("bracket-")).length;
    assert.equal(hasRule, inTheMargin > 0, `the rule in the margin of ${classes}`);
    assert.equal(painted.length, classes.length - inTheMargin, `${classes} paint ${JSON.stringify(painted)}`);
    // Lines and dots by their height above the foot: each ends below the next.
    const strokes = painted.filter(({ size }) => size.includes("px"));
    const heights = strokes.map(({ place, size }) => {
      const foot = Number(/calc\(100% - ([\d.]+)px\)/.exec(place)?.[1] ?? 0);
      return { foot, head: foot + parseFloat(size.split(" ")[1] ?? "") };
    });
    heights.sort((a, b) => a.foot - b.foot);
    for (const [index, { head }] of heights.entries()) {
      const next = heights[index + 1];
      assert.ok(!next || next.foot >= head, `lines of ${classes} cover one another: ${JSON.stringify(heights)}`);
    }
  }
});

/** How the words under one mark are decorated when nothing is painted behind them. */
const DECORATIONS = {
  "line-near": ["underline", "solid"],
  "line-far": ["underline", "dashed"],
  "line-between": ["underline", "double"],
  "dotted-gloss": ["underline", "dotted"],
  "tint-free": ["underline", "solid"],
};

/** @param {import("playwright-core").Page} page */
async function assertDecorated(page) {
  for (const [name, decoration] of Object.entries(DECORATIONS)) {
    const [line, style] = await page.locator(`article mark[class="${name}"]`).last().evaluate((mark) => {
      const { textDecorationLine, textDecorationStyle } = getComputedStyle(mark);
      return [textDecorationLine, textDecorationStyle];
    });
    assert.deepEqual([line, style], decoration, name);
  }
  const thickness = (/** @type {string} */ name) =>
    page.locator(`article mark[class="${name}"]`).last().evaluate((mark) => getComputedStyle(mark).textDecorationThickness);
  assert.notEqual(await thickness("tint-free"), await thickness("line-near"), "a tint looks like a line");
  // Two lines under the same words: the second is a border.
  const second = await page.locator("article mark.line-near.line-far").first().evaluate((mark) => getComputedStyle(mark).borderBottomStyle);
  assert.equal(second, "dashed");
  const bracket = await page.locator('article mark[class="bracket-figure"]').last().evaluate((mark) => {
    const rule = getComputedStyle(mark, "::before");
    return { content: rule.content, height: parseFloat(rule.height), background: rule.backgroundImage };
  });
  assert.ok(bracket.height > 10 && bracket.background.includes("gradient"), `a bracket has no rule: ${JSON.stringify(bracket)}`);
}

test("on paper, each shape is a decoration of the words, and tints are printed", async (t) => {
  const page = await open(t, "/shapes");
  await page.emulateMedia({ media: "print" });
  await assertDecorated(page);
  for (const mark of await page.locator("article mark").all()) {
    const style = await mark.evaluate((mark) => {
      const { printColorAdjust, backgroundImage } = getComputedStyle(mark);
      return { printColorAdjust, backgroundImage, name: mark.className };
    });
    assert.equal(style.printColorAdjust, "exact", style.name);
    assert.equal(style.backgroundImage.includes("gradient"), style.name.includes("tint-"), style.name);
  }
});

test("in a reader's own colours, each shape is a decoration of the words", async (t) => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    const page = await open(t, "/shapes", { forcedColors: "active", colorScheme });
    await assertDecorated(page);
    const inks = await page.evaluate(() =>
      [document.body, ...document.querySelectorAll("article mark")].map((element) => getComputedStyle(element).color),
    );
    assert.equal(new Set(inks).size, 1, `marked words have another ink: ${inks}`);
  }
});

test("what lost its place stands apart from what never had one", async (t) => {
  const page = await open(t, "/shapes");
  const section = (/** @type {string} */ heading) => page.locator(`section[aria-labelledby="${heading}"]`);
  const keys = (/** @type {string} */ heading) =>
    section(heading).locator("[data-annotation]").evaluateAll((bodies) => bodies.map((body) => body.getAttribute("data-annotation")));
  assert.deepEqual(await keys("page--lost"), ["notes/lost"]);
  assert.deepEqual(await keys("page--placeless"), ["notes/placeless"]);
  assert.ok((await section("page--lost").innerText()).includes("nowhere to be found in all of this"));
});

test("notes are no landmarks, and the library's title keeps its language", async (t) => {
  const page = await open(t, "/shapes");
  assert.equal(await page.getByRole("complementary").count(), 0);
  assert.ok((await page.getByRole("note").count()) > 0);
  const leftward = await open(t, "/leftward");
  const title = leftward.locator("header.site a");
  assert.deepEqual([await title.getAttribute("lang"), await title.getAttribute("dir")], ["en", "ltr"]);
  const library = await open(t, "/");
  const item = library.locator("li", { has: library.locator('a[href="/leftward"]') });
  assert.deepEqual([await item.getAttribute("lang"), await item.getAttribute("dir")], ["he", "rtl"]);
});
