// A narrow window: notes are folded below their block, and nothing leaves the column, with script or without.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE } from "./browser.mjs";
import { addressesOf, holds, wordsOf } from "./library.mjs";
import { SCRIPTS, SLUGS, annotationsOf, open, placesOf } from "./margin-window.mjs";
import { openPiece, openWindow, pieces, server, testPieces } from "./shipped-library.mjs";
import { isVisible } from "./visibility.mjs";

test("nothing scrolls sideways on a phone", async (t) => {
  // A browser shows the Markdown source in a page of its own making.
  const paths = addressesOf(pieces).filter((path) => !path.endsWith(".md"));
  for (const width of [320, PHONE.width]) {
    const page = await openWindow(t, { ...PHONE, width });
    for (const path of [...paths, "/no-such-page"]) {
      await page.goto(server.at(path));
      const { wide, widest } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const outside = [...document.querySelectorAll("body *")].find((element) => element.getBoundingClientRect().right > clientWidth + 1);
        return { wide: scrollWidth - clientWidth, widest: outside?.outerHTML.slice(0, 120) };
      });
      assert.ok(wide <= 0, `${path} is ${wide}px too wide at ${width}px: ${widest}`);
    }
  }
});

testPieces("on a phone, notes are folded, and their controls open them by keyboard", async (t, { slug }) => {
  const page = await openPiece(t, slug, PHONE);
  const notes = await page.locator("aside.note").all();
  assert.ok(notes.length > 0);
  for (const note of notes) {
    const id = await note.getAttribute("id");
    const body = note.locator(".note-body");
    assert.ok(!(await body.evaluate(isVisible)), `${id} is not folded`);
    assert.ok(await note.locator(".name").evaluate(isVisible), `${id} shows no title while it is folded`);
  }
  // One press of the tabulator after another, as a reader without a mouse would.
  const opened = new Set();
  for (let presses = 0; presses < 300 && opened.size < notes.length; presses += 1) {
    await page.keyboard.press("Tab");
    const note = page.locator("aside.note:has(> .fold:focus)");
    if ((await note.count()) === 0) continue;
    const id = await note.getAttribute("id");
    if (opened.has(id)) break;
    await page.keyboard.press("Space");
    assert.ok(await note.locator(".note-body").evaluate(isVisible), `${id} does not open`);
    opened.add(id);
  }
  assert.equal(opened.size, notes.length, "the keyboard does not reach the controls of all notes");
  await page.keyboard.press("Space");
  const last = page.locator("aside.note:has(> .fold:focus) .note-body");
  assert.ok(!(await last.evaluate(isVisible)), "a note cannot be folded again");
});

testPieces("on a phone, following a reference opens the note below its block", async (t, { slug }) => {
  const page = await openPiece(t, slug, PHONE);
  for (const reference of await page.locator("article a.ref.numeral").all()) {
    const note = page.locator((await reference.getAttribute("href")) ?? "");
    await reference.click();
    assert.ok(await note.locator(".note-body").evaluate(isVisible), `${await note.getAttribute("id")} stays folded`);
    const covered = await note.evaluate((note) => {
      const block = note.previousElementSibling;
      return block ? block.getBoundingClientRect().bottom - note.getBoundingClientRect().top : 0;
    });
    assert.ok(covered <= 1, `${await note.getAttribute("id")} covers ${covered}px of the text`);
  }
});

for (const slug of SLUGS) {
  for (const script of SCRIPTS) {
    test(`${slug}: on a phone, ${script ? "with" : "without"} script, notes stand in the column and say everything when they are opened`, async (t) => {
      for (const width of [320, PHONE.width]) {
        const page = await open(t, slug, { script, viewport: { ...PHONE, width } });
        const folded = await placesOf(page);
        assert.ok(folded.tooWide <= 0, `the page is ${folded.tooWide}px too wide at ${width}px`);
        for (const [index, { name, left, right, top, block }] of folded.notes.entries()) {
          assert.ok(left >= 0 && right <= width, `${name} leaves the window`);
          const above = folded.notes[index - 1];
          const free = above?.block.name === block.name ? above.bottom : block.bottom;
          assert.ok(top >= free - 2, `${name} covers ${free - top}px of what stands above it`);
        }
        await page.locator("aside.note > .fold").evaluateAll((folds) => folds.forEach((fold) => /** @type {HTMLElement} */ (fold).click()));
        const opened = await placesOf(page);
        assert.ok(opened.tooWide <= 0, `with its notes open the page is ${opened.tooWide}px too wide at ${width}px`);
        for (const { name, left, right } of opened.notes) assert.ok(left >= 0 && right <= width, `open, ${name} leaves the window`);
        for (const { key, words } of await annotationsOf(slug)) {
          const body = page.locator(`[data-annotation="${key}"]`);
          assert.ok(holds(wordsOf(await body.innerText()), words), `${key} does not say all that it says at ${width}px`);
        }
      }
    });
  }
}
