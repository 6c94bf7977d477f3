// The links of `tests/fixtures/revisions/links.txt`, which the server opens on edited revisions of a text, are what the
// page makes today of these passages of the first one. Without a browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { find } from "../../static/passage-places.js";
import { readings } from "../../static/passage-roads.js";
import { describe, write } from "../../static/passages.js";

/** @param {string} name */
const fixture = (name) => readFileSync(new URL(`../fixtures/revisions/${name}`, import.meta.url), "utf8");

/** The text of a page with this source, which has headings, paragraphs, lists and a table. @param {string} source */
function textOf(source) {
  const lines = source.slice(source.indexOf("\n---\n") + 5).split("\n").filter((line) => line && !/^\|:?-/.test(line));
  const blocks = lines.flatMap((line) => (line.startsWith("|") ? line.split("|").map((cell) => cell.trim()).filter(Boolean) : [line.replace(/^(##|-) /, "")]));
  return blocks.join("\n");
}

test("the links that are opened on edited revisions are what the page makes", () => {
  const text = textOf(fixture("1-original.md"));
  const lines = fixture("links.txt").split("\n").filter((line) => line && !line.startsWith("#"));
  const links = lines.filter((line) => !line.startsWith(" "));
  assert.ok(links.length >= 18);
  for (const link of links) {
    const [directive] = readings(link).ranks[0] ?? [];
    assert.ok(directive, link);
    const [place, ...others] = find(text, directive);
    assert.ok(place && others.length === 0, `${link} means ${others.length + 1} places`);
    assert.equal(write(describe(text, place.start, place.end)?.directive ?? { start: "" }), link);
    const words = (lines[lines.indexOf(link) + 1] ?? "").replace("  1 found: ", "").split(" … ");
    const said = text.slice(place.start, place.end).replaceAll("\n", " ");
    assert.ok(said.startsWith(words[0] ?? "") && said.endsWith(words.at(-1) ?? ""), `${link}: ${said}`);
  }
});
