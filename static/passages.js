// @ts-check
/**
 * The link to a passage: from a stretch of a text to the shortest directive that means it alone, and its address.
 *
 * Enter at `describe`, then `write`. A directive is that of Text Fragments: `[prefix-,]start[,end][,-suffix]`. Places
 * are told apart by their words only, whatever their capitals and forms: no reader of the directive compares more
 * loosely, so what is the only place here is the only one there. `words` says what a word is, as `src/anchor/word.rs`
 * does. Every other place that looks like the passage rules out the contexts in which it still does; of what is left
 * the shortest is taken. The idea is that of Apache Annotator's `describeTextQuote`.
 */

/**
 * @typedef {{ prefix?: string, start: string, end?: string, suffix?: string }} Directive
 */

/**
 * What is compared: a run of letters and digits, one character of a script without spaces, or one sign. A quotation
 * begins and ends with whole units: "can't", "3.5" and a Chinese word of two characters have several words.
 * @typedef {{ start: number, end: number, key: string, unit: number }} Word
 */

/** Longer passages are given by their first and last words. */
const LONG = 300;

/** The first and last words of a long passage are at least so many, so that they find their place in an edited text. */
const FEWEST = 3;

/** So much context no server reads; a text that says one thing ten thousand times must not stop the page. */
const MOST = 500;

const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u309f\\p{Script=Han}";
// Not the modifier letters that are typed as apostrophes.
const RUN = `(?:(?![${UNSPACED}\\u02b9\\u02bc])[\\p{L}\\p{N}_](?:(?![${UNSPACED}\\u02b9\\u02bc])[\\p{L}\\p{N}\\p{M}\\p{Cf}_])*)`;
const JOINED = `${RUN}(?:['’ʼ‘＇\`´′]${RUN}|(?<=\\p{Nd})[.,](?=\\p{Nd})${RUN})*`;
// Not the ellipsis and the minus among them, which are punctuation in some hands.
const SIGN = "(?![\\u22ef\\u2212])[$%&+<=>@¢-¥§°±×÷\\u20a0-\\u20cf\\u2100-\\u2bff\\u{1f000}-\\u{1faff}]";
const WHOLE_SIGN = `${SIGN}[\\p{M}\\p{Cf}]*`;
const UNITS = new RegExp(`(?:[${UNSPACED}]\\p{M}*)+|${JOINED}|(?:${WHOLE_SIGN})+`, "gu");
const WORDS = new RegExp(`[${UNSPACED}]\\p{M}*|${RUN}|${WHOLE_SIGN}`, "gu");
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");

/**
 * The words of a text in their order.
 * @param {string} text
 * @returns {Word[]}
 */
export function words(text) {
  /** @type {Word[]} */
  const found = [];
  let unit = 0;
  for (const { 0: whole, index } of text.matchAll(UNITS)) {
    for (const { segment, index: within } of IS_UNSPACED.test(whole) ? segments(whole) : [{ segment: whole, index: 0 }]) {
      unit += 1;
      for (const { 0: word, index: at } of segment.matchAll(WORDS)) {
        const key = word.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}\p{M}\p{S}%&@§]|[\ufe00-\ufe0f\u034f]/gu, "");
        const start = index + within + at;
        if (key) found.push({ start, end: start + word.length, key, unit });
      }
    }
  }
  return found;
}

/** @param {string} run of a script without spaces */
function segments(run) {
  // Without a dictionary every character may begin a word.
  if (!("Segmenter" in Intl)) return [...run.matchAll(/\P{M}\p{M}*/gu)].map(({ 0: segment, index }) => ({ segment, index }));
  return [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(run)];
}

/** The text that was cut last: a reader asks again and again for the same. */
let known = { text: "", words: /** @type {Word[]} */ ([]) };

/** @param {string} text */
export function wordsOf(text) {
  if (known.text !== text) known = { text, words: words(text) };
  return known.words;
}

/**
 * The shortest directive that means `text` from `start` to `end` and nothing else, and the range of the whole units
 * that it quotes; nothing if there is no word. A line break in `text` ends a block: no term goes beyond one, unless
 * nothing shorter tells the passage from its likes.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {{ directive: Directive, start: number, end: number } | undefined}
 */
export function describe(text, start, end) {
  const all = wordsOf(text);
  let first = all.findIndex((word) => word.end > start);
  if (first < 0 || /** @type {Word} */ (all[first]).start >= end) return undefined;
  let last = first;
  while ((all[last + 1]?.start ?? end) < end) last += 1;
  while (all[first - 1] && all[first - 1]?.unit === all[first]?.unit) first -= 1;
  while (all[last + 1] && all[last + 1]?.unit === all[last]?.unit) last += 1;

  const place = { text, all };
  const range = { start: all[first]?.start ?? 0, end: all[last]?.end ?? 0 };
  const quoted = text.slice(range.start, range.end);
  const inFull = () => terms(place, first, last, [edge(place, first, -1), edge(place, last, 1)]).directive;
  if ((quoted.length <= LONG && !quoted.includes("\n")) || all[first]?.unit === all[last]?.unit) {
    return { directive: inFull(), ...range };
  }
  // Both ends stay within their block, and off one another.
  const middle = (range.start + range.end) / 2;
  let firstTo = edge(place, first, 1);
  let lastFrom = edge(place, last, -1);
  if (firstTo >= lastFrom) {
    firstTo = first;
    while ((all[firstTo + 1]?.end ?? middle) < middle) firstTo += 1;
    firstTo = whole(all, firstTo, -1, first);
    lastFrom = whole(all, firstTo + 1, 1, last);
  }
  const from = terms(place, first, atLeast(all, first, firstTo, 1), [edge(place, first, -1), firstTo], "after");
  const to = terms(place, atLeast(all, last, lastFrom, -1), last, [lastFrom, edge(place, last, 1)], "before");
  // What follows the first words, or stands before the last, cannot be told unless the whole passage is.
  if (!from.isUnique || !to.isUnique) return { directive: inFull(), ...range };
  const { start: lastWords, ...behind } = to.directive;
  return { directive: { ...from.directive, end: lastWords, ...behind }, ...range };
}

/**
 * The last word that is reached from one by whole units without leaving the block.
 * @param {{ text: string, all: Word[] }} place
 * @param {number} index
 * @param {1 | -1} step
 */
function edge({ text, all }, index, step) {
  for (;;) {
    const [here, next] = [all[index], all[index + step]];
    if (!here || !next) return index;
    if (text.slice(Math.min(here.end, next.end), Math.max(here.start, next.start)).includes("\n")) return index;
    index += step;
  }
}

/**
 * The end of the unit that a word is in, or of the one before if it goes beyond a limit.
 * @param {Word[]} all
 * @param {number} index
 * @param {1 | -1} step where to look for the end of the unit
 * @param {number} limit
 */
function whole(all, index, step, limit) {
  // Seen from `step`: the unit has to be whole on its other side.
  while (index !== limit && all[index]?.unit === all[index - step]?.unit) index += step;
  return index;
}

/**
 * The word at the end of the fewest units that a term of a range has.
 * @param {Word[]} all
 * @param {number} index
 * @param {number} limit
 * @param {1 | -1} step
 */
function atLeast(all, index, limit, step) {
  for (let units = 0; ; index += step) {
    if (all[index]?.unit !== all[index + step]?.unit) units += 1;
    if (units === FEWEST || index === limit) return index;
  }
}

/**
 * The terms for the words from `first` to `last`: with `grow`, the words themselves grow on that side, else context.
 * @param {{ text: string, all: Word[] }} place
 * @param {number} first
 * @param {number} last
 * @param {[number, number]} limits the words that they may grow to, inclusive
 * @param {"before" | "after"} [grow]
 */
function terms(place, first, last, [from, to], grow) {
  const { text, all } = place;
  const rivals = rivalsOf(all, first, last);
  // Within the block if that is enough; else as far as it takes, or as the text goes.
  const widest = /** @type {[number, number]} */ ([grow === "before" ? from : 0, grow === "after" ? to : all.length - 1]);
  const found = shortest(all, rivals, first, last, [from, to]) ?? shortest(all, rivals, first, last, widest);
  const [before, after] = found ?? [first, last];
  const at = (/** @type {number} */ index) => /** @type {Word} */ (all[index]);
  const part = (/** @type {number} */ start, /** @type {number} */ end) => text.slice(start, end).trim().replace(/\s+/g, " ");
  const begin = grow === "before" ? before : first;
  const stop = grow === "after" ? after : last;
  /** @type {Directive} */
  const directive = {
    ...(before < begin && { prefix: part(at(before).start, at(begin).start) }),
    start: part(at(begin).start, at(stop).end),
    ...(after > stop && { suffix: part(at(stop).end, at(after).end) }),
  };
  return { directive, isUnique: found !== undefined };
}

/**
 * How far each other place of the same words goes on looking the same, before and after them.
 * @param {Word[]} all
 * @param {number} first
 * @param {number} last
 */
function rivalsOf(all, first, last) {
  const rivals = [];
  for (let at = 0; at + last - first < all.length; at += 1) {
    if (at === first || all[at]?.key !== all[first]?.key) continue;
    let length = 1;
    while (length <= last - first && all[at + length]?.key === all[first + length]?.key) length += 1;
    if (length <= last - first) continue;
    rivals.push({ before: alike(all, first, at, -1), after: alike(all, last, at + last - first, 1) });
  }
  return rivals;
}

/**
 * How many words are the same on one side of two places. The outermost word of a context may be the end of a longer
 * one: whoever searches for it as a string of characters finds it there too.
 * @param {Word[]} all
 * @param {number} mine
 * @param {number} other
 * @param {1 | -1} step
 */
function alike(all, mine, other, step) {
  for (let count = 0; ; count += 1) {
    if (count === MOST) return count;
    const [a, b] = [all[mine + step * (count + 1)]?.key, all[other + step * (count + 1)]?.key];
    if (a === undefined || b === undefined) return count;
    if (a !== b) return count + Number(step < 0 ? b.endsWith(a) : b.startsWith(a));
  }
}

/**
 * The least context that no rival shares: the words that it goes to on both sides.
 * @param {Word[]} all
 * @param {{ before: number, after: number }[]} rivals
 * @param {number} first
 * @param {number} last
 * @param {[number, number]} limits
 * @returns {[number, number] | undefined} nothing if that is not within the limits
 */
function shortest(all, rivals, first, last, [from, to]) {
  const open = rivals.sort((a, b) => b.before - a.before);
  /** @type {[number, number] | undefined} */
  let best;
  let length = Infinity;
  let after = 0;
  // Each turn leaves one rival more to the context after the passage, so that less is needed before it.
  for (let index = 0; index <= open.length; index += 1) {
    const needed = (open[index]?.before ?? -1) + 1;
    const begin = outwards(all, first - needed, -1);
    const end = outwards(all, last + after, 1);
    const cost = (all[first]?.start ?? 0) - (all[begin]?.start ?? -Infinity) + (all[end]?.end ?? Infinity) - (all[last]?.end ?? 0);
    if (begin >= from && end <= to && cost < length) [best, length] = [[begin, end], cost];
    after = Math.max(after, (open[index]?.after ?? 0) + 1);
  }
  return best;
}

/**
 * @param {Word[]} all
 * @param {number} index
 * @param {1 | -1} step
 */
function outwards(all, index, step) {
  while (all[index] && all[index]?.unit === all[index + step]?.unit) index += step;
  return index;
}

/**
 * A directive as the value of a query.
 * @param {Directive} directive
 */
export function write({ prefix, start, end, suffix }) {
  return [prefix && `${encoded(prefix)}-`, encoded(start), end && encoded(end), suffix && `-${encoded(suffix)}`].filter(Boolean).join(",");
}

/**
 * A term as `src/anchor/directive.rs` writes it: letters, digits, and inside it hyphens and full stops that stand alone.
 * All else means something to some program. White space is one blank; control characters are nothing in the text either.
 * @param {string} term
 */
function encoded(term) {
  const line = term.replace(/(?![\s\x85])\p{Cc}/gu, "").replace(/\p{Surrogate}/gu, "\ufffd").replace(/(?:(?!\ufeff)[\s\x85])+/g, " ").replace(/^ | $/g, "");
  return encodeURIComponent(line).replace(/[!'()*_~]|^[-.]|[-.]$|(?<=-)-|(?<=\.)\./g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
