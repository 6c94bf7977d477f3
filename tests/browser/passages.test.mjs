// The address of a passage, without a browser: whatever is selected in whatever text, it means these words alone, says
// no more than that takes, and gets through the post.

import assert from "node:assert/strict";
import { test } from "node:test";

import { find, read } from "../../static/passage-places.js";
import { describe, words, write } from "../../static/passages.js";

/** Random numbers that are the same in every run. @param {number} seed */
function randomly(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What texts are made of: each of these with itself, and all mixed. @type {Record<string, string[]>} */
const VOCABULARIES = {
  one: ["word"],
  few: ["the", "cat", "the cat", "bathe", "category", "sat"],
  signs: ["a,", "b", "well-known", "R&D", "50%", "-", "—", "c++", "#1", "“so,”", "(it)", "3.5", "1,500", "can't", "don’t", "%2C", "_x_", "a+b", "text=", "&"],
  emoji: ["👨‍👩‍👧", "👍🏽", "🎉🎉", "1️⃣", "❤️", "🇩🇪", "so", "…"],
  leftward: ["כל", "העולם", "כולו", "גֶּשֶׁר", "צר", "מאוד,", "كل", "العالم", "جسر"],
  unspaced: ["北京", "大学", "。", "東京", "タワー", "です", "ภาษาไทย", "、", "か\u3099"],
  accents: ["café", "cafe\u0301", "CAFÉ", "ﬁn", "fin", "Straße", "co\u00adop", "coop", "½"],
};

/** @param {(below: number) => number} random @param {string[]} vocabulary */
function textOf(random, vocabulary) {
  const length = 1 + random(120);
  const between = vocabulary === VOCABULARIES.unspaced ? ["", "", "", "\n"] : [" ", " ", " ", " ", " ", " ", "  ", "\n", ", "];
  let text = "";
  for (let count = 0; count < length; count += 1) text += vocabulary[random(vocabulary.length)] + (between[random(between.length)] ?? "");
  return text;
}

/** Every text with every selection that the tests try. @param {(text: string, start: number, end: number) => void} attempt */
function everywhere(attempt) {
  const random = randomly(42);
  const mixed = Object.values(VOCABULARIES).flat();
  for (const vocabulary of [...Object.values(VOCABULARIES), mixed]) {
    for (let count = 0; count < 60; count += 1) {
      const text = textOf(random, vocabulary);
      for (let selections = 0; selections < 12; selections += 1) {
        const start = random(text.length);
        attempt(text, start, Math.min(text.length, start + 1 + random(random(3) ? 12 : 500)));
      }
    }
  }
}

/** What mail and chat programs make of an address. @type {Record<string, (value: string) => string>} */
const POST = {
  nothing: (value) => value,
  "%20 for +": (value) => value.replaceAll("+", "%20"),
  "small hexadecimal digits": (value) => value.replace(/%../g, (code) => code.toLowerCase()),
  "commas before a space decoded": (value) => value.replaceAll("%2C+", ",+"),
  "letters decoded": (value) => value.replace(/(%[89A-F].)+/g, (codes) => decodeURIComponent(codes)),
};

test("a directive means the selected words alone, whatever the post does to it", () => {
  let tried = 0;
  everywhere((text, start, end) => {
    const found = describe(text, start, end);
    if (!found) return assert.deepEqual(words(text).filter((word) => word.end > start && word.start < end), []);
    tried += 1;
    const value = write(found.directive);
    for (const [name, post] of Object.entries(POST)) {
      const directive = read(post(value));
      const context = `${JSON.stringify(text)} ${start} ${end}: ${post(value)} (${name})`;
      assert.ok(directive, context);
      if (name !== "letters decoded") assert.deepEqual(directive, found.directive, context);
      assert.deepEqual(find(text, directive), [{ start: found.start, end: found.end }], context);
    }
  });
  assert.ok(tried > 4000, `${tried} selections`);
});

test("a directive quotes whole units, as few as hold the selection", () => {
  everywhere((text, start, end) => {
    const found = describe(text, start, end);
    if (!found) return;
    const all = words(text);
    const selected = all.filter((word) => word.end > start && word.start < end).map(({ unit }) => unit);
    const units = all.filter(({ unit }) => unit >= Math.min(...selected) && unit <= Math.max(...selected));
    assert.equal(found.start, units[0]?.start);
    assert.equal(found.end, units.at(-1)?.end);
    for (const part of Object.values(found.directive)) assert.equal(part, part.trim());
  });
});

/** A context with one unit less at its outer end. @param {string} context @param {"prefix" | "suffix"} side */
function shortened(context, side) {
  const all = words(context);
  const units = [...new Set(all.map(({ unit }) => unit))];
  if (units.length < 2) return undefined;
  const rest = all.filter(({ unit }) => unit !== (side === "prefix" ? units[0] : units.at(-1)));
  return side === "prefix" ? context.slice(rest[0]?.start) : context.slice(0, rest.at(-1)?.end);
}

test("without any word of its context, a directive means several places", () => {
  let tried = 0;
  everywhere((text, start, end) => {
    const found = describe(text, start, end);
    if (!found) return;
    const { prefix, start: first, end: last, suffix } = found.directive;
    // Of a passage that is given by its ends, each end for itself.
    const quotes = last ? [{ start: first, prefix }, { start: last, suffix }] : [{ start: first, prefix, suffix }];
    for (const quote of quotes) {
      for (const side of /** @type {const} */ (["prefix", "suffix"])) {
        const context = /** @type {Record<string, string | undefined>} */ (quote)[side];
        if (!context) continue;
        tried += 1;
        const less = find(text, { ...quote, [side]: shortened(context, side) });
        assert.ok(less.length > 1, `${JSON.stringify(text)} ${start} ${end}: ${write(found.directive)} needs less of its ${side}`);
      }
    }
  });
  assert.ok(tried > 1000, `${tried} contexts`);
});

test("no term goes beyond its block where that is not needed", () => {
  const text = "One two three.\nFour five six.\nSeven two eight.";
  const of = (/** @type {string} */ words, from = 0) => {
    const start = text.indexOf(words, from);
    return write(describe(text, start, start + words.length)?.directive ?? { start: "" });
  };
  assert.equal(of("two three.\nFour five six.\nSeven two"), "two+three,Seven+two");
  assert.equal(of("Four"), "Four");
  assert.equal(of("two", 20), "Seven-,two");
  const twins = "Yes.\nSo it is.\nYes.";
  assert.equal(write(describe(twins, 15, 18)?.directive ?? { start: "" }), "is.-,Yes");
});

test("a long passage is given by its first and last words", () => {
  const text = Array.from({ length: 200 }, (_, index) => `w${index}`).join(" ");
  const start = text.indexOf("w50 ");
  assert.equal(write(describe(text, start, text.indexOf(" w150"))?.directive ?? { start: "" }), "w50+w51+w52,w147+w148+w149");
});

test("one word a hundred times, and a big text, take no time", () => {
  const hundred = Array(100).fill("word").join(" ");
  const directive = describe(hundred, 250, 253)?.directive;
  assert.equal(directive?.prefix?.split(" ").length, 50);
  assert.equal(directive?.suffix?.split(" ").length, 49);
  const big = Array.from({ length: 60_000 }, (_, index) => `word ${index % 977} the`).join(" ");
  const begun = performance.now();
  describe(big, 400_000, 400_003);
  assert.ok(performance.now() - begun < 3000, `${performance.now() - begun} ms`);
});

test("what is no directive is none", () => {
  for (const value of ["", ",", "a,b,c,d", "a-,", "a-,,b", ",-b", "a,b,c"]) assert.equal(read(value), undefined, value);
  assert.deepEqual(read("100%,b"), { start: "100%", end: "b" });
});
