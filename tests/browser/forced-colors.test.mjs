// In a reader's own colours every kind of page keeps its words, the states of its switches and the ring of the focus:
// nothing is told by a colour or a painted background alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS, THEMES, kindCalled, newPage, settle, useKinds, visit } from "./kinds-of-page.mjs";
import { decode } from "./pictures.mjs";

useKinds();

/**
 * Words, boxes and lines of drawings that have the colour of what they stand on. Runs in the page.
 * @returns {string[]}
 */
function unseen() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("no canvas");
  const rgba = (/** @type {string} */ colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const distance = (/** @type {Uint8ClampedArray} */ a, /** @type {Uint8ClampedArray} */ b) =>
    Math.max(...[0, 1, 2].map((part) => Math.abs((a[part] ?? 0) - (b[part] ?? 0))));
  const backgroundOf = (/** @type {Element | null} */ element) => {
    for (; element; element = element.parentElement) {
      const colour = rgba(getComputedStyle(element).backgroundColor);
      if ((colour[3] ?? 0) > 127) return colour;
    }
    return rgba("Canvas");
  };
  return [...document.querySelectorAll("body *")].flatMap((element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return [];
    const style = getComputedStyle(element);
    const behind = backgroundOf(element);
    const hasWords = [...element.childNodes].some((node) => node instanceof Text && node.data.trim());
    const isFaint = (/** @type {string} */ colour) => {
      const ink = rgba(colour);
      return (ink[3] ?? 0) < 127 || distance(ink, behind) < 100;
    };
    if (element instanceof SVGElement) {
      if (!(element instanceof SVGGeometryElement || element instanceof SVGTextContentElement)) return [];
      const isDrawn = [style.fill, style.stroke].some((paint) => paint !== "none" && !isFaint(paint));
      return isDrawn ? [] : [`a drawing fades: ${element.outerHTML.slice(0, 120)}`];
    }
    return hasWords && isFaint(style.color) ? [`${style.color} in ${element.outerHTML.slice(0, 120)}`] : [];
  });
}

/**
 * What can have the focus and shows it by no ring. Runs in the page.
 * @returns {string[]}
 */
function ringless() {
  return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].flatMap((element) => {
    if (!(element instanceof HTMLElement || element instanceof SVGElement) || !element.checkVisibility()) return [];
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) return [];
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle === "none" || parseFloat(outlineWidth) < 1 ? [`no ring on ${element.outerHTML.slice(0, 120)}`] : [];
  });
}

for (const kind of KINDS) {
  test(`in a reader's own colours, words and focus rings are seen on the page "${kind.name}"`, async (t) => {
    for (const colorScheme of THEMES) {
      const page = await newPage(t, { forcedColors: "active", colorScheme });
      await visit(page, kind);
      await page.keyboard.press("Tab");
      const faults = [...(await page.evaluate(unseen)), ...(await page.evaluate(ringless))];
      assert.equal(faults.length, 0, `${kind.path}, ${colorScheme}:\n${faults.join("\n")}`);
    }
  });
}

/** Both states of a switch, whatever it is made of. */
const SWITCHES = 'input[type="checkbox"], input[type="radio"], details > summary, [aria-pressed], [aria-checked], [role="switch"], [aria-expanded]';

/**
 * @param {import("./pictures.mjs").Picture} one
 * @param {import("./pictures.mjs").Picture} other
 */
function differingPixels(one, other) {
  let count = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    if ([0, 1, 2].some((part) => Math.abs((one.data[at + part] ?? 0) - (other.data[at + part] ?? 0)) > 60)) count += 1;
  }
  return count;
}

/**
 * The switches of a page that look the same before and after they are used.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<{ count: number, faults: string[] }>}
 */
async function deadSwitches(page) {
  const switches = await page.locator(SWITCHES).filter({ visible: true }).all();
  /** @type {string[]} */
  const faults = [];
  for (const element of switches) {
    await element.scrollIntoViewIfNeeded();
    const picture = async () => {
      // Neither the ring of the focus nor what is under the mouse is the state.
      await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
      await page.mouse.move(0, 0);
      await settle(page);
      // A box that the eye does not see stands in for words beside it.
      const clip = await element.evaluate((element) => {
        const own = element.getBoundingClientRect();
        const label = element instanceof HTMLInputElement ? element.labels?.[0] : null;
        const seen = own.width > 4 && own.height > 4 ? own : (label ?? element.parentElement ?? element).getBoundingClientRect();
        return { x: seen.x, y: seen.y, width: seen.width, height: seen.height };
      });
      return decode(await page.screenshot({ clip, caret: "hide" }));
    };
    const what = await element.evaluate((element) => element.outerHTML.slice(0, 120));
    const before = await picture();
    await element.focus();
    await page.keyboard.press((await element.evaluate((element) => element.localName)) === "a" ? "Enter" : "Space");
    const after = await picture();
    const isSameSize = before.width === after.width && before.height === after.height;
    if (isSameSize && differingPixels(before, after) < 6) faults.push(`looks the same on and off: ${what}`);
  }
  return { count: switches.length, faults };
}

for (const [name, width] of /** @type {const} */ ([["guide", 390], ["guide", 1280], ["piece", 1280]])) {
  test(`in a reader's own colours, the switches of the page "${name}" show their state at ${width}px`, async (t) => {
    const page = await newPage(t, { forcedColors: "active", viewport: { width, height: 844 } });
    await visit(page, kindCalled(name));
    const { count, faults } = await deadSwitches(page);
    t.diagnostic(`${count} switches`);
    if (width === 390) assert.ok(count > 0, "notes have no control to open them");
    assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
  });
}

test("a switch that tells its state by its background alone is found", async (t) => {
  const page = await newPage(t, { forcedColors: "active" });
  await page.setContent(`<style>input { appearance: none; width: 20px; height: 20px; background: #eee } :checked { background: #060 }</style>
    <input type="checkbox" id="dead"><label><input type="checkbox" style="appearance: auto"> alive</label>`);
  const { count, faults } = await deadSwitches(page);
  assert.equal(count, 2);
  assert.equal(faults.length, 1, faults.join());
  assert.match(faults[0] ?? "", /id="dead"/);
});
