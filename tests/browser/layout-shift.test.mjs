// Nothing on a reading page moves after it was first painted, however slowly its files come.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { SLUGS, open } from "./margin-window.mjs";

const WINDOWS = [{ ...PHONE, width: 320 }, PHONE, screen(768), screen(1100), screen(1280), screen(1680), screen(1920)];

/** A slow line, on which the parts of a page come one after the other. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 40 * 1024, uploadThroughput: 40 * 1024 };

/**
 * What a page remembers of itself.
 * @typedef {typeof globalThis & { shifts: string[], seen: Set<string> }} Remembering
 */

/** Remembers in the page what shifted, and each place in which notes were seen. */
const remember = `
  globalThis.shifts = [];
  globalThis.seen = new Set();
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) shifts.push([value, ...sources.map(({ node }) => node?.id || node?.nodeName)].join(" "));
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const isPainted = performance.getEntriesByName("first-paint").length > 0;
    const notes = [...document.querySelectorAll("aside.note")];
    if (isPainted && notes.length) seen.add(notes.map((note) => Math.round(note.getBoundingClientRect().top + scrollY)).join(" "));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

/** @param {import("playwright-core").Page} page */
async function remembered(page) {
  await page.waitForFunction(() => /** @type {Remembering} */ (globalThis).seen.size > 0);
  return page.evaluate(async () => {
    // Shifts are told some time after the frame in which they were.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { shifts, seen } = /** @type {Remembering} */ (globalThis);
    return { shifts, places: [...seen] };
  });
}

for (const slug of SLUGS) {
  test(`${slug}: nothing shifts while the page loads`, async (t) => {
    for (const viewport of WINDOWS) {
      const page = await open(t, slug, { viewport }, (page) => page.addInitScript(remember));
      const { shifts, places } = await remembered(page);
      assert.deepEqual(shifts, [], `at ${viewport.width}px`);
      assert.equal(places.length, 1, `at ${viewport.width}px notes were seen in ${places.length} places`);
    }
  });
}

for (const slug of ["talking-past-each-other", "ending"]) {
  test(`${slug}: nothing shifts when files come slowly, and scripts last`, async (t) => {
    for (const viewport of [PHONE, screen(1280)]) {
      const page = await open(t, slug, { viewport }, async (page) => {
        await page.addInitScript(remember);
        const session = await page.context().newCDPSession(page);
        await session.send("Network.enable");
        await session.send("Network.emulateNetworkConditions", SLOW);
        await page.route(/\/static\/.*\.js$/, async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 1500));
          await route.continue();
        });
      });
      const { shifts, places } = await remembered(page);
      assert.deepEqual(shifts, [], `at ${viewport.width}px`);
      assert.equal(places.length, 1, `at ${viewport.width}px notes were seen in ${places.length} places`);
    }
  });
}

test("a shift would be noticed", async (t) => {
  const page = await open(t, "sparse", { viewport: screen(1280) }, (page) => page.addInitScript(remember));
  await remembered(page);
  await page.evaluate(() => document.querySelector("article")?.prepend(Object.assign(document.createElement("p"), { textContent: "Late words." })));
  await page.waitForFunction(() => {
    const { shifts, seen } = /** @type {Remembering} */ (globalThis);
    return shifts.length > 0 && seen.size > 1;
  });
});
