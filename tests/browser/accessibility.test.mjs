// axe-core has nothing to say of any kind of page, at any width, in either theme: no rule of WCAG 2.2 at levels A and
// AA is broken, none of axe's best practices, and what axe cannot decide by itself is named below with the reason why
// it holds.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { KINDS, THEMES, WINDOWS, newPage, settle, useKinds, visit } from "./kinds-of-page.mjs";

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
  const findings = (/** @type {import("axe-core").Result[]} */ results, /** @type {boolean} */ doubt) =>
    results.flatMap(({ id, help, nodes }) =>
      nodes.map(({ any, all, none, target }) => ({
        rule: id,
        doubt,
        target: target.flat().join(" "),
        message: [...any, ...all, ...none].map(({ message }) => message).join("; ") || help,
      })),
    );
  return [...findings(violations, false), ...findings(incomplete, true)];
}

/** @param {Finding} finding */
const isDecided = ({ rule, doubt, message }) => doubt && DECIDED.some((decided) => decided.rule === rule && decided.message.test(message));

for (const kind of KINDS) {
  test(`axe finds nothing on the page "${kind.name}"`, async (t) => {
    const page = await newPage(t, { bypassCSP: true });
    await visit(page, kind);
    await page.evaluate(AXE);
    /** @type {Map<string, string[]>} */
    const found = new Map();
    for (const window of WINDOWS) {
      for (const colorScheme of THEMES) {
        await page.setViewportSize(window);
        await page.emulateMedia({ colorScheme });
        await settle(page);
        for (const finding of (await page.evaluate(audit)).filter((finding) => !isDecided(finding))) {
          const what = `${finding.rule}${finding.doubt ? " (to decide)" : ""}: ${finding.target}: ${finding.message}`;
          found.set(what, [...(found.get(what) ?? []), `${window.width} ${colorScheme}`]);
        }
      }
    }
    const told = [...found].map(([what, where]) => `${what} [${where.join(", ")}]`);
    assert.equal(told.length, 0, `${kind.path}:\n${told.join("\n")}`);
  });
}

test("axe would find what is wrong", async (t) => {
  const page = await newPage(t, { bypassCSP: true });
  await page.setContent(`<html lang="en"><title>Wrong</title><main><h1>Wrong</h1><h3>Too deep</h3><img src="data:,">
    <p style="color: #999; background: #fff">faint</p><p style="background: linear-gradient(#fff, #eee)">on a gradient</p>`);
  await page.evaluate(AXE);
  const findings = await page.evaluate(audit);
  const rules = findings.filter((finding) => !isDecided(finding)).map(({ rule }) => rule);
  assert.deepEqual(new Set(rules), new Set(["heading-order", "image-alt", "color-contrast"]));
  assert.ok(findings.some(({ doubt }) => doubt), "nothing was left to decide");
});
