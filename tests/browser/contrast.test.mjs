// Every text stands out from what is painted behind it, 4.5 to 1 at the least: on each tint and each overlap of tints,
// at rest, pointed at and lit, in light and dark. Lines, rules and focus rings stand out 3 to 1. Measured in pictures
// of the pages, so that it holds for however a colour comes about.

import assert from "node:assert/strict";
import { before, after, test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { MARKS, TONES, writeEveryMark } from "./every-mark.mjs";
import { KINDS, THEMES, newPage, settle, useKinds, visit } from "./kinds-of-page.mjs";
import { coloursIn, contrast, decode, hex, mainColour, over } from "./pictures.mjs";
import { serve } from "./server.mjs";

useKinds();

const TEXT = 4.5;
const NON_TEXT = 3;

/** @type {Awaited<ReturnType<typeof serve>>} */
let marked;
before(async () => {
  marked = await serve({ prepare: writeEveryMark });
});
after(() => marked?.stop());

/** Signs between facts, which say nothing that their places do not. */
const ORNAMENTS = ["·"];

/** @typedef {{ text: string, what: string, colour: string, opacity: number, boxes: import("./pictures.mjs").Box[] }} Run */

/**
 * Colours as a browser writes them, in red, green and blue. Runs in the page.
 * @param {string[]} colours
 */
function inRgb(colours) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("no canvas");
  return colours.map((colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return { colour: /** @type {[number, number, number]} */ ([red, green, blue]), alpha: alpha / 255 };
  });
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string[]} colours
 */
async function resolved(page, colours) {
  const known = [...new Set(colours)];
  const values = await page.evaluate(inRgb, known);
  return (/** @type {string} */ colour) => values[known.indexOf(colour)] ?? { colour: /** @type {import("./pictures.mjs").Colour} */ ([0, 0, 0]), alpha: 0 };
}

/**
 * Every text that is seen, with its colour and with where its letters stand: between the line on which they stand and
 * the height of an x, since what is painted lower is a line under them. Runs in the page.
 * @returns {Run[]}
 */
function texts() {
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) throw new Error("no canvas");
  /** Whether nothing of an element is seen though it is laid out, as with what is only read aloud. */
  const isClipped = (/** @type {Element | null} */ element) => {
    for (; element; element = element.parentElement) {
      const { clipPath, overflow, position } = getComputedStyle(element);
      if (clipPath !== "none" && position === "absolute") return true;
      if (overflow !== "visible" && element.clientWidth <= 2 && element.clientHeight <= 2) return true;
    }
    return false;
  };
  const opacityOf = (/** @type {Element | null} */ element) => {
    let opacity = 1;
    for (; element; element = element.parentElement) opacity *= Number(getComputedStyle(element).opacity);
    return opacity;
  };
  const run = (/** @type {Element} */ element, /** @type {string} */ text, /** @type {CSSStyleDeclaration} */ style, /** @type {DOMRect[]} */ rects) => {
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent, actualBoundingBoxAscent: height } = canvas.measureText("x");
    const isUpright = style.writingMode.startsWith("horizontal");
    const boxes = rects.map(({ x, y, width, height: whole }) => {
      const foot = y + (whole * ascent) / (ascent + descent);
      // Less a pixel at either end, which may be half of what stands beside the words.
      const across = { x: x + scrollX + 1, width: Math.max(1, width - 2) };
      return { ...across, y: (isUpright ? foot - height : y) + scrollY, height: isUpright ? height : whole };
    });
    const path = [element.parentElement, element].map((part) => `${part?.localName}${part?.className ? `.${part.className}` : ""}`);
    return { text: text.trim().slice(0, 40), what: path.join(" > "), colour: element instanceof SVGElement ? style.fill : style.color, opacity: opacityOf(element), boxes };
  };

  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || /^(script|style|title|desc)$/.test(element.localName)) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || isClipped(element)) continue;
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    if (rects.length) found.push(run(element, node.textContent, getComputedStyle(element), rects));
  }
  // What the stylesheet writes has no box of its own to ask for; it stands in or beside its element's.
  for (const element of document.querySelectorAll("body *")) {
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      const text = /^"((?:[^"\\]|\\.)+)"/.exec(style.content)?.[1];
      if (!text?.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || isClipped(element)) continue;
      const { right, left, top, bottom } = element.getBoundingClientRect();
      if (right > left && bottom > top) found.push(run(element, text, style, [new DOMRect(left, top, right - left, bottom - top)]));
    }
  }
  return found;
}

/** The page without any letter, as it was otherwise. */
const WITHOUT_LETTERS = `*, ::before, ::after, ::marker { -webkit-text-fill-color: transparent !important; text-shadow: none !important; transition: none !important; }
  svg text, svg tspan { fill: transparent !important; } ::placeholder { color: transparent !important; }`;

/** @param {import("playwright-core").Page} page */
async function pictureWithoutLetters(page) {
  const style = await page.addStyleTag({ content: WITHOUT_LETTERS });
  await settle(page);
  const picture = decode(await page.screenshot({ fullPage: true, caret: "hide" }));
  await style.evaluate((element) => element.parentNode?.removeChild(element));
  return picture;
}

/**
 * Each text of the page against the worst of what is behind it.
 * @param {import("playwright-core").Page} page
 * @param {import("./pictures.mjs").Picture} [picture] of the page without letters
 */
async function textContrasts(page, picture) {
  const runs = (await page.evaluate(texts)).filter(({ text }) => !ORNAMENTS.includes(text));
  const behindAll = picture ?? (await pictureWithoutLetters(page));
  const inkOf = await resolved(page, runs.map(({ colour }) => colour));
  return runs.flatMap(({ text, what, colour: written, opacity, boxes }) => {
    const { colour, alpha } = inkOf(written);
    const pairs = boxes.flatMap((box) =>
      coloursIn(behindAll, box).map(({ colour: behind }) => {
        const ink = over(colour, alpha * opacity, behind);
        return { ratio: contrast(ink, behind), told: `${hex(ink)} on ${hex(behind)}: \`${text}\` in ${what}` };
      }),
    );
    return pairs.sort((a, b) => a.ratio - b.ratio).slice(0, 1);
  });
}

/** @typedef {{ ratio: number, told: string }} Pair */

/** @param {Pair} pair */
const tell = ({ ratio, told }) => `${ratio.toFixed(2)} ${told}`;

/**
 * Tells the worst pair and fails if one is too faint.
 * @param {import("node:test").TestContext} t
 * @param {string} where
 * @param {Pair[]} pairs
 * @param {number} least
 */
function assertContrast(t, where, pairs, least) {
  pairs.sort((a, b) => a.ratio - b.ratio);
  const [worst] = pairs;
  assert.ok(worst, `${where}: nothing was measured`);
  t.diagnostic(`${where}: ${pairs.length} measured, the faintest ${tell(worst)}`);
  // Of what fails alike, one is enough to see.
  const faint = new Map(pairs.filter(({ ratio }) => ratio < least).map((pair) => [pair.told.replace(/`.*`/, ""), pair]));
  assert.equal(faint.size, 0, `${where}, of at least ${least}:\n${[...faint.values()].slice(0, 20).map(tell).join("\n")}`);
}

/**
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").BrowserContextOptions} options
 */
async function openMarked(t, options) {
  const page = await newPage(t, { bypassCSP: true, ...options });
  assert.equal((await page.goto(marked.at("/every-mark")))?.status(), 200);
  return page;
}

/**
 * Makes the browser take elements for pointed at.
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 */
async function pointAtAll(page, selector) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
  for (const nodeId of nodeIds) await session.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: ["hover"] });
}

for (const colorScheme of THEMES) {
  test(`${colorScheme}: text stands out on every mark and every overlap of marks`, async (t) => {
    const page = await openMarked(t, { colorScheme });
    /** @type {Pair[]} */
    const pairs = [];
    const measure = async (/** @type {string} */ state) => {
      for (const { ratio, told } of await textContrasts(page)) pairs.push({ ratio, told: `${state}: ${told}` });
    };
    await measure("at rest");
    await page.evaluate(() => document.querySelectorAll("mark, .note, .body").forEach((element) => element.classList.add("lit")));
    await measure("lit");
    await pointAtAll(page, "mark, .note, .body");
    await measure("lit and pointed at");
    assertContrast(t, "marks", pairs, TEXT);
  });

  test(`${colorScheme}: lines, dots and rules stand out from the paper`, async (t) => {
    const page = await openMarked(t, { colorScheme, deviceScaleFactor: 2 });
    await page.addStyleTag({ content: WITHOUT_LETTERS });
    /** @type {Pair[]} */
    const pairs = [];
    for (const mark of MARKS.filter((mark) => mark !== "tint")) {
      for (const tone of TONES) {
        const words = page.locator(`article mark[data-annotations="${mark}-${tone}/all"]`).first();
        await words.scrollIntoViewIfNeeded();
        const box = await words.boundingBox();
        assert.ok(box, `${mark}-${tone} is not seen`);
        const column = await page.locator("article").evaluate((article) => article.getBoundingClientRect().left);
        const clip = mark === "bracket" ? { x: column - 40, y: box.y, width: 40, height: box.height } : { ...box, height: box.height + 6 };
        const picture = decode(await page.screenshot({ clip }));
        const colours = coloursIn(picture, { x: 0, y: 0, width: clip.width, height: clip.height }, 2);
        const paper = decode(await page.screenshot({ clip: { x: 2, y: box.y, width: 4, height: 4 } }));
        const [blank] = coloursIn(paper, { x: 0, y: 0, width: 4, height: 4 });
        assert.ok(blank);
        const [strongest] = colours
          .map(({ colour }) => ({ ratio: contrast(colour, blank.colour), told: `${hex(colour)} on ${hex(blank.colour)}: ${mark}-${tone}` }))
          .sort((a, b) => b.ratio - a.ratio);
        if (strongest) pairs.push(strongest);
      }
    }
    assertContrast(t, "shapes", pairs, NON_TEXT);
  });
}

/**
 * The ring around everything that can have the focus. Runs in the page.
 * @returns {{ what: string, colour: string, isRing: boolean, distance: number, box: import("./pictures.mjs").Box }[]}
 */
function rings() {
  const found = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].flatMap((element) => {
    if (!(element instanceof HTMLElement || element instanceof SVGElement) || !element.checkVisibility()) return [];
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) return [];
    const { outlineColor, outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(element);
    const { x, y, width, height } = element.getBoundingClientRect();
    return {
      what: element.outerHTML.slice(0, 100),
      colour: outlineColor,
      isRing: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
      distance: parseFloat(outlineOffset) + parseFloat(outlineWidth),
      box: { x: x + scrollX, y: y + scrollY, width, height },
    };
  });
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return found;
}

/**
 * Each ring against what most of the place around its element has.
 * @param {import("playwright-core").Page} page
 * @param {import("./pictures.mjs").Picture} picture of the page without letters
 * @returns {Promise<Pair[]>}
 */
async function ringContrasts(page, picture) {
  const found = await page.evaluate(rings);
  const inkOf = await resolved(page, found.map(({ colour }) => colour));
  return found.map(({ what, colour, isRing, distance, box }) => {
    const around = { x: box.x - distance, y: box.y - distance, width: box.width + 2 * distance, height: box.height + 2 * distance };
    const paper = mainColour(picture, around);
    // Without a ring, or off the page, nothing is seen.
    if (!isRing || !paper) return { ratio: 0, told: `no ring on ${what}` };
    const ring = over(inkOf(colour).colour, inkOf(colour).alpha, paper);
    return { ratio: contrast(ring, paper), told: `${hex(ring)} on ${hex(paper)}: the ring of ${what}` };
  });
}

for (const kind of KINDS) {
  test(`the texts and focus rings of the page "${kind.name}" stand out`, async (t) => {
    const page = await newPage(t, { bypassCSP: true });
    await visit(page, kind);
    // Whoever uses the keyboard sees rings.
    await page.keyboard.press("Tab");
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    /** @type {{ texts: Pair[], rings: Pair[] }} */
    const found = { texts: [], rings: [] };
    for (const window of [PHONE, screen(1680)]) {
      for (const colorScheme of THEMES) {
        await page.setViewportSize(window);
        await page.emulateMedia({ colorScheme });
        const picture = await pictureWithoutLetters(page);
        const where = (/** @type {Pair} */ { ratio, told }) => ({ ratio, told: `${window.width}px ${colorScheme}: ${told}` });
        found.texts.push(...(await textContrasts(page, picture)).map(where));
        found.rings.push(...(await ringContrasts(page, picture)).map(where));
      }
    }
    assertContrast(t, "texts", found.texts, TEXT);
    assertContrast(t, "rings", found.rings, NON_TEXT);
  });
}
