// @ts-check
/**
 * The margin notes' third rung: each note level with its mark, pushed up and down where notes would collide.
 *
 * Enter at `layMargin`. Whenever the text or a note changes its size, all places are read, `place` works out where the
 * notes go, and they are moved there by `translate`, which is no layout: nothing shifts, and a frame's time is enough.
 * Print and narrow windows are the stylesheet's own business (notes.css).
 */

/** Between two notes, and how far a note's rule stands above its reference, in rem. */
const GAP = 1.25;
const RISE = 0.25;

/**
 * Tops for notes that stand below one another, at least a gap apart, between 0 and the foot of the room (beyond it only
 * where they need more). Of all such tops these have the least sum of squared distances from those that are wanted.
 *
 * Measured without the heights of the notes above it, no note may stand higher than the one before: that is isotonic
 * regression. Neighbours out of order are pooled at their mean; bounds cut off what lies beyond them.
 * @param {number[]} wanted in reading order
 * @param {number[]} heights
 * @param {number} gap
 * @param {number} [room]
 */
export function place(wanted, heights, gap, room = Infinity) {
  let taken = 0;
  const above = heights.map((height) => (taken += height + gap) - height - gap);
  /** @type {{ sum: number, count: number }[]} */
  const pools = [];
  wanted.forEach((top, index) => {
    const pool = { sum: top - (above[index] ?? 0), count: 1 };
    for (let last = pools.at(-1); last && last.sum * pool.count > pool.sum * last.count; last = pools.at(-1)) {
      pool.sum += last.sum;
      pool.count += last.count;
      pools.pop();
    }
    pools.push(pool);
  });
  const lowest = Math.max(0, room - taken + gap);
  const free = pools.flatMap(({ sum, count }) => Array(count).fill(Math.min(Math.max(sum / count, 0), lowest)));
  return above.map((height, index) => height + free[index]);
}

let lay = () => {};

/** Lays the notes out again, now. Not needed when a note is hidden or shown or changes its size: that is noticed. */
export const relayout = () => lay();

/** Lays the margin out wherever the window is wide enough for one, and again when that or any size changes. */
export function layMargin() {
  const article = /** @type {HTMLElement | null} */ (document.querySelector("article[data-piece]"));
  if (!article) return;
  const notes = /** @type {HTMLElement[]} */ ([...article.querySelectorAll(":scope > .note")]);
  /** The first reference to each note, by the name that both carry. */
  const references = new Map();
  for (const numeral of article.querySelectorAll(".numeral[data-anchor]")) {
    references.set(numeral.getAttribute("data-anchor"), numeral);
  }
  const wide = matchMedia("screen and (width >= 68.75rem)");
  let room = 0;

  lay = () => {
    if (!wide.matches) return;
    // First, so that the stylesheet alone need not find places that nobody will see.
    article.dataset.laid = "";
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { top, height } = article.getBoundingClientRect();
    const text = height - room;
    const shown = notes.filter((note) => note.getClientRects().length);
    const heights = shown.map((note) => note.getBoundingClientRect().height);
    const wanted = shown.map((note) => {
      const reference = references.get(note.dataset.anchor) ?? article;
      return reference.getBoundingClientRect().top - top - RISE * rem;
    });

    const tops = place(wanted, heights, GAP * rem, text);
    shown.forEach((note, index) => (note.style.translate = `0 ${Math.round(tops[index] ?? 0)}px`));
    // Padding, because the observer below looks at what is inside it: growing does not make it look again.
    room = Math.max(0, Math.ceil((tops.at(-1) ?? 0) + (heights.at(-1) ?? 0) - text));
    article.style.paddingBlockEnd = `${room}px`;
  };

  // It calls back between layout and paint, once a frame: nobody sees a note in its old place.
  const observer = new ResizeObserver(relayout);
  const follow = () => {
    observer.disconnect();
    if (wide.matches) {
      relayout();
      for (const element of [article, ...notes]) observer.observe(element);
      return;
    }
    delete article.dataset.laid;
    article.style.paddingBlockEnd = "";
    room = 0;
    for (const note of notes) note.style.translate = "";
  };
  wide.addEventListener("change", follow);
  follow();
}
