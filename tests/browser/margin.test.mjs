// A wide window: notes stand in the margin, by the stylesheet alone beside their block, with script level with their
// mark or as near to it as the other notes leave room.

import assert from "node:assert/strict";
import { test } from "node:test";

import { MARGIN_WIDTHS, screen } from "./browser.mjs";
import { wordsOf, holds } from "./library.mjs";
import { SCRIPTS, SLUGS, annotationsOf, assertClear, assertLaid, open, placesOf } from "./margin-window.mjs";
import { isVisible } from "./visibility.mjs";

for (const slug of SLUGS) {
  // A matter of number and not of width; and slow.
  for (const width of slug === "hundreds" ? [1280] : MARGIN_WIDTHS) {
    test(`${slug}: at ${width}px, without script, notes stand in the margin beside their block and cover nothing`, async (t) => {
      const places = await placesOf(await open(t, slug, { script: false, viewport: screen(width) }));
      assertClear(places);
      let free = 0;
      for (const { name, block, top, bottom } of places.notes) {
        // Level with its block, or as near to it as the notes above leave room.
        assert.ok(top >= block.top - places.line, `${name} stands ${block.top - top}px above its block`);
        const lowest = Math.max(block.bottom, free) + 2 * places.line;
        assert.ok(top <= lowest, `${name} stands ${top - lowest}px too low`);
        free = Math.max(free, bottom);
      }
    });

    test(`${slug}: at ${width}px notes stand level with their marks, or as near as notes leave room, and cover nothing`, async (t) => {
      const places = await placesOf(await open(t, slug, { viewport: screen(width) }));
      assertClear(places);
      assertLaid(places);
    });
  }

  for (const script of SCRIPTS) {
    test(`${slug}: ${script ? "with" : "without"} script no note in the margin is lost or cut`, async (t) => {
      const page = await open(t, slug, { script, viewport: screen(1280) });
      let inMargin = 0;
      for (const { key, words } of await annotationsOf(slug)) {
        const body = page.locator(`[data-annotation="${key}"]`);
        assert.ok(await body.evaluate(isVisible), `${key} is not seen`);
        assert.ok(holds(wordsOf(await body.innerText()), words), `${key} does not say all that it says`);
        inMargin += Number(await body.evaluate((body) => body.matches("aside.note")));
      }
      assert.equal((await placesOf(page)).notes.length, inMargin);
    });
  }
}

test("sixty notes stand on one screen of text, and some are longer than it", async (t) => {
  const { notes } = await placesOf(await open(t, "crowded", { viewport: screen(1280) }));
  const tops = notes.map(({ reference }) => reference.top).sort((a, b) => a - b);
  assert.ok((tops[59] ?? Infinity) - (tops[0] ?? 0) < 900, "the text has fewer than sixty notes to the screen");
  assert.ok(notes.filter(({ top, bottom }) => bottom - top > 900).length >= 2, "no note is longer than the screen");
});

test("notes go up as well as down to make room", async (t) => {
  const { notes, line } = await placesOf(await open(t, "leftward", { viewport: screen(1280) }));
  assert.ok(notes.some(({ top, reference }) => top > reference.top + line));
  assert.ok(notes.some(({ top, reference }) => top < reference.top - line));
});

test("the text makes room for notes that it is too short for, with script", async (t) => {
  const { notes, others, article } = await placesOf(await open(t, "ending", { viewport: screen(1280) }));
  const panel = others.find(({ name, top }) => name === "SECTION" && top >= article.bottom);
  assert.ok(panel, "no panel stands behind the text");
  assert.ok(article.room < notes.reduce((sum, { top, bottom }) => sum + bottom - top, 0), "the notes fit beside the text");
  assert.ok(Math.max(...notes.map(({ bottom }) => bottom)) <= panel.top);
});

test("from right to left the margin is on the left", async (t) => {
  for (const script of SCRIPTS) {
    const { notes, article } = await placesOf(await open(t, "leftward", { script, viewport: screen(1280) }));
    for (const { name, right, label } of notes) assert.ok(right < article.left && label.left > right, `${name} is on the right`);
  }
});

test("a script that does not load leaves the text and its notes to the stylesheet", async (t) => {
  const page = await open(t, "guide", { viewport: screen(1280) }, (page) => page.route(/\/static\/.*\.js$/, (route) => route.abort()));
  const places = await placesOf(page);
  assert.ok(!places.isLaid);
  assertClear(places);
  // A paint is told of a while after it.
  const wasPainted = () => performance.getEntriesByName("first-contentful-paint").length === 1;
  await page.waitForFunction(wasPainted, null, { polling: 50, timeout: 5_000 });
});

test("a link to a note leads to where it stands", async (t) => {
  for (const id of ["n40", "n60"]) {
    const page = await open(t, `crowded#notes--${id}`, { viewport: screen(1280) });
    await page.waitForLoadState();
    const top = await page.locator(`#notes--${id}`).evaluate((note) => note.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 900, `${id} stands at ${top}px in the window`);
  }
});
