// What a reading page makes a browser load: little script and little style, counted on the network, compressed as well
// as gzip can.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { kindCalled, newPage, useKinds, visit } from "./kinds-of-page.mjs";

useKinds();

const KIB = 1024;
const BUDGETS = /** @type {const} */ ({ script: 10 * KIB, stylesheet: 12 * KIB });

for (const name of ["piece", "guide"]) {
  test(`the page "${name}" keeps within the budgets`, async (t) => {
    const page = await newPage(t);
    /** @type {Map<string, import("playwright-core").Response>} */
    const responses = new Map();
    page.on("response", (response) => responses.set(response.url(), response));
    await visit(page, kindCalled(name));
    // What is loaded late, at the foot of the page or after a while, counts too.
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
    await page.waitForLoadState("networkidle");

    /** @type {Record<string, number>} */
    const sizes = {};
    for (const [url, response] of responses) {
      // A module that is fetched ahead is of no type to the browser yet.
      const type = /\.m?js$/.test(new URL(url).pathname) ? "script" : response.request().resourceType();
      const size = gzipSync(await response.body(), { level: 9 }).length;
      t.diagnostic(`${type} ${new URL(url).pathname}: ${size} bytes`);
      sizes[type] = (sizes[type] ?? 0) + size;
    }
    for (const [type, budget] of Object.entries(BUDGETS)) {
      const size = sizes[type] ?? 0;
      t.diagnostic(`all of type ${type}: ${size} of ${budget} bytes`);
      assert.ok(size > 0, `nothing of type ${type} was seen`);
      assert.ok(size <= budget, `${size} bytes of type ${type}, of ${budget}`);
    }
  });
}
