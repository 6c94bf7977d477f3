// The panel that says how to cite a text or a passage of it: shown without script, copied with it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { openPiece, server } from "./shipped-library.mjs";

/** @typedef {import("playwright-core").Page} Page */

const PIECE = "talking-past-each-other";
const PASSAGE = `${PIECE}?text=serious`;
const FORMATS = ["BibTeX", "RIS", "CSL-JSON"];

/** @param {import("node:test").TestContext} t @param {string} [slug] @param {import("playwright-core").BrowserContextOptions} [options] */
const open = (t, slug = PIECE, options = {}) =>
  openPiece(t, slug, screen(1280), { javaScriptEnabled: true, permissions: ["clipboard-read", "clipboard-write"], ...options });

/** @param {Page} page */
const panel = (page) => page.locator("#page--cite");

/** @param {Page} page */
const unfold = (page) => panel(page).locator("summary").click();

/** @param {Page} page @param {string} [name] */
const copy = (page, name) => panel(page).getByRole("button", { name: name ? `Copy the citation as ${name}` : "Copy the citation", exact: true });

/** @param {Page} page */
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** What an address answers. @param {string | null} address */
const answer = async (address) => (await fetch(server.at(address ?? ""))).text();

/** The system's clipboard may end lines in its own way. @param {string} text */
const lines = (text) => text.split(/\r?\n/);

for (const slug of [PIECE, PASSAGE]) {
  test(`${slug}: without script the citation is shown, and the links lead to the formats`, async (t) => {
    const page = await open(t, slug, { javaScriptEnabled: false });
    assert.equal(await panel(page).locator(".citation").isVisible(), false);
    await unfold(page);
    assert.match(await panel(page).locator(".citation").innerText(), slug === PASSAGE
      ? /^Wendy Sherman, “serious”, in Sidelight, “Talking Past Each Other”, after The Moscow Times, 14 January 2022\.$/
      : /^Sidelight, .*“Talking Past Each Other”, .*14 January 2022\.$/);
    assert.equal(await panel(page).getByRole("button").count(), 0, "nothing is there that does nothing");
    const links = panel(page).locator("a[href*='/cite.']");
    assert.deepEqual(await links.allInnerTexts(), FORMATS);
    for (const link of await links.all()) {
      const address = await link.getAttribute("href");
      assert.equal(address?.endsWith("?text=serious"), slug === PASSAGE, `${address}`);
      const response = await fetch(server.at(address ?? ""));
      assert.equal(response.status, 200);
      assert.equal((await response.text()).includes("“serious”"), slug === PASSAGE, `${address}`);
    }
  });

  test(`${slug}: the sentence and every format are copied`, async (t) => {
    const page = await open(t, slug);
    await unfold(page);
    const sentence = await panel(page).locator(".citation").evaluate((citation) => citation.firstChild?.textContent ?? "");
    assert.equal(sentence.includes("“serious”, in Sidelight, “Talking"), slug === PASSAGE);
    await copy(page).click();
    await panel(page).getByText("Copied", { exact: true }).waitFor();
    assert.equal(await clipboard(page), sentence);
    assert.equal(await page.locator("#page--status").innerText(), "Citation copied");
    for (const name of FORMATS) {
      const button = copy(page, name);
      await button.click();
      await page.waitForFunction((button) => button?.textContent === "Copied", await button.elementHandle());
      const address = await panel(page).locator("a").filter({ hasText: name }).first().getAttribute("href");
      assert.deepEqual(lines(await clipboard(page)), lines(await answer(address)), name);
    }
    // The button says again what it does.
    await panel(page).getByText("Copied", { exact: true }).first().waitFor({ state: "detached" });
    assert.equal(await copy(page).innerText(), "Copy");
  });
}

test("keys open the panel, come to every control in its order, and copy", async (t) => {
  const page = await open(t);
  await panel(page).locator("summary").focus();
  await page.keyboard.press("Enter");
  await copy(page).waitFor();
  const reached = [];
  for (let stops = 0; stops < 7; stops += 1) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent));
  }
  const copies = FORMATS.map((name) => `Copy the citation as ${name}`);
  assert.deepEqual(reached, ["Copy the citation", ...copies, ...FORMATS]);
  await copy(page, "RIS").focus();
  await page.keyboard.press("Enter");
  await panel(page).getByText("Copied", { exact: true }).waitFor();
  assert.match(await clipboard(page), /^TY {2}- ELEC/);
});

test("what copies comes when the panel is opened, and not before", async (t) => {
  const page = await open(t);
  /** @type {string[]} */
  const loaded = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await page.waitForLoadState("networkidle");
  assert.deepEqual(loaded.filter((path) => /citing|share/.test(path)), []);
  await unfold(page);
  await copy(page).waitFor();
  assert.ok(loaded.some((path) => /\/citing\./.test(path)), loaded.join());
});

test("a panel that was open before the script came has its buttons too", async (t) => {
  const page = await open(t, PIECE, {});
  await page.route("**/reader.*.js", async (route) => {
    await page.evaluate(() => document.querySelector("#page--cite")?.setAttribute("open", ""));
    await route.continue();
  });
  await page.reload({ waitUntil: "load" });
  await copy(page).waitFor();
  assert.equal(await copy(page).count(), 1);
});

test("what cannot be copied is said", async (t) => {
  const page = await open(t);
  await page.route("**/cite.ris", (route) => route.abort());
  await unfold(page);
  await copy(page, "RIS").click();
  await panel(page).getByText("Not copied").waitFor();
  assert.equal(await page.locator("#page--status").innerText(), "The citation could not be copied");
});

test("on a phone the panel stays in the window", async (t) => {
  const page = await openPiece(t, PASSAGE, PHONE, { javaScriptEnabled: true, isMobile: true, hasTouch: true });
  await panel(page).locator("summary").tap();
  await copy(page, "CSL-JSON").waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  for (const button of await panel(page).getByRole("button").all()) {
    const box = await button.boundingBox();
    assert.ok(box && box.height >= 24 && box.x + box.width <= PHONE.width, JSON.stringify(box));
  }
});
