// Browsers' own links and searches: nothing of the interface is among the words of the text.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { writeEveryMark } from "./every-mark.mjs";
import { toolbar } from "./selecting.mjs";
import { serve } from "./server.mjs";
import { openWindow, server } from "./shipped-library.mjs";
import { directiveOf, highlighted, selectWords, wordsOfBlocks } from "./text-fragments.mjs";

const fixture = (/** @type {string} */ name) => new URL(`../fixtures/${name}`, import.meta.url).pathname;

/** Marks that overlap in every kind of block, with footnotes, a table and code; every kind of mark; right to left. */
const hard = [
  { slugs: ["tangle", "every-mark"], library: await serve({ content: fixture("marks-and-passages"), prepare: writeEveryMark }) },
  { slugs: ["leftward", "edited"], library: await serve({ content: fixture("kinds-of-page") }) },
];
after(() => Promise.all(hard.map(({ library }) => library.stop())));

/** The address of every text. */
const addresses = () => [
  ...["talking-past-each-other", "guide"].map((slug) => server.at(`/${slug}`)),
  ...hard.flatMap(({ slugs, library }) => slugs.map((slug) => library.at(`/${slug}`))),
];

/**
 * The text of the article without its notes, as it is in the page; where a box ends, so do the words in it.
 * @param {import("playwright-core").Page} page
 */
const articleOf = (page) => page.evaluate(() => {
  const isInline = (/** @type {Element} */ element) => getComputedStyle(element).display.startsWith("inline") && !element.matches("br, h1, h2, h3, h4, h5, h6");
  const textOf = (/** @type {Node} */ node) => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element) || node.matches("aside.note")) return "";
    const text = /** @type {string} */ ([...node.childNodes].map(textOf).join(""));
    return isInline(node) ? text : `\n${text}\n`;
  };
  return textOf(document.querySelector("article") ?? document.body);
});

const withoutBreaks = (/** @type {string} */ text) => text.replace(/\s+/g, " ").trim();

test("the article without its notes is the text, also while the toolbar is shown", async (t) => {
  for (const viewport of [screen(1280), PHONE]) {
    const page = await openWindow(t, viewport, { javaScriptEnabled: true });
    for (const address of addresses()) {
      const expected = withoutBreaks(await (await fetch(`${address}/index.txt`)).text());
      await page.goto(address);
      assert.equal(withoutBreaks(await articleOf(page)), expected, address);
      const last = (await wordsOfBlocks(page, 3)).filter(({ which }) => which === "last");
      for (const words of [last.at(0), last.at(last.length / 2), last.at(-1)]) {
        assert.ok(words);
        await selectWords(page, words);
        await toolbar(page).waitFor();
        assert.equal(withoutBreaks(await articleOf(page)), expected, `${address} with the toolbar behind ${words.block}`);
        await page.keyboard.press("Escape");
        await toolbar(page).waitFor({ state: "detached" });
      }
    }
  }
});

test("a search in the page finds every line of the text, over marks and references", async (t) => {
  const page = await openWindow(t, screen(1280), { javaScriptEnabled: true });
  for (const address of addresses()) {
    const lines = (await (await fetch(`${address}/index.txt`)).text()).split(/[\n\t]/).filter((line) => line.trim());
    await page.goto(address);
    const missed = await page.evaluate((lines) => lines.filter((line) => {
      getSelection()?.removeAllRanges();
      // @ts-expect-error: every browser has it, and no standard
      return !window.find(line, true);
    }), lines);
    assert.ok(lines.length > 4);
    assert.deepEqual(missed, [], address);
  }
});

for (const script of [true, false]) {
  test(`links that Chromium makes to words of a block are found, opened with${script ? "" : "out"} script`, async (t) => {
    const maker = await openWindow(t, screen(1280), { javaScriptEnabled: true, bypassCSP: true });
    const opener = await openWindow(t, screen(1280), { javaScriptEnabled: script, bypassCSP: true });
    // The generator is itself a script, so the page's own are kept away.
    if (!script) await maker.route("**/*.js", (route) => route.abort());
    const dead = [];
    let count = 0;
    for (const slug of ["talking-past-each-other", "guide"]) {
      const address = server.at(`/${slug}`);
      await maker.goto(address);
      const all = await wordsOfBlocks(maker, 3);
      const last = all.filter(({ which }) => which === "last").slice(0, 16);
      const others = all.filter(({ which }) => which !== "last").filter((_, index) => index % 5 === 0).slice(0, 12);
      for (const words of [...last, ...others]) {
        await selectWords(maker, words);
        if (script) await toolbar(maker).waitFor();
        const directive = await directiveOf(maker);
        let { isFound, share, elsewhere } = await highlighted(opener, address, directive, words);
        // On a busy machine a browser gives up its search now and then; a dead link stays dead.
        for (let again = 0; again < 2 && !isFound; again += 1) ({ isFound, share, elsewhere } = await highlighted(opener, address, directive, words));
        count += 1;
        if (!isFound) dead.push(`${slug}: the ${words.which} words of ${words.block}: ${decodeURIComponent(directive)}: ${share.toFixed(2)} of them, ${elsewhere.toFixed(2)} of others`);
      }
    }
    t.diagnostic(`${count - dead.length} of ${count} links lead to their words`);
    assert.ok(count >= 30);
    assert.equal(dead.length, 0, dead.join("\n"));
  });
}
