// What is drawn from annotations, as a browser shows it: the timeline, analogies side by side, people, the library.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { serve } from "./server.mjs";
import { openPiece, openWindow, pieces, server, testPieces } from "./shipped-library.mjs";
import { isInView, isVisible } from "./visibility.mjs";

const PIECE = "talking-past-each-other";
const WIDTHS = [320, 390, 500, 616, 768, 1280, 1680];

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @param {Box} a @param {Box} b */
const overlap = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left) && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top);

for (const width of WIDTHS) {
  testPieces(`at ${width}px the labels of the timeline stand apart, inside, and are large enough to read`, async (t, { slug }) => {
    await assertLabels(await openPiece(t, slug, screen(width)));
  });
}

test("labels of many dates and of wide words stand apart too", async (t) => {
  const dates = {
    crowded: Array.from({ length: 40 }, (_, day) => `2022-${day < 31 ? "01" : "12"}-${String((day % 28) + 1).padStart(2, "0")}`),
    wide: ["1999-12-31", "2000-01-01", "2000-01-02", "2008-08-08"],
  };
  const server = await serve({
    prepare: async (folder) => {
      for (const [slug, days] of Object.entries(dates)) {
        await mkdir(join(folder, slug, "notes"), { recursive: true });
        const links = days.map((_, index) => `[n](notes/n${index}.md)`).join(" ");
        await writeFile(join(folder, slug, "index.md"), `---\ntitle: ${slug}\n---\n${links}\n`);
        for (const [index, day] of days.entries()) {
          await writeFile(join(folder, slug, "notes", `n${index}.md`), `---\ntitle: WOMBAT漢字 ${index}\ndate: ${day}\n---\nN\n`);
        }
      }
    },
  });
  t.after(() => server.stop());
  for (const width of WIDTHS) {
    const page = await openWindow(t, screen(width));
    for (const [slug, days] of Object.entries(dates)) {
      await page.goto(server.at(`/${slug}`));
      await assertLabels(page);
      assert.equal(await page.locator(".timeline svg:visible a path:first-of-type").count(), days.length, "a tick each");
    }
  }
});

/** @param {import("playwright-core").Page} page */
async function assertLabels(page) {
  const drawings = page.locator(".timeline svg:visible");
  assert.equal(await drawings.count(), 1, "one drawing is shown");
  const { svg, labels, lineHeight } = await drawings.evaluate((svg) => {
    const box = (/** @type {Element} */ element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const scale = svg.getBoundingClientRect().width / /** @type {SVGSVGElement} */ (svg).viewBox.baseVal.width;
    const labels = [...svg.querySelectorAll("a")].flatMap((link, index) =>
      [...link.querySelectorAll("text")].map((text) => {
        const size = parseFloat(getComputedStyle(text).fontSize) * scale;
        return { ...box(text), words: text.textContent, index, size };
      }),
    );
    const paragraph = document.querySelector("article p") ?? document.body;
    return { svg: box(svg), labels, lineHeight: parseFloat(getComputedStyle(paragraph).lineHeight) };
  });
  assert.ok(labels.length >= 2, "the dates have labels");
  assert.ok(svg.bottom - svg.top <= 4 * lineHeight, `it is ${(svg.bottom - svg.top) / lineHeight} lines tall`);
  for (const [at, label] of labels.entries()) {
    assert.ok(label.size >= 10.95, `“${label.words}” is set at ${label.size}px`);
    // A letter may reach over the edge of its own width.
    assert.ok(label.left >= svg.left - 1.5 && label.right <= svg.right + 1.5, `“${label.words}” leaves the drawing by ${Math.max(svg.left - label.left, label.right - svg.right)}px`);
    // Boxes of lines are taller than their letters, so of two lines of one label only the order is looked at.
    for (const other of labels.slice(at + 1)) {
      if (other.index !== label.index) assert.ok(!overlap(label, other), `“${label.words}” meets “${other.words}”`);
    }
  }
}

test("each date leads to its note", async (t) => {
  for (const viewport of [PHONE, screen(1280)]) {
    const page = await openPiece(t, PIECE, viewport);
    const labels = page.locator(".timeline svg:visible a");
    assert.equal(await labels.count(), 5);
    for (const label of await labels.all()) {
      const href = (await label.getAttribute("href")) ?? "";
      assert.equal(href, `#${(await label.getAttribute("data-marks"))?.replace("/", "--")}`);
      await label.locator("text").first().click();
      assert.equal(new URL(page.url()).hash, href);
      assert.ok(await page.locator(href).evaluate(isInView), `${href} is out of the window`);
      assert.ok(await page.locator(`${href} .note-body`).evaluate(isVisible), `${href} is folded`);
    }
  }
});

test("who does not see the timeline has its dates in a list", async (t) => {
  const page = await openPiece(t, PIECE, PHONE);
  const details = page.locator(".timeline details");
  await details.locator("summary").focus();
  await page.keyboard.press("Enter");
  const lines = await details.locator("li").allInnerTexts();
  assert.equal(lines.length, 5);
  assert.match(lines[1] ?? "", /10 January 2022\s+Geneva, The American mission, Geneva/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, "#notes--december-drafts");
  // Nothing of the drawing is in the way of the keyboard.
  assert.equal(await page.locator(".timeline svg a:not([tabindex='-1'])").count(), 0);
});

test("on a desk two analogies face each other, row by row", async (t) => {
  const page = await openWindow(t, screen(1280));
  await page.goto(server.at(`/${PIECE}/analogies`));
  const rows = await boxesOfRows(page);
  assert.equal(rows.length, 6);
  for (const { name, label, cells, box } of rows) {
    const [one, other] = cells;
    assert.ok(one && other);
    assert.ok(one.right <= label.left && label.right <= other.left, `${name}: the label does not stand between`);
    assert.ok(Math.abs(one.top - other.top) < 2 && Math.abs(one.top - label.top) < 16, `${name}: not in one line`);
    assert.ok(Math.abs(one.left - box.left + (other.right - box.right)) < 2, `${name}: the sides differ in width`);
  }
  const columns = await page.locator(".passages-of > section").evaluateAll((sections) => sections.map((section) => section.getBoundingClientRect().left));
  assert.ok(columns[0] !== undefined && columns[1] !== undefined && columns[0] < columns[1]);
});

test("on a phone the analogies are told row by row, each by its name", async (t) => {
  const page = await openWindow(t, PHONE);
  await page.goto(server.at(`/${PIECE}/analogies`));
  for (const { name, label, cells } of await boxesOfRows(page)) {
    const [one, other] = cells;
    assert.ok(one && other);
    assert.ok(label.bottom <= one.top + 1 && one.bottom <= other.top + 1, `${name}: not one below the other`);
  }
  for (const named of await page.locator(".comparison dd .in").all()) assert.ok(await named.evaluate(isVisible));
});

/** @param {import("playwright-core").Page} page */
function boxesOfRows(page) {
  return page.locator(".comparison > dl > div").evaluateAll((rows) => {
    const box = (/** @type {Element} */ element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    return rows.map((row) => {
      const label = row.querySelector("dt") ?? row;
      return { name: label.textContent, box: box(row), label: box(label), cells: [...row.querySelectorAll("dd")].map(box) };
    });
  });
}

test("figures and quotations lead to their words in the text", async (t) => {
  for (const path of ["analogies", "speakers", "analogies/divorce"]) {
    const page = await openWindow(t, screen(1280));
    await page.goto(server.at(`/${PIECE}/${path}`));
    const links = page.locator(".comparison dd a, .cast dd a, .quoted a, blockquote .ways a");
    const count = await links.count();
    assert.ok(count > 0);
    for (let index = 0; index < count; index += 1) {
      await page.goto(server.at(`/${PIECE}/${path}`));
      const href = (await links.nth(index).getAttribute("href")) ?? "";
      await links.nth(index).click();
      await page.waitForURL(server.at(href));
      assert.ok(await page.locator(`[id="${href.split("#")[1]}"]`).evaluate(isInView), `${href} is out of the window`);
    }
  }
});

test("two delegations face each other where there is room, and the bars are as long as the shares", async (t) => {
  for (const { width, beside } of [{ width: 390, beside: false }, { width: 768, beside: true }, { width: 1280, beside: true }]) {
    const page = await openWindow(t, screen(width));
    await page.goto(server.at(`/${PIECE}/speakers`));
    const [one, other] = await page.locator(".facing > .side").evaluateAll((sides) =>
      sides.map((side) => ({ ...side.getBoundingClientRect().toJSON(), title: side.querySelector("h2")?.textContent })),
    );
    assert.deepEqual([one.title, other.title], ["Moscow", "Washington"]);
    assert.equal(one.right <= other.left && Math.abs(one.top - other.top) < 1, beside, `at ${width}px`);
    const bars = await page.locator(".shares li").evaluateAll((lines) =>
      lines.map((line) => ({
        words: parseInt(line.querySelector("bdi")?.textContent ?? ""),
        length: line.querySelector("path")?.getBoundingClientRect().width ?? 0,
        room: line.querySelector("svg")?.getBoundingClientRect().width ?? 0,
      })),
    );
    const all = bars.reduce((sum, { words }) => sum + words, 0);
    for (const { words, length, room } of bars) {
      assert.ok(room > 60 && Math.abs(length / room - words / all) < 0.02, `${words} words are ${length}px of ${room}px`);
    }
  }
});

test("the library shows where the annotations of each piece stand", async (t) => {
  const page = await openWindow(t, screen(1280));
  await page.goto(server.at("/"));
  for (const { slug, annotations } of pieces) {
    const layers = new Set(annotations.map(({ layer }) => layer));
    const lines = page.locator(`.pieces > li:has(h2 a[href="/${slug}"]) .extent > li`);
    assert.equal(await lines.count(), layers.size);
    for (const line of await lines.all()) {
      const layer = (await line.locator("a").getAttribute("href"))?.split("/").pop();
      const count = annotations.filter((annotation) => annotation.layer === layer).length;
      assert.match(await line.innerText(), new RegExp(`^${count} `));
      const stretches = await line.locator("g path").evaluateAll((paths) => paths.map((path) => path.getBoundingClientRect().width));
      assert.ok(stretches.length > 0 && stretches.every((width) => width > 0), `${slug}/${layer} shows nothing`);
    }
  }
});
