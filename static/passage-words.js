// @ts-check
/** The words of a passage as they are shown away from it: in the page's title, in the line about a link, in a list of places. */

/**
 * The first words, cut between two words as `src/render/excerpt.rs` does.
 * @param {string} text
 * @param {number} limit in Unicode scalars
 */
export function excerpt(text, limit) {
  const line = [...text.trim().replace(/[\s\x85]+/g, " ")];
  if (line.length <= limit) return line.join("");
  const kept = line.slice(0, limit).join("");
  const cut = kept.lastIndexOf(" ");
  return `${(cut < 0 ? kept : kept.slice(0, cut)).replace(/[,;:–—-]+$/, "")}…`;
}

/** Longer quotations are cut in the line that says what a link quotes, in Unicode scalars. */
const QUOTED = 240;

/**
 * What a link quotes, in its own words.
 * @param {import("./passages.js").Directive | undefined} directive
 * @param {string} value
 */
export function asked(directive, value) {
  const quote = directive ? directive.start + (directive.end === undefined ? "" : ` … ${directive.end}`) : plain(value);
  // Characters that turn the direction of what follows them would do so beyond the quotation.
  return excerpt(quote.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ""), QUOTED);
}

/** @param {string} value */
function plain(value) {
  const spaced = value.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Words around a place that a link may mean, on each side, in Unicode scalars. */
const AROUND = 60;

/**
 * A place with some of the words around it in its block, as `src/render/quotation.rs` cuts them.
 * @param {string} text whose blocks end with a line break
 * @param {import("./passage-places.js").Place} place
 */
export function around(text, { start, end }) {
  const before = [...text.slice(text.lastIndexOf("\n", start - 1) + 1, start)];
  const behind = [...text.slice(end).split("\n", 1).join("")];
  const cut = before.slice(-AROUND - 1).join("");
  const kept = behind.slice(0, AROUND).join("");
  return {
    before: before.length > AROUND ? `… ${cut.slice(Math.max(0, cut.search(/\s/))).trimStart()}` : before.join("").trimStart(),
    words: excerpt(text.slice(start, end), QUOTED),
    behind: behind.length > AROUND ? `${kept.replace(/\s\S*$/, "").trimEnd()} …` : behind.join("").trimEnd(),
  };
}
