// axe-core has nothing to say of any kind of page, at any width, in either theme: no rule of WCAG 2.2 at levels A and
// AA is broken, none of axe's best practices, and what axe cannot decide by itself is named below with the reason why
// it holds.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { KINDS, THEMES, WINDOWS, kindCalled, newPage, settle, useKinds, visit } from "./kinds-of-page.mjs";
import { select, toolbar } from "./selecting.mjs";

useKinds();

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe leaves to people to decide, and what they decided. A message that is not here fails the test.
 * @type {{ rule: string, message: RegExp, holds: string }[]}
 */
const DECIDED = [
  {
    rule: "color-contrast",
    message: /background (gradient|image)|image node|pseudo element|overlap|cannot be determined|too short|non-text/,
    holds: "contrast.test.mjs measures every text in the picture of the page",
  },
  {
    rule: "label-content-name-mismatch",
    message: /^Unable to determine/,
    holds: "axe does not read signs and single letters: a reference or arrow is all that is seen, and its name is in words",
  },
];

/**
 * @typedef {{ rule: string, doubt: boolean, target: string, message: string }} Finding
 */

/** @returns {Promise<Finding[]>} */
async function audit() {
  // @ts-expect-error: axe is put into the page before
  const axe = /** @type {typeof import("axe-core")} */ (globalThis.axe);
  const { violations, incomplete } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations", "incomplete"],
    // Chromium blocks what would have to be loaded anew, and the styles are there already.
    preload: false,
  });
  const flat = (/** @type {import("axe-core").Result[]} */ results, /** @type {boolean} */ doubt) =>
    results.flatMap(({ id, help, nodes }) =>
      nodes.map(({ any, all, none, target }) => ({
        rule: id,
        doubt,
        target: target.flat().join(" "),
        message: [...any, ...all, ...none].map(({ message }) => message).join("; ") || help,
      })),
    );
  return [...flat(violations, false), ...flat(incomplete, true)];
}

/** @param {Finding} finding */
const isDecided = ({ rule, doubt, message }) => doubt && DECIDED.some((decided) => decided.rule === rule && decided.message.test(message));

/**
 * What axe finds on a page that is open, at each width and in each theme.
 * @param {import("playwright-core").Page} page
 * @param {{ width: number, height: number }[]} windows
 * @param {() => Promise<void>} [prepare] done at each width
 */
async function findings(page, windows, prepare) {
  await page.evaluate(AXE);
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const window of windows) {
    await page.setViewportSize(window);
    await prepare?.();
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      for (const finding of (await page.evaluate(audit)).filter((finding) => !isDecided(finding))) {
        const what = `${finding.rule}${finding.doubt ? " (to decide)" : ""}: ${finding.target}: ${finding.message}`;
        found.set(what, [...(found.get(what) ?? []), `${window.width} ${colorScheme}`]);
      }
    }
  }
  return [...found].map(([what, where]) => `${what} [${where.join(", ")}]`);
}

for (const kind of KINDS) {
  test(`axe finds nothing on the page "${kind.name}"`, async (t) => {
    const page = await newPage(t, { bypassCSP: true });
    await visit(page, kind);
    const told = await findings(page, WINDOWS);
    assert.equal(told.length, 0, `${kind.path}:\n${told.join("\n")}`);
  });
}

test("axe finds nothing while the toolbar stands beside what is selected", async (t) => {
  const page = await newPage(t, { bypassCSP: true });
  await visit(page, kindCalled("guide"));
  const told = await findings(page, [PHONE, screen(1280)], async () => {
    await page.evaluate(() => getSelection()?.removeAllRanges());
    await toolbar(page).waitFor({ state: "detached" });
    await select(page, ["article > p", 0, "Its text is one file"], ["article > p", 1, "A library is a folder"]);
    await toolbar(page).waitFor();
  });
  assert.equal(await toolbar(page).count(), 1);
  assert.equal(told.length, 0, told.join("\n"));
});

test("axe would find what is wrong", async (t) => {
  const page = await newPage(t, { bypassCSP: true });
  await page.setContent(`<html lang="en"><title>Wrong</title><main><h1>Wrong</h1><h3>Too deep</h3><img src="data:,">
    <p style="color: #999; background: #fff">faint</p><p style="background: linear-gradient(#fff, #eee)">on a gradient</p>`);
  await page.evaluate(AXE);
  const found = await page.evaluate(audit);
  const rules = found.filter((finding) => !isDecided(finding)).map(({ rule }) => rule);
  assert.deepEqual(new Set(rules), new Set(["heading-order", "image-alt", "color-contrast"]));
  assert.ok(found.some(({ doubt }) => doubt), "nothing was left to decide");
});
