// Print: every note is on paper, dark on light, also where a script has laid the margin out.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { screen } from "./browser.mjs";
import { holds, wordsOf } from "./library.mjs";
import { SCRIPTS, annotationsOf, assertLaid, open, painted, placesOf } from "./margin-window.mjs";
import { serve } from "./server.mjs";
import { openPiece, openWindow, testPieces } from "./shipped-library.mjs";
import { isVisible } from "./visibility.mjs";

testPieces("print shows every note's text, in a light theme", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, screen(1280), { colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  for (const { key, words } of annotations) {
    const body = page.locator(`[data-annotation="${key}"]`);
    assert.ok(holds(wordsOf(await body.innerText()), words), `${key} is not printed`);
    assert.ok(await body.evaluate(isVisible), `${key} is not seen in print`);
  }
  for (const control of await page.locator("input, button, select, .skip").all()) {
    assert.ok(!(await control.isVisible()), `a control is printed: ${await control.evaluate((element) => element.outerHTML)}`);
  }
  const ink = await page.evaluate(() => {
    // The canvas turns every notation of a colour into bytes.
    const lightness = (/** @type {string} */ colour) => {
      const drawing = document.createElement("canvas").getContext("2d");
      if (!drawing) return NaN;
      drawing.fillStyle = "white";
      drawing.fillRect(0, 0, 1, 1);
      drawing.fillStyle = colour;
      drawing.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = drawing.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / 3;
    };
    const paper = [document.documentElement, document.body].map((element) => lightness(getComputedStyle(element).backgroundColor));
    return { paper, text: lightness(getComputedStyle(document.querySelector("article p") ?? document.body).color) };
  });
  assert.ok(Math.min(...ink.paper) > 240 && ink.text < 80, `printed in a dark theme: ${JSON.stringify(ink)}`);
});

const PAPER = { margin: { top: "1.5cm", bottom: "1.5cm", left: "1.5cm", right: "1.5cm" } };

for (const script of SCRIPTS) {
  testPieces(`a page printed ${script ? "with" : "without"} script carries the text and every note on paper`, async (t, { slug, annotations }) => {
    // On narrow paper notes must not stay folded, as they are in a narrow window.
    for (const [format, width] of /** @type {const} */ ([["A4", 1280], ["A5", 390]])) {
      const page = await openPiece(t, slug, screen(width), { javaScriptEnabled: script });
      assertOnPaper(wordsOf(await textOnPaper(await page.pdf({ ...PAPER, format }))), annotations, format);
    }
  });

  for (const slug of ["crowded", "ending", "leftward"]) {
    test(`${slug}: printed ${script ? "with" : "without"} script, every note stands on paper, below the text that it is about`, async (t) => {
      for (const [format, width] of /** @type {const} */ ([["A4", 1280], ["A3", 1680], ["A5", 390]])) {
        const page = await open(t, slug, { script, viewport: screen(width) });
        const printed = wordsOf(await textOnPaper(await page.pdf({ ...PAPER, format })));
        const annotations = (await annotationsOf(slug)).filter(({ layer }) => layer === "notes");
        assertOnPaper(printed, annotations, format);
        for (const { title } of annotations) assert.ok(holds(printed, wordsOf(`${title} says`)), `${format}: ${title} is not on paper`);
        if (script && width > 1100) assertLaid(await placesOf(page));
      }
    });
  }
}

testPieces("print takes notes out of the margin, and the screen has them back after it", async (t, { slug }) => {
  const page = await open(t, slug, { viewport: screen(1280) });
  assertLaid(await placesOf(page));
  await page.emulateMedia({ media: "print" });
  await painted(page);
  // Some browsers print without telling scripts first: what they have set does not count on paper.
  await page.evaluate(() => {
    const article = /** @type {HTMLElement} */ (document.querySelector("article"));
    article.dataset.laid = "";
    article.style.paddingBlockEnd = "500px";
    for (const note of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("aside.note"))) note.style.translate = "0 500px";
  });
  const { notes, article } = await placesOf(page);
  for (const { name, left, right, top, block } of notes) {
    assert.ok(left >= article.left && right <= article.right + 1 && top >= block.bottom - 2, `${name} is not printed below its block`);
  }
  assert.ok(notes[0] && notes[0].top < notes[0].block.bottom + 100, "the first note is not printed right below its block");
  assert.ok(article.bottom - article.top - article.room < 1, "the text keeps room on paper for notes beside it");
  await page.emulateMedia({ media: "screen" });
  await painted(page);
  assertLaid(await placesOf(page));
});

/** Tables that no paper holds as they are: many columns, long words, an address, long sentences. */
const WIDE = {
  columns: [20, (/** @type {number} */ row, /** @type {number} */ column) => `R${row}C${column}`],
  words: [9, (/** @type {number} */ row, /** @type {number} */ column) => `Donaudampfschifffahrtsgesellschaft${row}${column}`],
  address: [2, (/** @type {number} */ row, /** @type {number} */ column) => (column ? `https://example.org/${"archive/".repeat(30)}${row}` : `the ${row}th`)],
  sentences: [5, (/** @type {number} */ row, /** @type {number} */ column) => `In row ${row} and column ${column} stands a sentence that goes on for a while.`],
};

test("wide tables are whole on paper", async (t) => {
  const table = (/** @type {[number, (row: number, column: number) => string]} */ [count, cell]) => {
    const line = (/** @type {(column: number) => string} */ write) => `| ${Array.from({ length: count }, (_, column) => write(column)).join(" | ")} |`;
    return [line((column) => `Head${column}`), line(() => "---"), ...[1, 2, 3].map((row) => line((column) => cell(row, column)))].join("\n");
  };
  const tables = Object.values(WIDE).map((wide) => table(/** @type {any} */ (wide)));
  const server = await serve({
    async prepare(folder) {
      await mkdir(join(folder, "wide"));
      await writeFile(join(folder, "wide/index.md"), `---\ntitle: Wide\n---\n\n${tables.join("\n\nBetween.\n\n")}\n`);
    },
  });
  t.after(() => server.stop());
  for (const script of SCRIPTS) {
    const page = await openWindow(t, screen(1280), { javaScriptEnabled: script });
    await page.goto(server.at("/wide"));
    for (const format of ["A4", "Letter", "A5"]) {
      // Cells are broken over lines, so letters are compared and not words.
      const letters = (await textOnPaper(await page.pdf({ ...PAPER, format }), true)).replace(/[\s\u00ad\u2010-]+/g, "");
      const cells = Object.values(WIDE).flatMap(([count, cell]) =>
        [1, 2, 3].map((row) => /** @type {(row: number, column: number) => string} */ (cell)(row, Number(count) - 1)));
      const missing = cells.filter((cell) => !letters.includes(cell.replace(/[\s-]+/g, "")));
      assert.deepEqual(missing, [], `${format}, ${script ? "with" : "without"} script`);
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: { A4: 680, Letter: 700, A5: 445 }[format] ?? 680, height: 900 });
      const beyond = await page.locator("table").evaluateAll((tables) => tables.map((table) => Math.round(table.getBoundingClientRect().right - document.documentElement.clientWidth)));
      assert.ok(beyond.every((pixels) => pixels <= 0), `${format}: tables reach ${beyond} pixels beyond the paper`);
      await page.emulateMedia({ media: null });
    }
  }
});

/**
 * @param {string[]} printed
 * @param {import("./library.mjs").Annotation[]} annotations
 * @param {string} format
 */
function assertOnPaper(printed, annotations, format) {
  const all = new Set(printed);
  for (const { key, words } of annotations) {
    // The order of words on paper is that of columns, and some are hyphenated: nearly all must be there.
    const missing = words.filter((word) => !all.has(word));
    assert.ok(missing.length <= words.length * 0.1, `${format}: of ${key} these words are not on paper: ${missing}`);
  }
}

/** @param {Buffer} pdf @param {boolean} [isRaw] whether in the order of the file, so that what is in a cell stays together */
async function textOnPaper(pdf, isRaw = false) {
  const scratch = await mkdtemp(join(tmpdir(), "sidelight-print-"));
  try {
    const path = join(scratch, "page.pdf");
    await writeFile(path, pdf);
    const { stdout } = await promisify(execFile)("pdftotext", [...(isRaw ? ["-raw"] : []), "-enc", "UTF-8", path, "-"]);
    return stdout;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
