// @ts-check
/**
 * Whether words stand in a text letter by letter, as the server asks in `src/anchor`: editions and keyboards may change
 * white space, quotation marks, dashes, ellipses and what is not seen, but no letter and no capital. Enter at `verbatim`.
 */

import { words } from "./passages.js";

/** @typedef {import("./passage-places.js").Place} Place */

/** As in `src/anchor/fold.rs`. */
const INVISIBLE =
  /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufff9-\ufffb]/g;
const DOUBLE = /[“”„‟«»″〝〞〟＂「」『』]/g;
const SINGLE = /[`‘’‚‛‹›′´ʼʹ＇]/g;
const DASH = /[\u2010-\u2015−⸺⸻﹘﹣－]/g;

/**
 * A text in the typography in which texts are compared.
 * @param {string} text
 */
export function fold(text) {
  return text
    .normalize("NFC")
    .replace(INVISIBLE, "")
    .replace(/[\s\x85]+/g, " ")
    .replace(DOUBLE, '"')
    .replace(SINGLE, "'")
    .replace(DASH, "-")
    .replace(/ ?-[ -]*/g, "-")
    .replace(/⋯|\.\.\.|\. \. \./g, "…")
    .replace(/(?: ?…\.*)+/g, "…");
}

/** @param {string} text */
const folded = (text) => fold(text).trim();

/**
 * The place where `exact` stands verbatim, signs at its ends included; nothing if it or its context is another.
 * @param {string} text
 * @param {Place} place of the words of `exact`
 * @param {string} exact
 * @param {string} prefix
 * @param {string} suffix
 * @returns {Place | undefined}
 */
export function verbatim(text, place, exact, prefix, suffix) {
  const all = words(exact);
  const lead = folded(exact.slice(0, all[0]?.start));
  const tail = folded(exact.slice(all.at(-1)?.end));
  const start = outwards(place.start, -1, lead, (at) => text.slice(at, place.start));
  const end = outwards(place.end, 1, tail, (at) => text.slice(place.end, at));
  if (start === undefined || end === undefined || folded(text.slice(start, end)) !== folded(exact)) return undefined;
  const before = fold(text.slice(Math.max(0, start - roomFor(prefix)), start)).trimEnd();
  const after = fold(text.slice(end, end + roomFor(suffix))).trimStart();
  if (!before.endsWith(folded(prefix)) || !after.startsWith(folded(suffix))) return undefined;
  if ((!prefix && isInsideWord(text, start)) || (!suffix && isInsideWord(text, end))) return undefined;
  return { start, end };
}

/** So much of a text may fold to these words. @param {string} words */
const roomFor = (words) => 3 * words.length + 64;

/**
 * The nearest place from which the signs up to the words are these.
 * @param {number} from
 * @param {1 | -1} step
 * @param {string} signs folded
 * @param {(at: number) => string} between
 */
function outwards(from, step, signs, between) {
  for (let at = from; Math.abs(at - from) <= roomFor(signs) && at >= 0; at += step) {
    if (folded(between(at)) === signs) return at;
  }
  return undefined;
}

/**
 * Whether a place between two words is inside a number or a contracted negation: `src/anchor/word.rs`.
 * @param {string} text
 * @param {number} at
 */
function isInsideWord(text, at) {
  const [before, after] = [fold(text.slice(Math.max(0, at - 2), at)), fold(text.slice(at, at + 2))];
  return (/[0-9]$/.test(before) && /^[.,][0-9]/.test(after)) || (/[0-9][.,]$/.test(before) && /^[0-9]/.test(after)) || (/n$/i.test(before) && /^'t/i.test(after));
}
