// Browsers' own links and searches: nothing of the interface is among the words of the text.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { toolbar } from "./selecting.mjs";
import { openWindow, server } from "./shipped-library.mjs";
import { directiveOf, highlighted, selectWords, wordsOfBlocks } from "./text-fragments.mjs";

for (const script of [true, false]) {
  test(`links that Chromium makes to words of a block are found, opened with${script ? "" : "out"} script`, async (t) => {
    const maker = await openWindow(t, screen(1280), { javaScriptEnabled: true, bypassCSP: true });
    // The generator is itself a script, so the page's own are kept away.
    if (!script) await maker.route("**/*.js", (route) => route.abort());
    const opener = await openWindow(t, screen(1280), { javaScriptEnabled: script, bypassCSP: true });
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
        const { share, elsewhere } = await highlighted(opener, address, directive, words);
        count += 1;
        if (share < 0.5 || elsewhere > 0.02) dead.push(`${slug}: the ${words.which} words of ${words.block}: ${decodeURIComponent(directive)}: ${share.toFixed(2)} of them, ${elsewhere.toFixed(2)} of others`);
      }
    }
    t.diagnostic(`${count - dead.length} of ${count} links lead to their words`);
    assert.equal(dead.length, 0, dead.join("\n"));
  });
}
