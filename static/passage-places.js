// @ts-check
/**
 * The way back: from the value of a query to a directive, and to the places of a text that it may mean. The server
 * does this for the pages that it serves, and better: it also finds passages that were edited (`src/anchor`). This is
 * for pages without a server, and holds `passages.js` to its word. Enter at `resolve`; or at `find`, with one
 * reading of it.
 */

import { wordsOf, words } from "./passages.js";
import { MAX_READINGS, likeliest, readings, spellings } from "./passage-roads.js";
import { verbatim } from "./passage-verbatim.js";

/** @typedef {import("./passages.js").Directive} Directive */
/** @typedef {{ start: number, end: number }} Place */

/** A start and an end further apart do not belong together, as on the server. */
const LONGEST = 20_000;

/** More places nobody reads, as on the server. */
const MAX_PLACES = 8;

/**
 * The one place in a text where the words of a link stand, letter by letter but for what editions change; or the places
 * that it may mean. Every reading counts that finds its words (`passage-roads.js`); if two find different ones, nothing
 * says which are meant. Not finding beats finding wrong: words that were edited since are not looked for.
 * @param {string} text as for `describe`
 * @param {string} value as it stands in the address
 * @returns {{ directive: Directive | undefined, place?: Place, several: Place[] }}
 */
export function resolve(text, value) {
  /** @type {Map<string, Place | undefined>} */
  const tried = new Map();
  /** @type {{ directive: Directive, place: Place }[]} */
  const found = [];
  /** @param {Directive} directive */
  const stands = (directive) => {
    const key = JSON.stringify(directive);
    if (!tried.has(key) && tried.size < MAX_READINGS) {
      const [place, ...others] = find(text, directive, verbatim);
      const isOne = place && !others.length && place.end - place.start <= LONGEST;
      tried.set(key, isOne ? place : undefined);
      // What stands inside of what was found leaves some of the link unread.
      if (isOne && !found.some((other) => isWithin(text, place, other.place))) found.push({ directive, place });
    }
    return Boolean(tried.get(key));
  };
  // All of the first rank that has one.
  for (const spelling of spellings(value)) readings(spelling).ranks.some((rank) => rank.filter(stands).length > 0);
  const [first, ...others] = found;
  if (first && !others.length) return { ...first, several: [] };
  const directive = readings(likeliest(value)).likeliest;
  const several = first ? found.map(({ place }) => place) : directive ? find(text, directive, verbatim) : [];
  return { directive, several: several.length > 1 ? several.slice(0, MAX_PLACES) : [] };
}

/**
 * Whether the words of a place, without the signs at its ends, stand in another.
 * @param {string} text
 * @param {Place} place
 * @param {Place} other
 */
function isWithin(text, { start, end }, other) {
  const all = words(text.slice(start, end));
  return start + (all[0]?.start ?? 0) >= other.start && start + (all.at(-1)?.end ?? 0) <= other.end;
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
  const all = wordsOf(text);
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
