// `sidelight serve --live`: a saved file is on the open page at once, on pages of all kinds, in as many windows as a
// writer likes.

import assert from "node:assert/strict";
import { appendFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { PATIENCE, PIECE, openWatched, withFirst } from "./watched-piece.mjs";

/** From the save to the new words on the page, in milliseconds. */
const SOON = 300;
const SAVES = 9;

test("a saved file is on the open page within 300 ms", async (t) => {
  const { page, path, text } = await openWatched(t);
  // The page itself tells when words are there, so that nothing is lost to asking again and again.
  /** @type {(mark: string) => void} */
  let told = () => {};
  await page.exposeBinding("sawEdition", (_, mark) => told(mark));
  await page.addInitScript(() => {
    const look = () => {
      const found = /Edition-\d+/.exec(document.querySelector("article")?.textContent ?? "");
      // @ts-expect-error: the binding above
      if (found) void globalThis.sawEdition(found[0]);
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  await page.reload();

  const ways = {
    // As simple editors save, and as careful ones do.
    "written in place": (/** @type {string} */ content) => writeFile(path, content),
    "written beside it and renamed": async (/** @type {string} */ content) => {
      await writeFile(`${path}~`, content);
      await rename(`${path}~`, path);
    },
  };
  let edition = 0;
  for (const [way, save] of Object.entries(ways)) {
    /** @type {number[]} */
    const times = [];
    while (times.length < SAVES) {
      edition += 1;
      const mark = `Edition-${edition}`;
      /** @type {Promise<number>} */
      const seen = new Promise((resolve, reject) => {
        const late = setTimeout(reject, PATIENCE.timeout, new Error(`${mark} never came`));
        told = (found) => {
          if (found !== mark) return;
          clearTimeout(late);
          resolve(performance.now());
        };
      });
      const start = performance.now();
      await save(withFirst(text, `${mark} of this text.`));
      const end = await seen;
      times.push(Math.round(end - start));
      // A writer pauses between two saves, each time otherwise.
      await page.waitForTimeout(150 + edition * 17);
    }
    times.sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)] ?? Infinity;
    t.diagnostic(`${way}: median ${median} ms of ${times.join(", ")}`);
    assert.ok(median <= SOON, `${way}: ${median} ms from the save to the page`);
  }
});

test("pages of all kinds follow the library: an index, an annotation, and an address that is not there yet", async (t) => {
  const { server, page } = await openWatched(t);
  const note = join(server.folder, PIECE, "notes/geneva.md");
  for (const path of [`/${PIECE}/notes`, `/${PIECE}/notes/geneva`, `/${PIECE}`]) {
    await page.goto(server.at(path));
    const words = `Seen from ${path.split("/").length} levels.`;
    await appendFile(note, `\n${words}\n`);
    await page.locator("main", { hasText: words }).waitFor(PATIENCE);
  }
  await page.goto(server.at(`/${PIECE}/notes/later`));
  await writeFile(join(server.folder, PIECE, "notes/later.md"), "---\ntitle: A later note\ntargets:\n  - exact: a good deal\n---\n\nWritten while its page was open.\n");
  await page.locator("h1", { hasText: "A later note" }).waitFor(PATIENCE);
});

test("more pages can be open than a browser holds connections to one server", async (t) => {
  const { server, page, path, text } = await openWatched(t);
  // Headless, every page counts as seen; in a window, one tab is.
  /** @param {import("playwright-core").Page} page @param {boolean} isHidden */
  const turn = (page, isHidden) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);

  let newest = page;
  for (let more = 0; more < 8; more += 1) {
    await turn(newest, true);
    newest = await page.context().newPage();
    const response = await newest.goto(server.at(`/${PIECE}`), { timeout: 5_000 });
    assert.equal(response?.status(), 200);
  }
  await writeFile(path, withFirst(text, "For all windows."));
  await newest.locator("article", { hasText: "For all windows." }).waitFor(PATIENCE);
  // A page that was hidden meanwhile catches up when its reader turns to it.
  assert.ok(!(await page.locator("article").innerText()).includes("For all windows."));
  await turn(page, false);
  await page.locator("article", { hasText: "For all windows." }).waitFor(PATIENCE);
});
