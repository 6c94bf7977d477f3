// A text that runs from right to left begins at the right in each of its blocks, also where a Latin letter that refers
// to an annotation leads into it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { kindCalled, newPage, useKinds, visit } from "./kinds-of-page.mjs";

useKinds();

for (const window of [PHONE, screen(1280)]) {
  test(`at ${window.width}px Hebrew begins at the right`, async (t) => {
    const page = await newPage(t, { viewport: window });
    await visit(page, kindCalled("leftward"));
    const { blocks, astray } = await page.evaluate(() => {
      const blocks = [...document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, td, th)")].filter(
        (block) => block.checkVisibility() && /\p{Script=Hebrew}/u.test(block.textContent ?? ""),
      );
      const astray = blocks.filter((block) => {
        const range = document.createRange();
        range.selectNodeContents(block);
        // Signs may hang, and a label may stand beside its title.
        const first = [...range.getClientRects()].filter(({ width }) => width > 1);
        const inner = block.getBoundingClientRect().right - parseFloat(getComputedStyle(block).paddingInlineStart);
        return Math.max(...first.map(({ right }) => right)) < inner - 30;
      });
      return { blocks: blocks.length, astray: astray.map((block) => block.outerHTML.slice(0, 160)) };
    });
    assert.ok(blocks > 10, `only ${blocks} blocks were looked at`);
    assert.equal(astray.length, 0, `\n${astray.join("\n")}`);
  });
}
