// `sidelight serve --live`: faults of the content are shown in the browser while the last good page stays, and saving
// again mends it.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { PHONE } from "./browser.mjs";
import { FILE, PATIENCE, PIECE, openWatched, withFirst } from "./watched-piece.mjs";

test("a broken save keeps the page, shows the faults in it, and is mended by the next save", async (t) => {
  const { page, path, text } = await openWatched(t);
  const faults = page.locator("#page--faults");
  const article = await page.locator("article").innerText();
  assert.equal(await faults.count(), 0);

  await writeFile(path, text.replace("license:", "lisence:"));
  await faults.waitFor(PATIENCE);
  const shown = await faults.innerText();
  const line = text.split("\n").findIndex((line) => line.startsWith("license:")) + 1;
  assert.match(shown, new RegExp(`${FILE}:${line}:\\d+`), "the faults do not say where");
  assert.match(shown, /lisence/);
  assert.match(shown, /help: .*license/, "the faults do not say what to do");
  assert.equal(await page.locator("article").innerText(), article, "the page has changed");

  // Another fault takes the place of the first.
  await writeFile(path, text.replace("title:", "titel:"));
  await page.locator("#page--faults", { hasText: "titel" }).waitFor(PATIENCE);
  assert.equal(await faults.count(), 1);
  assert.ok(!(await faults.innerText()).includes("lisence"), "a fault that is gone is still shown");

  // A reader who comes now gets the last good version, and is told too.
  await page.reload();
  await page.locator("#page--faults", { hasText: "titel" }).waitFor(PATIENCE);
  assert.equal(await page.locator("article").innerText(), article);

  // Back to what the page shows: nothing to load, but the faults are gone.
  await writeFile(path, text);
  await faults.waitFor({ ...PATIENCE, state: "detached" });

  // And from broken to something new.
  await writeFile(path, text.replace("license:", "lisence:"));
  await faults.waitFor(PATIENCE);
  await writeFile(path, withFirst(text, "Mended and longer."));
  await page.locator("article", { hasText: "Mended and longer." }).waitFor(PATIENCE);
  assert.equal(await faults.count(), 0);
});

test("faults leave the text to be read: they can be scrolled past and cover half the window at most", async (t) => {
  const { page, path, text } = await openWatched(t, { viewport: PHONE });
  await writeFile(path, text.replace("license:", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8\ni: 9\nlicense:"));
  const faults = page.locator("#page--faults");
  await faults.waitFor(PATIENCE);
  const box = await faults.boundingBox();
  assert.ok(box && box.height <= PHONE.height / 2 && box.width <= PHONE.width, `the faults take ${JSON.stringify(box)}`);
  const last = await page.evaluate(() => {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    return document.querySelector("footer.site")?.getBoundingClientRect().bottom ?? Infinity;
  });
  assert.ok(box.y >= last - 1, `the faults cover ${last - box.y}px of the page's end`);
});

test("a server that starts with a broken library says so, and shows the library when it is mended", async (t) => {
  let text = "";
  const { server, page, response, path } = await openWatched(t, {
    prepare: async (folder) => {
      text = await readFile(join(folder, FILE), "utf8");
      await writeFile(join(folder, FILE), text.replace("license:", "lisence:"));
    },
  });
  assert.equal(response?.status(), 503);
  assert.match(await page.locator("h1").innerText(), /Nothing can be shown yet/);
  const faults = page.locator("#page--faults", { hasText: `${FILE}:` });
  await faults.waitFor(PATIENCE);
  assert.match(server.log(), /lisence/, "the writer's terminal says nothing");

  // Broken otherwise: the page tells the new fault.
  await writeFile(path, text.replace("title:", "titel:"));
  await page.locator("#page--faults", { hasText: "titel" }).waitFor(PATIENCE);

  await writeFile(path, text);
  await page.locator(`article[data-piece="${PIECE}"]`).waitFor(PATIENCE);
  assert.equal(await page.locator("#page--faults").count(), 0);
});
