// @ts-check
/**
 * The way back: from the value of a query to a directive, and to the places of a text that it may mean. The server
 * does this for the pages that it serves, and better: it also finds passages that were edited (`src/anchor`). This is
 * for pages without a server, and holds `passages.js` to its word. Enter at `resolve`; or at `read`, then `find`.
 */

import { words } from "./passages.js";
import { verbatim } from "./passage-verbatim.js";

/** @typedef {import("./passages.js").Directive} Directive */
/** @typedef {{ start: number, end: number }} Place */

/**
 * @param {string} value as it stands in the address
 * @returns {Directive | undefined} nothing if it is none
 */
export function read(value) {
  // A comma with a space behind it is one of the text that was decoded on the way: terms begin with a word or a sign.
  const parts = value.split(/,(?!\+|%20| )/).map(decoded);
  let prefix, suffix;
  if (parts.length > 1 && parts[0]?.raw.endsWith("-")) prefix = parts.shift()?.term.slice(0, -1);
  if (parts.length > 1 && parts.at(-1)?.raw.startsWith("-")) suffix = parts.pop()?.term.slice(1);
  const [start, end] = parts.map(({ term }) => term);
  if (!start || parts.length > 2 || [prefix, suffix, end].includes("")) return undefined;
  return { ...(prefix && { prefix }), start, ...(end && { end }), ...(suffix && { suffix }) };
}

/** @param {string} raw */
function decoded(raw) {
  const spaced = raw.replaceAll("+", " ");
  try {
    return { raw, term: decodeURIComponent(spaced) };
  } catch {
    // A percent sign of the text itself, decoded on the way.
    return { raw, term: spaced };
  }
}

/** What programs take for a part of an address, or sentences put behind one. */
const STUCK = /(?:[.,;:!?)\]}>"'”»]|%(?:22|27|29|2C|3A|3B|3E|3F|21|5D|7D|E2%80%9D|C2%BB))$/i;

/** A start and an end further apart do not belong together, as on the server. */
const LONGEST = 20_000;

/**
 * The one place in a text where the words of a link stand, letter by letter but for what editions change. Not finding
 * beats finding wrong: words that were edited since are not looked for.
 * @param {string} text as for `describe`
 * @param {string} value as it stands in the address
 * @returns {{ directive: Directive | undefined, place?: Place, isAmbiguous: boolean }}
 */
export function resolve(text, value) {
  const literal = read(value);
  let isAmbiguous = false;
  for (let rest = value; ; rest = rest.replace(STUCK, "")) {
    // The commas may be those of the words, decoded on the way.
    for (const directive of [read(rest), { start: decoded(rest).term }]) {
      const found = directive ? find(text, directive, verbatim) : [];
      const [place] = found;
      if (place && found.length === 1 && place.end - place.start <= LONGEST) return { directive, place, isAmbiguous: false };
      if (rest === value && directive?.start === literal?.start) isAmbiguous ||= found.length > 1;
    }
    if (!STUCK.test(rest)) return { directive: literal, isAmbiguous };
  }
}

/**
 * Every place that a directive may mean; it means a passage if there is one.
 * @param {string} text as for `describe`
 * @param {Directive} directive
 * @param {(text: string, place: Place, words: string, prefix: string, suffix: string) => Place | undefined} [exactly]
 *   what makes of a place with the right words the one that is meant, if it is
 * @returns {Place[]}
 */
export function find(text, { prefix = "", start, end, suffix = "" }, exactly = (_, place) => place) {
  const all = words(text);
  const [before, first, last, after] = [prefix, start, end ?? "", suffix].map((term) => words(term).map(({ key }) => key));
  if (!before || !first?.length || !last || !after) return [];
  const isOne = end === undefined;
  const fitting = (/** @type {Place[]} */ found, /** @type {string} */ words, /** @type {string} */ prefix, /** @type {string} */ suffix) =>
    found.flatMap((place) => exactly(text, place, words, prefix, suffix) ?? []);
  const starts = fitting(places(all, before, first, isOne ? after : []), start, prefix, isOne ? suffix : "");
  if (isOne) return starts;
  if (!last.length) return [];
  const ends = fitting(places(all, [], last, after), end, "", suffix);
  const follows = (/** @type {Place} */ from, /** @type {Place} */ to) => to.start >= from.end;
  // If it may begin or end in several places, nothing says which is meant.
  return starts.flatMap((from) => ends.filter((to) => follows(from, to)).map((to) => ({ start: from.start, end: to.end })));
}

/**
 * The places of words in their context. A context may begin and end inside a word, as strings of characters do.
 * @param {import("./passages.js").Word[]} all
 * @param {string[]} before
 * @param {string[]} exact
 * @param {string[]} after
 * @returns {Place[]}
 */
function places(all, before, exact, after) {
  const wanted = [...before, ...exact, ...after];
  const fits = (/** @type {string} */ key, /** @type {number} */ index, /** @type {string} */ found) =>
    (index === 0 && before.length > 0 && found.endsWith(key))
    || (index === wanted.length - 1 && after.length > 0 && found.startsWith(key))
    || found === key;
  const found = [];
  for (let at = 0; at + wanted.length <= all.length; at += 1) {
    if (!wanted.every((key, index) => fits(key, index, all[at + index]?.key ?? ""))) continue;
    const [first, last] = [all[at + before.length], all[at + before.length + exact.length - 1]];
    if (first && last) found.push({ start: first.start, end: last.end });
  }
  return found;
}
