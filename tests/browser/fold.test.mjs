// The typography in which texts are compared, without a browser: the script of static sites folds a text as the server
// does, whose test reads the same table.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fold } from "../../static/passage-verbatim.js";

test("texts fold as the server folds them", () => {
  /** @type {[string, string][]} */
  const pairs = JSON.parse(readFileSync(new URL("../fixtures/folded.json", import.meta.url), "utf8"));
  assert.ok(pairs.length > 10);
  for (const [given, folded] of pairs) assert.equal(fold(given), folded, given);
});
