// The whole trip: whatever is selected in a text, the address that is made of it leads to a page that marks exactly
// these words; also in a browser without script, and by the browser's own search for a fragment.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { PHONE, launch, screen } from "./browser.mjs";
import { wordsOf } from "./library.mjs";
import { copiedOnce, drag, edgeOf, select, toolbar } from "./selecting.mjs";
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

const BLOCK = "article > p";
/** Begins in one highlight, crosses others with their numerals and letters, a paragraph's end, and ends in another. */
const FROM = "flood of 2024";
const TO = "five generations";
const SELECTED = `flood of 2024 left a crack in one spandrel of the middle arch. The town can pay for one piece of work, and
  before it chose, it heard two people. A bridge is a promise in stone, said Ana, who would mend it. Somebody made it,
  and five generations`;

/** A hand that selects, on a screen that it uses. @type {Record<string, { options: import("playwright-core").BrowserContextOptions, take: (page: Page) => Promise<void> }>} */
const HANDS = {
  mouse: {
    options: { viewport: screen(1280) },
    take: async (page) => {
      await page.locator(BLOCK).filter({ hasText: FROM }).evaluate((block) => block.scrollIntoView({ block: "center" }));
      await page.waitForFunction(() => document.fonts.status === "loaded");
      await drag(page, await edgeOf(page, BLOCK, FROM, "before"), await edgeOf(page, BLOCK, TO, "behind"));
      await toolbar(page).getByText("Copy link").click();
    },
  },
  finger: {
    options: { viewport: PHONE, hasTouch: true, isMobile: true },
    take: async (page) => {
      // The handles that a finger drags are the system's; what they leave behind is a selection.
      await page.touchscreen.tap(5, 5);
      const nth = (/** @type {string} */ words) => page.locator(BLOCK).evaluateAll((blocks, words) => blocks.findIndex((block) => block.textContent?.includes(words)), words);
      await select(page, [BLOCK, await nth(FROM), FROM], [BLOCK, await nth(TO), TO]);
      await toolbar(page).getByText("Copy link").tap();
    },
  },
};

/** The page as its reader has it. Runs in the page. */
function arrival() {
  const marks = [...document.querySelectorAll("mark[data-passage]")];
  const [first] = marks;
  const lines = first?.getClientRects()[0] ?? new DOMRect();
  const top = document.elementFromPoint(lines.left + lines.width / 2, lines.top + lines.height / 2);
  const bar = document.querySelector(".shared")?.getBoundingClientRect() ?? new DOMRect();
  return {
    words: marks.map((mark) => mark.textContent).join(" "),
    isFocused: document.activeElement === first,
    isSeen: lines.width > 0 && lines.top >= 0 && lines.bottom <= innerHeight && lines.left >= 0 && lines.right <= innerWidth && first?.contains(top),
    isBarSeen: bar.height > 0 && bar.top >= 0 && bar.bottom <= innerHeight,
    barHeight: bar.height,
  };
}

/** Whether the focus is behind the beginning of the passage, and nothing to stop at lies between. Runs in the page. */
function wentOn() {
  const first = document.querySelector("mark[data-passage]");
  const stops = [...document.querySelectorAll("a[href], button, input, summary")];
  const next = stops.find((stop) => first && first.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING && stop instanceof HTMLElement && stop.checkVisibility());
  return document.activeElement === next;
}

for (const [name, { options, take }] of Object.entries(HANDS)) {
  for (const javaScriptEnabled of [false, true]) {
    test(`what a ${name} selects is marked, seen and focused in a fresh browser ${javaScriptEnabled ? "with" : "without"} script`, async (t) => {
      const sender = await newPage(t, { ...options, permissions: ["clipboard-read", "clipboard-write"] });
      await sender.goto(servers.shipped?.at("/guide") ?? "");
      await take(sender);
      const address = await copiedOnce(sender, (text) => text.startsWith("http"));

      const fresh = await launch();
      t.after(() => fresh.close());
      const page = await fresh.newPage({ ...options, javaScriptEnabled });
      const answer = await page.goto(address);
      assert.equal(answer?.status(), 200);
      const { words, barHeight, ...holds } = await page.evaluate(arrival);
      assert.deepEqual(wordsOf(words), wordsOf(SELECTED));
      assert.deepEqual(holds, { isFocused: true, isSeen: true, isBarSeen: true });
      assert.ok(barHeight <= 48, `the bar takes ${barHeight} px`);
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(wentOn), "the tabulator does not go on from the passage");

      const bar = page.getByRole("region", { name: "A passage shared with you" });
      await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
      await bar.getByRole("link", { name: "Show it" }).click();
      assert.ok((await page.evaluate(arrival)).isSeen, "it is not shown again");
      await bar.getByRole("link", { name: "Read from the start" }).click();
      await page.waitForURL(servers.shipped?.at("/guide") ?? "");
      assert.equal(await page.locator("mark[data-passage], .shared").count(), 0);
      assert.equal(await page.evaluate(() => scrollY), 0);
    });
  }
}

/** Fragments of the guide, and the words that each leads to. @type {Record<string, [string, string]>} */
const FRAGMENTS = {
  "the ends of a passage": ["A%20bridge%20is,dear%20to%20keep", "A bridge is a promise"],
  "words between a letter and a sign": ["A%20bridge%20is%20a%20promise%20in%20stone", "A bridge is a promise"],
  "words with a numeral in their middle": ["flood%20of%202024%20left%20a%20crack%20in%20one%20spandrel%20of%20the%20middle%20arch", "flood of 2024"],
  "words before a numeral": ["a%20crack%20in%20one%20spandrel", "left a crack"],
  "context across numerals": ["bridge%20at-,Tarnwick%20was%20opened%20in%201871,-.%20The%20flood", "Tarnwick was"],
  "context that ends at a numeral": ["in%20one%20spandrel-,of%20the%20middle,-arch", "of the middle arch"],
};

for (const [name, [fragment, words]] of Object.entries(FRAGMENTS)) {
  test(`the browser finds ${name} by itself`, async (t) => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await newPage(t, { javaScriptEnabled });
      await page.goto(`${servers.shipped?.at("/guide")}#:~:text=${fragment}`);
      // The browser searches when the page is loaded, after which nothing tells that it has.
      for (let tries = 0; tries < 40 && !(await page.evaluate(() => scrollY)); tries += 1) await page.waitForTimeout(50);
      assert.ok(await page.evaluate(() => scrollY), "the page is still at its top");
      const { y } = await edgeOf(page, BLOCK, words, "before");
      assert.ok(y > 0 && y < screen(1280).height, `the words are at ${y}`);
    }
  });
}

test("the browser stays at the top for words that are not there", async (t) => {
  const page = await newPage(t);
  await page.goto(`${servers.shipped?.at("/guide")}#:~:text=no%20such%20words`);
  await page.waitForTimeout(1000);
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test("keys go to the line about a shared passage, and on to its links", async (t) => {
  const page = await newPage(t);
  for (const [value, links] of /** @type {const} */ ([["A+bridge+is,dear+to+keep", ["Show it", "Read from the start"]], ["no+such+words", ["Read from the start"]]])) {
    await page.goto(servers.shipped?.at(`/guide?text=${value}`) ?? "");
    await page.locator("#page--keys-open:not([hidden])").waitFor();
    await page.keyboard.press("Shift+?");
    assert.ok((await page.locator("dialog kbd").allInnerTexts()).includes("s"));
    await page.keyboard.press("Escape");
    await page.keyboard.press("s");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    for (const link of links) {
      assert.equal(await focused(), link);
      if (link !== links.at(-1)) await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(servers.shipped?.at("/guide") ?? "");
  }
  await page.keyboard.press("Shift+?");
  assert.ok(!(await page.locator("dialog kbd").allInnerTexts()).includes("s"), "a key is promised that does nothing");
});

for (const viewport of [PHONE, screen(1280)]) {
  test(`at ${viewport.width} px the bar covers nothing that the tabulator comes back to`, async (t) => {
    const page = await newPage(t, { viewport });
    await page.goto(servers.shipped?.at("/guide?text=The+vote+was") ?? "");
    const covered = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Shift+Tab");
      covered.push(await page.evaluate(() => {
        const bar = document.querySelector(".shared");
        const focused = document.activeElement;
        if (!focused?.closest("article")) return null;
        const { top, bottom } = focused.getClientRects()[0] ?? new DOMRect();
        const edge = bar?.getBoundingClientRect().bottom ?? 0;
        return bottom > 0 && top >= edge ? "" : `${focused.outerHTML.slice(0, 90)} at ${top}, the bar ends at ${edge}`;
      }));
    }
    const inText = covered.filter((fault) => fault !== null);
    assert.ok(inText.length > 15, "the text was not gone through");
    assert.deepEqual(inText.filter(Boolean), []);
  });
}
