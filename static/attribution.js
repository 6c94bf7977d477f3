// @ts-check
/**
 * Who says a passage, decided as `src/render/attribution.rs` does: a speaker whose annotation marks all of its words,
 * the inner one of two who stand in one another, else nobody but the author. Enter at `speakersOf`; `marked` finds in a
 * page with marks what each speaker says, of those that `templates/share.html` or `templates/embed.html` names.
 */

/** @typedef {import("./selection.js").Stretch} Stretch */
/** @typedef {{ key: string, name: string, tone: string, ranges: [number, number][] }} Speaker */

const WORD = /[\p{Alphabetic}\p{N}]/u;

/**
 * The speakers who say all of a passage together; none where it is not theirs.
 * @param {string} text
 * @param {Stretch} passage
 * @param {Speaker[]} speakers
 */
export function speakersOf(text, passage, speakers) {
  const words = wordsIn(text, passage);
  if (!words) return [];
  const around = speakers.flatMap((speaker) => {
    const run = runs(text, speaker.ranges).find((run) => contains(run, words));
    return run ? [{ run, speaker }] : [];
  });
  const isOther = (/** @type {Stretch} */ a, /** @type {Stretch} */ b) => a.start !== b.start || a.end !== b.end;
  const inner = around.filter(({ run }) => !around.some((other) => isOther(other.run, run) && contains(run, other.run)));
  return inner.map(({ speaker }) => speaker);
}

/**
 * Speakers as people read them.
 * @param {Speaker[]} speakers
 */
export const namesOf = (speakers) => speakers.map(({ name }) => name).join(" and ");

/**
 * The speakers of a page with what they say in its article.
 * @param {import("./selection.js").ArticleText} text
 * @param {string} data
 * @returns {Speaker[]}
 */
export function marked({ pieces }, data) {
  /** @type {Speaker[]} */
  const speakers = JSON.parse(data || "[]").map((/** @type {Speaker} */ speaker) => ({ ...speaker, ranges: [] }));
  const known = new Map(speakers.map((speaker) => [speaker.key, speaker]));
  for (const { node, start, end } of pieces) {
    const mark = /** @type {HTMLElement | null | undefined} */ (node.parentElement?.closest("mark[data-annotations]"));
    for (const key of mark?.dataset.annotations?.split(" ") ?? []) known.get(key)?.ranges.push([start, end]);
  }
  return speakers;
}

/**
 * The stretches that ranges cover, from word to word: those with no word between them are one.
 * @param {string} text
 * @param {[number, number][]} ranges
 */
function runs(text, ranges) {
  const covered = ranges.flatMap(([start, end]) => wordsIn(text, { start, end }) ?? []).sort((a, b) => a.start - b.start);
  /** @type {Stretch[]} */
  const runs = [];
  for (const { start, end } of covered) {
    const run = runs.at(-1);
    if (run && (start <= run.end || !WORD.test(text.slice(run.end, start)))) run.end = Math.max(run.end, end);
    else runs.push({ start, end });
  }
  return runs;
}

/**
 * From the first letter or digit of a stretch to its last.
 * @param {string} text
 * @param {Stretch} stretch
 * @returns {Stretch | undefined}
 */
function wordsIn(text, { start, end }) {
  const first = text.slice(start, end).search(WORD);
  if (first < 0) return undefined;
  const last = [...text.slice(start, end).matchAll(new RegExp(WORD, "gu"))].at(-1);
  return { start: start + first, end: start + (last ? last.index + last[0].length : 0) };
}

/** @param {Stretch} outer @param {Stretch} inner */
const contains = (outer, inner) => outer.start <= inner.start && inner.end <= outer.end;
