// The address of a passage, without a browser: whatever is selected in whatever text, it means these words alone, says
// no more than that takes, and gets through the post.

import assert from "node:assert/strict";
import { test } from "node:test";

import { find, resolve } from "../../static/passage-places.js";
import { readings } from "../../static/passage-roads.js";
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

/** What programs make of an address, as in `tests/suite/passages/roads.rs`. @type {Record<string, (value: string) => string>} */
const ROADS = {
  nothing: (value) => value,
  "URLSearchParams": (value) => String(new URLSearchParams({ text: String(new URLSearchParams(`text=${value}`).get("text")) })).slice(5),
  "%20 as +": (value) => value.replaceAll("%20", "+"),
  "+ as %2B": (value) => value.replaceAll("+", "%2B"),
  ", as %2C": (value) => value.replaceAll(",", "%2C"),
  "small hexadecimal digits": (value) => value.replace(/%../g, (code) => code.toLowerCase()),
  "commas before a space decoded": (value) => value.replaceAll("%2C%20", ",%20"),
  "letters decoded": (value) => value.replace(/(%[89A-F].)+/g, (codes) => decodeURIComponent(codes)),
  "encoded twice": (value) => encodeURIComponent(value),
  "followed by .": (value) => `${value}.`,
  "followed by 。": (value) => `${value}%E3%80%82`,
  "followed by **": (value) => `${value}**`,
};

test("a directive means the selected words alone, over every road", () => {
  let tried = 0;
  let unclear = 0;
  let selections = 0;
  everywhere((text, start, end) => {
    const found = describe(text, start, end);
    if (!found) return assert.deepEqual(words(text).filter((word) => word.end > start && word.start < end), []);
    const value = write(found.directive);
    assert.deepEqual(readings(value).ranks[0], [found.directive]);
    const place = { start: found.start, end: found.end };
    assert.deepEqual(find(text, found.directive), [place], value);
    selections += 1;
    if (selections % 60) return;
    for (const [name, travel] of Object.entries(ROADS)) {
      tried += 1;
      const opened = resolve(text, travel(value));
      // Of words that differ in nothing but signs, as "a+b" and "a b", the signs may come from the road.
      if (!opened.place) unclear += 1;
      else assert.deepEqual(trimmed(text, opened.place), trimmed(text, place), `${JSON.stringify(text)} ${start} ${end}: ${travel(value)} (${name})`);
    }
  });
  assert.ok(tried > 1000, `${tried} addresses`);
  assert.ok(unclear < tried / 20, `${unclear} of ${tried} are unclear`);
});

/** A place without the signs at its ends. @param {string} text @param {{ start: number, end: number }} place */
function trimmed(text, { start, end }) {
  const all = words(text.slice(start, end));
  return [start + (all[0]?.start ?? 0), start + (all.at(-1)?.end ?? 0)];
}

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
  assert.equal(of("two three.\nFour five six.\nSeven two"), "two%20three,Seven%20two");
  assert.equal(of("Four"), "Four");
  assert.equal(of("two", 20), "Seven-,two");
  const twins = "Yes.\nSo it is.\nYes.";
  assert.equal(write(describe(twins, 15, 18)?.directive ?? { start: "" }), "is%2E-,Yes");
});

test("a long passage is given by its first and last words", () => {
  const text = Array.from({ length: 200 }, (_, index) => `w${index}`).join(" ");
  const start = text.indexOf("w50 ");
  assert.equal(write(describe(text, start, text.indexOf(" w150"))?.directive ?? { start: "" }), "w50%20w51%20w52,w147%20w148%20w149");
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

test("what is no directive is not found", () => {
  for (const value of ["", ",", "a,b,c,d", "a-,", "a-,,b", ",-b", "%E2%80", "%"]) assert.equal(resolve("Of a b and c d.", value).place, undefined, value);
  assert.deepEqual(readings("100%,b").likeliest, { start: "100%", end: "b" });
});
