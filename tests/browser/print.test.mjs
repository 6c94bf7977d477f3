// Print, without script: every note is on paper, dark on light.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { screen } from "./browser.mjs";
import { holds, wordsOf } from "./library.mjs";
import { openPiece, testPieces } from "./shipped-library.mjs";
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

testPieces("a printed page carries the text and every note on paper", async (t, { slug, annotations }) => {
  // On narrow paper notes must not stay folded, as they are in a narrow window.
  for (const [paper, width] of /** @type {const} */ ([["A4", 1280], ["A5", 390]])) {
    const page = await openPiece(t, slug, screen(width));
    const printed = new Set(wordsOf(await textOnPaper(await page.pdf({ format: paper, margin: { top: "1.5cm", bottom: "1.5cm", left: "1.5cm", right: "1.5cm" } }))));
    for (const { key, words } of annotations) {
      // The order of words on paper is that of columns, and some are hyphenated: nearly all must be there.
      const missing = words.filter((word) => !printed.has(word));
      assert.ok(missing.length <= words.length * 0.1, `${paper}: of ${key} these words are not on paper: ${missing}`);
    }
  }
});

/** @param {Buffer} pdf */
async function textOnPaper(pdf) {
  const scratch = await mkdtemp(join(tmpdir(), "sidelight-print-"));
  try {
    const path = join(scratch, "page.pdf");
    await writeFile(path, pdf);
    const { stdout } = await promisify(execFile)("pdftotext", ["-enc", "UTF-8", path, "-"]);
    return stdout;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
