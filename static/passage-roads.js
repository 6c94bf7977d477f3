// @ts-check
/**
 * Every way in which the value of a link may have been written and meant, as `src/anchor/roads.rs` and
 * `src/anchor/readings.rs` have it for the server: programs change addresses on their way. Enter at `spellings`, then
 * `readings`.
 */

/** @typedef {import("./passages.js").Directive} Directive */
/** @typedef {{ words: string, isPrefix: boolean, isSuffix: boolean }} Part between two commas */

const MAX_SPELLINGS = 12;
const MAX_COMMAS = 32;
export const MAX_READINGS = 256;
const MAX_STUCK = 8;

/**
 * What a value may have been, as it came first.
 * @param {string} value
 */
export function spellings(value) {
  const found = [value];
  for (const value of found) {
    for (const undone of [encodedOnceLess(value), withCommas(value), withBlanks(value)]) {
      if (!found.includes(undone) && found.length < MAX_SPELLINGS) found.push(undone);
    }
  }
  return found;
}

/** @param {string} value */
export function likeliest(value) {
  for (let times = 0; times < MAX_SPELLINGS; times += 1) value = encodedOnceLess(value);
  const commas = value.matchAll(/(.?)%2C(?!\+|%20)/gi);
  const partsTerms = [...commas].every(({ 0: found, 1: before, index }) => before === "-" || /^(?:$|-|\p{Alphabetic})/u.test(decoded(value.slice(index + found.length))));
  return withBlanks(partsTerms ? withCommas(value) : value);
}

/** @param {string} value */
function encodedOnceLess(value) {
  const twice = /%25(?=[\da-f]{2})/i;
  // A blank that is encoded once was not encoded twice.
  return twice.test(value) && !value.includes("%20") ? value.replace(/%(25(?=[\da-f]{2})|2b|2c)/gi, (_, code) => String.fromCharCode(parseInt(code, 16))) : value;
}

/** @param {string} value */
function withCommas(value) {
  const commas = hasBlanks(value) ? /%2C(?!$|\+|%20)/gi : /%2C(?!$|%2B)/gi;
  const parted = value.includes(",") ? value : value.replace(commas, ",");
  return value.includes("-") ? parted : parted.replace(/%2D(?=,)|(?<=,)%2D/gi, "-");
}

/** @param {string} value */
function withBlanks(value) {
  return hasBlanks(value) ? value : value.replace(/(?<!^|,|,-)%2B(?!$|%2B|,|-,)/gi, "+");
}

/** Whether it has blanks; then it has no others that became `%2B`. @param {string} value */
const hasBlanks = (value) => /\+|%20/.test(value);

/**
 * What a spelling may say: first what the grammar says, then what counts only where nothing before does; and the one to
 * show if none does.
 * @param {string} spelling
 * @returns {{ ranks: Directive[][], likeliest: Directive | undefined }}
 */
export function readings(spelling) {
  const parts = spelling.split(",").map((raw) => ({ words: decoded(raw), isPrefix: raw.endsWith("-"), isSuffix: raw.startsWith("-") }));
  const whole = { start: parts.map(({ words }) => words).join(",").trim() };
  if (/(?![\s\x85])\p{Cc}/u.test(whole.start) || !/[\p{Alphabetic}\p{N}\p{S}%&@§]/u.test(whole.start)) return { ranks: [], likeliest: { start: "" } };
  const first = literal(parts);
  const ranks = [first];
  const likely = [...first];
  if (parts.length <= MAX_COMMAS) {
    ranks.push(grouped(parts, false));
    for (const { said, others } of shortened(parts)) {
      likely.push(...said);
      ranks.push([...said, ...others]);
    }
  }
  if (!parts.some(({ isPrefix, isSuffix }) => isPrefix || isSuffix)) {
    ranks.push([whole]);
    likely.push(whole);
  }
  return { ranks, likeliest: likely[0] };
}

/** @param {string} raw */
function decoded(raw) {
  const bytes = (/** @type {string} */ run) => Uint8Array.from(run.slice(1).split("%"), (code) => parseInt(code, 16));
  return raw.replaceAll("+", " ").replace(/(?:%[\da-f]{2})+/gi, (run) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes(run)));
}

/**
 * Readings without the last signs, one sign less after the other.
 * @param {Part[]} parts
 */
function* shortened(parts) {
  let isCut = false;
  for (let count = 0; count < MAX_STUCK; count += 1) {
    const last = parts.at(-1);
    // The hyphen of a prefix is no sign behind an address: without it, context would be quoted.
    if (!last || last.isPrefix) return;
    if (!last.words && !last.isSuffix) parts = parts.slice(0, -1);
    else {
      const [sign] = /%[\da-f]?$|[^-\p{Alphabetic}\p{N}\p{M}]$/iu.exec(last.words) ?? [];
      if (!sign) return;
      isCut ||= /[%\ufffd]/.test(sign);
      parts = [...parts.slice(0, -1), { ...last, words: last.words.slice(0, -sign.length).trimEnd() }];
    }
    yield { said: isCut ? [] : literal(parts), others: grouped(parts, isCut) };
  }
}

/**
 * The one reading that the grammar has, if there is one.
 * @param {Part[]} parts
 */
function literal(parts) {
  const from = Number(parts.length > 1 && parts[0]?.isPrefix);
  const to = parts.length - Number(parts.length > from + 1 && parts.at(-1)?.isSuffix);
  return to - from === 1 || to - from === 2 ? [directive(parts, from, to - from === 2 ? from + 1 : undefined, to)] : [];
}

/**
 * Readings in which some of the commas belong to the words; where the end was cut, only those that end in a suffix.
 * @param {Part[]} parts
 * @param {boolean} isCut
 */
function grouped(parts, isCut) {
  /** @type {Directive[]} */
  const found = [];
  for (let from = 0; from < parts.length; from += 1) {
    if (from > 0 && !parts[from - 1]?.isPrefix) continue;
    for (let to = parts.length; to > from; to -= 1) {
      if (to === parts.length ? isCut : !parts[to]?.isSuffix) continue;
      found.push(directive(parts, from, undefined, to));
      for (let end = from + 1; end < to; end += 1) found.push(directive(parts, from, end, to));
      if (found.length > MAX_READINGS) return found;
    }
  }
  return found;
}

/**
 * @param {Part[]} parts
 * @param {number} from the first part that is no prefix
 * @param {number | undefined} end the part that the end of the passage begins with
 * @param {number} to the first part of the suffix
 * @returns {Directive}
 */
function directive(parts, from, end, to) {
  const joined = (/** @type {number} */ from, /** @type {number} */ to) => parts.slice(from, to).map(({ words }) => words).join(",").trim();
  const prefix = joined(0, from).replace(/-$/, "").trim();
  const suffix = joined(to, parts.length).replace(/^-/, "").trim();
  return { ...(prefix && { prefix }), start: joined(from, end ?? to), ...(end !== undefined && { end: joined(end, to) }), ...(suffix && { suffix }) };
}
