// @ts-check
/**
 * The article's text as one string, and the way from what is selected in the page to offsets of it and back.
 *
 * Enter at `textOf`, which looks at the page as it is now. References, notes and the numerals of footnotes are not
 * text, and white space is one kind; a line break in the string stands between two blocks. Offsets are those of
 * JavaScript's strings.
 */

/** @typedef {{ node: Text, start: number, end: number }} Piece */
/** @typedef {{ text: string, pieces: Piece[] }} ArticleText */
/** @typedef {{ start: number, end: number }} Stretch */

export const NOT_TEXT = "a.ref, aside, .permalink, .footnote-reference, .back, .unseen";

/** What stands in a line. Everything else that holds text is a block. */
export const INLINE = "a, b, bdi, bdo, cite, code, del, em, i, ins, kbd, mark, q, s, small, span, strong, sub, sup, time, u";

/**
 * @param {Element} article
 * @returns {ArticleText}
 */
export function textOf(article) {
  const accept = (/** @type {Node} */ node) =>
    node instanceof Element && node.matches(NOT_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, accept);
  /** @type {Piece[]} */
  const pieces = [];
  let text = "";
  /** @type {Element | null} */
  let block = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof HTMLBRElement) text += " ";
    if (!(node instanceof Text) || !node.data) continue;
    // What stands between two blocks of the source is not in either.
    if (node.data.trim()) {
      const own = blockOf(node);
      if (block && own !== block) text += "\n";
      block = own;
    }
    const start = text.length;
    text += node.data.replace(/\s/g, " ");
    pieces.push({ node, start, end: text.length });
  }
  return { text, pieces };
}

/**
 * The block that a text stands in.
 * @param {Node} node
 */
export function blockOf(node) {
  let block = node.parentElement;
  while (block?.matches(INLINE)) block = block.parentElement;
  return block;
}

/**
 * The stretch of the text that ranges of the page cover, as far as they do.
 * @param {ArticleText} text
 * @param {Range[]} ranges
 * @returns {Stretch | undefined} nothing if they cover none
 */
export function stretchOf({ pieces }, ranges) {
  let start = Infinity;
  let end = -Infinity;
  for (const range of ranges) {
    for (const piece of pieces) {
      if (!range.intersectsNode(piece.node)) continue;
      const from = piece.start + (piece.node === range.startContainer ? range.startOffset : 0);
      const to = piece.node === range.endContainer ? piece.start + range.endOffset : piece.end;
      if (from >= to) continue;
      start = Math.min(start, from);
      end = Math.max(end, to);
    }
  }
  return start < end ? { start, end } : undefined;
}

/**
 * Where a stretch of the text is seen, one box a line and node, and the last node of it.
 * @param {ArticleText} text
 * @param {Stretch} stretch
 */
export function placesOf({ pieces }, { start, end }) {
  const held = pieces.filter((piece) => piece.end > start && piece.start < end && piece.node.data.trim());
  const boxes = held.flatMap((piece) => {
    const range = document.createRange();
    range.setStart(piece.node, Math.max(0, start - piece.start));
    range.setEnd(piece.node, Math.min(piece.node.length, end - piece.start));
    return [...range.getClientRects()].filter(({ width }) => width > 0);
  });
  return { boxes, last: held.at(-1)?.node };
}
