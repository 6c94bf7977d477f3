// The whole trip: whatever is selected in a text, the address that is made of it leads to a page that marks exactly
// these words; also in a browser without script, and by the browser's own search for a fragment.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { PHONE, launch, screen } from "./browser.mjs";
import { serve } from "./server.mjs";

/** @typedef {import("playwright-core").Page} Page */

const ODD = fileURLToPath(new URL("../fixtures/kinds-of-page", import.meta.url));
const SELECTIONS = 300;

/** Everything that makes a passage hard to tell from others, or an address hard to read. */
const HARD = `---
title: Hard to point at
lang: en
---

${"word ".repeat(100)}

Twins, and R&D at 50%, c++ & "so," #1; well-known (a, b), 1,500 or 3.5, can't, don’t, a%2Cb, -x-, text=a&b — yes…

Twins, and R&D at 50%, c++ & "so," #1; well-known (a, b), 1,500 or 3.5, can't, don’t, a%2Cb, -x-, text=a&b — yes…

## Twins

- yes
- no
  - yes
  - no, *and* \`yes\`
- yes, yes

| yes | no |
|:--|--:|
| no | yes |
| yes | no, no |

> Yes.[^yes] No.
>
> Yes. ~~No.~~ Yes.

    fn yes() { no(1, 2) }
    fn no() { yes(1, 2) }

👨‍👩‍👧 and 👨‍👩‍👧, 👍🏽👍🏽 1️⃣ ❤️ 🇩🇪🇫🇷 and 👨‍👩‍👧.

北京大学在北京。東京タワーは東京です。 ภาษาไทยภาษาไทย 北京大学

כל העולם כולו גֶּשֶׁר צר מאוד, כל העולם كل العالم جسر، كل العالم

cafe\u0301 café CAFÉ co\u00adop coop ﬁn fin Straße STRASSE one  \ntwo one two

Bathe the cat in the category of the cat.

[^yes]: Yes. No. Yes.
`;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Record<string, Awaited<ReturnType<typeof serve>>>} */
let servers;

before(async () => {
  browser = await launch();
  servers = { shipped: await serve(), odd: await serve({ content: ODD, prepare }) };
});
after(() => browser?.close());
after(() => Promise.all(Object.values(servers ?? {}).map((server) => server.stop())));

/** @param {string} folder */
async function prepare(folder) {
  await mkdir(join(folder, "hard"));
  await writeFile(join(folder, "hard/index.md"), HARD);
}

/** @param {import("node:test").TestContext} t @param {import("playwright-core").BrowserContextOptions} options */
async function newPage(t, options = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: screen(1280), ...options });
  t.after(() => context.close());
  return context.newPage();
}

/** The addresses of the modules of sharing, which a first selection loads. @param {Page} page */
async function modulesOf(page) {
  await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector("article > p") ?? document.body));
  await page.locator(".share").waitFor();
  return page.evaluate(() => {
    const names = performance.getEntriesByType("resource").map(({ name }) => name);
    return ["share-passage", "selection"].map((module) => names.find((name) => name.includes(`/${module}.`)) ?? "");
  });
}

for (const [library, slug] of /** @type {const} */ ([["shipped", "guide"], ["shipped", "talking-past-each-other"], ["odd", "edited"], ["odd", "leftward"], ["odd", "hard"]])) {
  test(`${slug}: the address of any selection marks these words and no others`, async (t) => {
    const page = await newPage(t);
    await page.goto(servers[library]?.at(`/${slug}`) ?? "");
    const modules = await modulesOf(page);
    const { tried, wrong } = await page.evaluate(async ({ modules: [passages, selections], count }) => {
      const { selected } = /** @type {typeof import("../../static/share-passage.js")} */ (await import(passages ?? ""));
      const { stretchOf, textOf } = /** @type {typeof import("../../static/selection.js")} */ (await import(selections ?? ""));
      let state = 7;
      const random = (/** @type {number} */ below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      const article = /** @type {Element} */ (document.querySelector("article[data-piece]"));
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      /** @type {Text[]} */
      const nodes = [];
      while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
      const wrong = [];
      let tried = 0;
      while (tried < count) {
        const from = random(nodes.length);
        const [first, last] = [nodes[from], nodes[Math.min(nodes.length - 1, from + ([0, 0, 1, 3, 12, 60][random(6)] ?? 0))]];
        if (!first || !last) continue;
        const [start, end] = [random(first.length), random(last.length + 1)];
        getSelection()?.setBaseAndExtent(first, first === last ? Math.min(start, end) : start, last, first === last ? Math.max(start, end) : end);
        const passage = selected();
        if (!passage) continue;
        tried += 1;
        const answer = await fetch(passage.address);
        const opened = new DOMParser().parseFromString(await answer.text(), "text/html");
        const ranges = [...opened.querySelectorAll("mark[data-passage]")].map((mark) => {
          const range = opened.createRange();
          range.selectNodeContents(mark);
          return range;
        });
        const text = textOf(/** @type {Element} */ (opened.querySelector("article[data-piece]")));
        const found = stretchOf(text, ranges);
        if (found?.start === passage.start && found.end === passage.end) continue;
        const said = text.text.slice(found?.start ?? 0, found?.end ?? 0);
        wrong.push(`${answer.status} ${decodeURIComponent(passage.address)}\n  selected: ${passage.quote.join(" / ")}\n  marked: ${said}`);
      }
      return { tried, wrong };
    }, { modules, count: SELECTIONS });
    assert.equal(tried, SELECTIONS);
    assert.deepEqual(wrong, [], `${wrong.length} of ${tried}:\n${wrong.join("\n")}`);
  });
}
