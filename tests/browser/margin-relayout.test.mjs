// The margin follows when sizes change: of the window, the letters, a picture, a note that is hidden or shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { assertClear, assertLaid, open, painted, placesOf } from "./margin-window.mjs";

/** Where notes stand, for comparing. @param {import("./margin-window.mjs").Places} places */
const tops = ({ notes }) => notes.map(({ name, top }) => `${name} ${Math.round(top)}`);

/** @param {import("playwright-core").Page} page */
async function assertLaidAgain(page) {
  await painted(page);
  const places = await placesOf(page);
  assertClear(places);
  assertLaid(places);
  return places;
}

for (const slug of ["talking-past-each-other", "crowded", "ending"]) {
  test(`${slug}: notes follow their marks when the window changes its width`, async (t) => {
    const page = await open(t, slug, { viewport: screen(1920) });
    const wide = await assertLaidAgain(page);
    for (const width of [1700, 1300, 1100, 1500]) {
      await page.setViewportSize(screen(width));
      await assertLaidAgain(page);
    }
    await page.setViewportSize(screen(1920));
    assert.deepEqual(tops(await assertLaidAgain(page)), tops(wide));
  });

  test(`${slug}: notes follow their marks when letters grow and shrink`, async (t) => {
    const page = await open(t, slug, { viewport: screen(1680) });
    const before = await assertLaidAgain(page);
    for (const size of ["20px", "13px", "18px", ""]) {
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
      const places = await assertLaidAgain(page);
      if (size) assert.notDeepEqual(tops(places), tops(before));
      else assert.deepEqual(tops(places), tops(before));
    }
    await page.evaluate(() => document.querySelector("article")?.style.setProperty("font-size", "1.6rem"));
    assert.ok((await assertLaidAgain(page)).article.room > before.article.room, "the letters have not grown");
  });
}

for (const way of ["hidden", "display"]) {
  test(`a note that is hidden by ${way} takes no room, and takes its own again when it is shown`, async (t) => {
    const page = await open(t, "crowded", { viewport: screen(1280) });
    const toggle = (/** @type {boolean} */ isHidden) =>
      page.evaluate(
        ([way, isHidden]) => {
          const notes = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("aside.note")]);
          for (const note of notes.filter((_, index) => index % 3 === 1)) {
            if (way === "hidden") note.hidden = isHidden;
            else note.style.display = isHidden ? "none" : "";
          }
        },
        /** @type {const} */ ([way, isHidden]),
      );
    const before = await assertLaidAgain(page);
    await toggle(true);
    const without = await assertLaidAgain(page);
    assert.equal(without.notes.length, before.notes.length - Math.floor((before.notes.length + 1) / 3));
    assert.ok(without.article.bottom < before.article.bottom, "the room of the hidden notes is left empty");
    await toggle(false);
    assert.deepEqual(tops(await assertLaidAgain(page)), tops(before));
  });
}

test("all notes hidden leave a page of text", async (t) => {
  const page = await open(t, "ending", { viewport: screen(1280) });
  await page.evaluate(() => document.querySelectorAll("aside.note").forEach((note) => note.toggleAttribute("hidden", true)));
  await painted(page);
  const { notes, article } = await placesOf(page);
  assert.equal(notes.length, 0);
  assert.ok(article.bottom - article.top - article.room < 1, "the text keeps room for notes that are not there");
});

test("a script that changes the page can have the notes laid out at once", async (t) => {
  const page = await open(t, "crowded", { viewport: screen(1280) });
  const { before, after } = await page.evaluate(async () => {
    const link = document.querySelector('link[rel="modulepreload"][href*="/margin."]');
    const { relayout } = await import(link?.getAttribute("href") ?? "");
    const third = document.querySelectorAll("aside.note")[2];
    const top = () => third?.getBoundingClientRect().top;
    const before = top();
    document.querySelectorAll("aside.note")[1]?.toggleAttribute("hidden", true);
    relayout();
    return { before, after: top() };
  });
  assert.ok(Number(after) < Number(before) - 900, `the note goes from ${before} to ${after}`);
});

test("notes follow their marks when pictures load late", async (t) => {
  /** @type {() => void} */
  let release = () => {};
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  const page = await open(t, "pictured", { viewport: screen(1280), waitUntil: "domcontentloaded" }, (page) =>
    page.route(/\.svg$/, async (route) => {
      await released;
      await route.continue();
    }),
  );
  const early = await assertLaidAgain(page);
  release();
  await page.waitForLoadState();
  await page.waitForFunction(() => [...document.images].every(({ complete, naturalHeight }) => complete && naturalHeight > 0));
  const late = await assertLaidAgain(page);
  const height = (/** @type {import("./margin-window.mjs").Places} */ { notes }) => (notes[1]?.bottom ?? 0) - (notes[1]?.top ?? 0);
  assert.ok(height(late) > height(early) + 100, "no picture came late");
  assert.equal(late.article.room, early.article.room, "the text's own picture had no place kept for it");
});

test("in a narrow window the script takes its hands off, and lays the margin again in a wide one", async (t) => {
  const page = await open(t, "crowded", { viewport: screen(1280) });
  const wide = await assertLaidAgain(page);
  await page.setViewportSize(PHONE);
  await painted(page);
  const left = await page.evaluate(() => {
    const changed = [...document.querySelectorAll("article, aside.note")].filter((element) => element.getAttribute("style"));
    const moved = [...document.querySelectorAll("aside.note")].filter((note) => getComputedStyle(note).translate !== "none");
    return { changed: changed.length, moved: moved.length, padding: getComputedStyle(document.querySelector("article") ?? document.body).paddingBottom };
  });
  assert.deepEqual(left, { changed: 0, moved: 0, padding: "0px" });
  const narrow = await placesOf(page);
  assert.ok(!narrow.isLaid);
  for (const { name, top, block } of narrow.notes) assert.ok(top >= block.bottom - 2, `${name} stands above the end of its block`);
  // What changes there stays the stylesheet's.
  await page.evaluate(() => document.querySelector("aside.note")?.toggleAttribute("hidden", true));
  await painted(page);
  assert.ok(!(await placesOf(page)).isLaid);
  await page.evaluate(() => document.querySelector("aside.note")?.toggleAttribute("hidden", false));
  await page.setViewportSize(screen(1280));
  assert.deepEqual(tops(await assertLaidAgain(page)), tops(wide));
});
