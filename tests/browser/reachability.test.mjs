// On every kind of page the tabulator comes to every link and control, once and in the order of the page; whatever has
// the focus stands within the window, with nothing over it, and shows that it has the focus.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { KINDS, newPage, useKinds, visit } from "./kinds-of-page.mjs";

useKinds();

/**
 * Gives a number to everything that the tabulator should come to. Of radio buttons that belong together it comes to one.
 * Runs in the page.
 * @returns {string[]} what has which number
 */
function numberStops() {
  const isTabbable = (/** @type {Element} */ element) => {
    if (!(element instanceof HTMLElement || element instanceof SVGElement) || element.tabIndex < 0) return false;
    if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(":disabled, [inert] *")) return false;
    if (!(element instanceof HTMLInputElement) || element.type !== "radio" || !element.name) return true;
    const group = [...document.querySelectorAll(`input[type="radio"][name="${CSS.escape(element.name)}"]`)];
    return element === (group.find((button) => button instanceof HTMLInputElement && button.checked) ?? group[0]);
  };
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(isTabbable);
  stops.forEach((element, index) => element.setAttribute("data-stop", String(index)));
  return stops.map((element) => element.outerHTML.slice(0, 140));
}

/**
 * Where the focus is. Runs in the page.
 * @typedef {{ stop: number, what: string, faults: string[] }} Place
 * @returns {Place | null}
 */
function place() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const faults = [];
  // A link over two lines has two boxes; its first is where one looks.
  const boxes = [...element.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  const inWindow = boxes.filter(({ left, right, top, bottom }) => right > 0 && left < innerWidth && bottom > 0 && top < innerHeight);
  if (!inWindow.length) faults.push("out of sight");
  const isOwn = (/** @type {Element | null} */ top) => {
    if (!top) return false;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    return [element, ...labels].some((part) => part.contains(top) || top.contains(part));
  };
  const points = inWindow.flatMap(({ left, right, top, bottom }) =>
    [0.5, 0.1, 0.9].map((part) => [left + (right - left) * part, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2]),
  );
  const covering = points.map(([x = 0, y = 0]) => document.elementFromPoint(x, y));
  if (inWindow.length && !covering.some(isOwn)) faults.push(`covered by ${covering[0]?.outerHTML.slice(0, 100)}`);
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const isClear = /^transparent$|^rgba\(.*, 0\)$|\/ 0\)$/.test(outlineColor);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 1 || isClear) faults.push("without a ring");
  return { stop: Number(element.getAttribute("data-stop") ?? NaN), what: element.outerHTML.slice(0, 140), faults };
}

for (const kind of KINDS) {
  for (const window of [PHONE, screen(1280)]) {
    test(`at ${window.width}px the tabulator goes through the page "${kind.name}"`, async (t) => {
      const page = await newPage(t, { viewport: window });
      await visit(page, kind);
      const stops = await page.evaluate(numberStops);
      assert.ok(stops.length > 0, "nothing to come to");
      // A passage that somebody shared has the focus, and the tabulator would go on from there.
      await page.evaluate(() => {
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
      });
      /** @type {string[]} */
      const faults = [];
      /** @type {number[]} */
      const reached = [];
      for (let presses = 0; presses < 2 * stops.length + 5; presses += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(place);
        if (!at || at.stop === reached[0]) break;
        faults.push(...at.faults.map((fault) => `${fault}: ${at.what}`));
        // What scrolls can have the focus too, if nothing in it can.
        if (!Number.isNaN(at.stop)) reached.push(at.stop);
      }
      reached.forEach((stop, index) => {
        const before = reached[index - 1];
        if (before !== undefined && stop <= before) faults.push(`out of order: ${stops[stop]} after ${stops[before]}`);
      });
      const missed = stops.filter((_, stop) => !reached.includes(stop));
      faults.push(...missed.map((what) => `never reached: ${what}`));
      assert.equal(faults.length, 0, `${kind.path}:\n${faults.join("\n")}`);
    });
  }
}
