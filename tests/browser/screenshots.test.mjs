// Every kind of page looks as it looked when its screenshot was stored, at each width and in each theme.
//
// `UPDATE_SCREENSHOTS=1 tests/run browser` stores them anew, and the difference is then there to be looked at. On a
// mismatch the page as it is and what differs are written to tests/browser/output. The fonts are the same on every
// machine: fonts.conf names them, tests/run installs them.

import assert from "node:assert/strict";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch } from "./browser.mjs";
import { KINDS, THEMES, WINDOWS, addressOf, kindCalled, settle, useKinds } from "./kinds-of-page.mjs";
import { decode } from "./pictures.mjs";
import { differencePicture, differingCells, encodeSmall } from "./stored-pictures.mjs";

useKinds();

const STORED = new URL("screenshots/", import.meta.url);
const OUTPUT = new URL("output/", import.meta.url);
const isUpdating = process.env.UPDATE_SCREENSHOTS === "1";

/** How much of a page may look different: less than a word of text. */
const TOLERANCE = 0.001;

/** All kinds from their top, and reading pages where there is most to see in their text; README shows the first. */
const VIEWS = [
  ...KINDS,
  { ...kindCalled("piece"), name: "piece-text", path: "/talking-past-each-other#the-column-appeared-on" },
  { ...kindCalled("guide"), name: "guide-text", path: "/guide#a-bridge-is-a" },
  { ...kindCalled("leftward"), name: "leftward-text", path: "/leftward#באמצע-הנהר-נעצר-המנוע" },
];

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  const fonts = fileURLToPath(new URL("fonts.conf", import.meta.url));
  const isSetting = (/** @type {[string, string | undefined]} */ setting) => typeof setting[1] === "string";
  const environment = Object.fromEntries(Object.entries(process.env).filter(isSetting));
  browser = await launch({ env: { ...environment, FONTCONFIG_FILE: fonts }, args: ["--font-render-hinting=none", "--disable-lcd-text"] });
  if (isUpdating) await rm(STORED, { recursive: true, force: true });
  await mkdir(STORED, { recursive: true });
  await rm(OUTPUT, { recursive: true, force: true });
});
after(() => browser?.close());

/**
 * The fonts in which an element is really set.
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 */
async function fontsOf(page, selector) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
  return fonts.map(({ familyName }) => familyName);
}

test("pages are set in the fonts of the stored screenshots", async () => {
  const page = await browser.newPage();
  await page.goto(addressOf(kindCalled("piece")));
  assert.deepEqual(await fontsOf(page, "h1"), ["P052"], "install what Debian calls fonts-urw-base35");
  assert.deepEqual(await fontsOf(page, "header.site a"), ["Liberation Sans"], "install what Debian calls fonts-liberation");
  await page.close();
});

for (const view of VIEWS) {
  test(`the page "${view.name}" looks as before`, async (t) => {
    /** @type {string[]} */
    const faults = [];
    const context = await browser.newContext({ reducedMotion: "reduce", deviceScaleFactor: 1 });
    t.after(() => context.close());
    const page = await context.newPage();
    for (const window of WINDOWS) {
      await page.setViewportSize(window);
      // Anew, so that what its address names is at the top of the window.
      await page.goto("about:blank");
      const response = await page.goto(addressOf(view));
      assert.equal(response?.status(), view.status);
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        await settle(page);
        const name = `${view.name}-${window.width}-${colorScheme}`;
        const picture = decode(await page.screenshot({ caret: "hide", animations: "disabled" }));
        const stored = new URL(`${name}.png`, STORED);
        if (isUpdating) {
          await writeFile(stored, encodeSmall(picture));
          continue;
        }
        const before = await readFile(stored).then(decode, () => undefined);
        if (before && before.width === picture.width && before.height === picture.height) {
          const { differing, cells } = differingCells(before, picture);
          const isNear = (/** @type {{ length: number }} */ { length }) => length <= cells * TOLERANCE;
          // What the few colours of the stored one hide is not a difference.
          if (isNear(differing) || isNear(differingCells(before, decode(encodeSmall(picture))).differing)) continue;
          faults.push(`${name}: ${((100 * differing.length) / cells).toFixed(2)} % of it looks different`);
        } else faults.push(`${name}: ${before ? "it was stored in another size" : "none is stored"}`);
        await mkdir(OUTPUT, { recursive: true });
        await writeFile(new URL(`${name}.png`, OUTPUT), encodeSmall(picture));
        if (before) await writeFile(new URL(`${name}-difference.png`, OUTPUT), encodeSmall(differencePicture(picture, before)));
      }
    }
    const advice = "see tests/browser/output; if it was meant, UPDATE_SCREENSHOTS=1 tests/run browser";
    assert.equal(faults.length, 0, `\n${faults.join("\n")}\n${advice}`);
  });
}

test("every stored screenshot is of a page that there is", async () => {
  const names = VIEWS.flatMap(({ name }) => WINDOWS.flatMap(({ width }) => THEMES.map((theme) => `${name}-${width}-${theme}.png`)));
  assert.deepEqual((await readdir(STORED)).sort(), names.sort());
});
