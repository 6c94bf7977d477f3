// @ts-check
/**
 * Marks a passage in a text as the server does (`src/render/html.rs`, `src/render/marks.rs`): marks are flat, cut where
 * the passage begins and ends, and each holds the largest run of whole inline elements that it can.
 *
 * Enter at `mark`. Steps: split the text where the passage begins and ends, so that every node of it is in or out; wrap
 * what is in, and take apart the marks of annotations that hold both; then put their references where they belong, as a
 * numeral whose words go on behind its mark leads into them.
 */

import { annotations, keysOf, marks as all, ofReference } from "./annotations.js";
import { INLINE, NOT_TEXT, textOf } from "./selection.js";

/** @typedef {import("./selection.js").Stretch} Stretch */

/**
 * What wraps neighbouring nodes that are in the passage, or out of it.
 * @typedef {(isIn: boolean) => HTMLElement | undefined} Wrapper
 */

/**
 * A stretch of the text: whether it is in the passage, and the annotations of its mark. Nothing where the markup breaks
 * a line, which is no text.
 * @typedef {{ isIn: boolean, keys: string }} Side
 */

/** What each text of the page is, in their order. @type {Map<Node, Side | undefined>} */
const known = new Map();

/** The text behind each. @type {Map<Node, Node>} */
const next = new Map();

/**
 * @param {Element} article
 * @param {Stretch} passage in its text
 * @returns the first mark of the passage
 */
export function mark(article, passage) {
  const segments = segmentsCutBy(article, passage);
  const moved = segments.map(([first]) => (first ? referencesOf(first) : []));
  for (const reference of moved.flat()) if (reference.parentElement?.matches("mark")) reference.remove();
  for (const at of [passage.end, passage.start]) {
    const piece = textOf(article).pieces.find(({ start, end }) => start < at && at < end);
    piece?.node.splitText(at - piece.start);
  }
  const { pieces } = textOf(article);
  for (const { node, start, end } of pieces) {
    const keys = /** @type {HTMLElement | null | undefined} */ (node.parentElement?.closest("mark"))?.dataset.annotations ?? "";
    known.set(node, { isIn: start >= passage.start && end <= passage.end, keys });
  }
  const blocks = new Set(pieces.flatMap(({ node }) => (known.get(node)?.isIn ? blockAround(node) ?? [] : [])));
  for (const block of blocks) if (!block.matches("pre > code")) trim(block);
  /** @type {Node | undefined} */
  let last;
  for (const text of textsIn(article).filter((text) => known.get(text))) {
    if (last) next.set(last, text);
    last = text;
  }
  for (const block of blocks) {
    cut([...block.childNodes], (isIn) => (isIn ? markOf(document.createElement("mark"), true) : undefined));
  }
  segments.forEach(([first], index) => first && lead(first, moved[index] ?? []));
  const first = /** @type {HTMLElement | null} */ (article.querySelector("mark[data-passage]"));
  if (!first) return undefined;
  first.id = "page--passage";
  first.tabIndex = -1;
  first.autofocus = true;
  return first;
}

/**
 * @param {HTMLElement} mark
 * @param {boolean} isIn
 */
function markOf(mark, isIn) {
  mark.toggleAttribute("data-passage", isIn);
  return mark;
}

/** @param {Node} node */
function blockAround(node) {
  let block = node.parentElement;
  while (block?.matches(INLINE) && !block.matches("pre > code")) block = block.parentElement;
  return block;
}

/** @param {Node} node */
const isText = (node) => node instanceof Text;

/** Whether a node stands in a line: a block ends every mark. @param {Node} node */
const isInline = (node) => isText(node) || (node instanceof Element && node.matches(`${INLINE}, br, img`) && !node.matches("pre > code"));

/**
 * White space where a line begins or ends is the markup's.
 * @param {Element} block
 */
function trim(block) {
  /** @type {Text[][]} */
  const lines = [[]];
  for (const node of block.childNodes) {
    if (isInline(node)) lines.at(-1)?.push(...textsIn(node));
    else lines.push([]);
  }
  for (const line of lines) {
    for (let first = line[0]; first && /^\s/.test(first.data); first = line[0]) {
      if (first.data.trim()) line[0] = first.splitText(first.length - first.data.trimStart().length);
      else line.shift();
      if (line[0]) known.set(line[0], known.get(line[0]) ?? known.get(first));
      known.set(first, undefined);
    }
    for (let last = line.at(-1); last && /\s$/.test(last.data); last = line.at(-1)) {
      if (last.data.trim()) known.set(last.splitText(last.data.trimEnd().length), undefined);
      else known.set(line.pop() ?? last, undefined);
    }
  }
}

/** @param {Node} node @returns {Text[]} */
function textsIn(node) {
  if (node instanceof Text) return [node];
  return node instanceof Element && node.matches(NOT_TEXT) ? [] : [...node.childNodes].flatMap(textsIn);
}

/**
 * Whether a node is in the passage or out of it; nothing where it has no text, both where it has to be cut.
 * @param {Node} node
 */
function sideOf(node) {
  // A break is one with the white space that follows it.
  if (node instanceof HTMLBRElement) return known.get(node.nextSibling ?? node)?.isIn;
  const sides = new Set(textsIn(node).flatMap((text) => known.get(text)?.isIn ?? []));
  const isCut = sides.size > 1 || (sides.has(true) && node instanceof Element && node.querySelector("mark"));
  return isCut ? "both" : [...sides][0];
}

/** What stands behind the words of a block, or of a link that cannot hold it. */
const APART = ".permalink, .back, a.ref";

/**
 * Whether the words behind those of a node are on the same side and under the same annotations.
 * @param {Node | undefined} node
 */
function goesOn(node) {
  const text = node && textsIn(node).filter((text) => known.get(text)).at(-1);
  const [here, there] = [known.get(text ?? document), known.get(next.get(text ?? document) ?? document)];
  return here?.isIn === there?.isIn && here?.keys === there?.keys;
}

/**
 * Wraps each run of neighbours that are on one side, in as few wrappers as elements allow.
 * @param {Node[]} nodes siblings
 * @param {Wrapper} wrapper
 */
function cut(nodes, wrapper) {
  /** @type {Node[]} */
  let run = [];
  let isIn = false;
  const close = () => {
    // What has no text is held between words, also where the next ones stand in another block.
    const last = run.filter((node) => sideOf(node) !== undefined).at(-1);
    const isApart = (/** @type {Node} */ node) => isText(node) || !goesOn(last) || (node instanceof Element && node.matches(APART));
    const behind = last ? run.splice(run.indexOf(last) + 1) : [];
    const end = behind.findIndex(isApart);
    run.push(...(end < 0 ? behind : behind.slice(0, end)));
    const [first] = run;
    const wrap = first && wrapper(isIn);
    if (wrap) {
      first.parentNode?.insertBefore(wrap, first);
      wrap.append(...run);
    }
    run = [];
  };
  for (const node of nodes) {
    const side = sideOf(node);
    if (!isInline(node) || side === "both" || (node instanceof Element && node.matches("mark"))) {
      close();
      if (node instanceof HTMLElement && node.matches("mark")) retag(node, side);
      else if (isInline(node)) cut([...node.childNodes], wrapper);
    } else if (side !== undefined) {
      if (side !== isIn) close();
      isIn = side;
      run.push(node);
    } else if (run.length) run.push(node);
  }
  close();
}

/**
 * @param {HTMLElement} mark of annotations
 * @param {boolean | "both" | undefined} side
 */
function retag(mark, side) {
  if (side !== "both") {
    markOf(mark, side === true);
    return;
  }
  const nodes = [...mark.childNodes];
  mark.replaceWith(...nodes);
  let last = mark;
  cut(nodes, (isIn) => {
    const part = markOf(mark.childNodes.length ? /** @type {HTMLElement} */ (mark.cloneNode()) : mark, isIn);
    if (part === mark) return part;
    for (const list of [all, ...keysOf(mark).map((key) => annotations.get(key)?.marks ?? [])]) list.splice(list.indexOf(last) + 1, 0, part);
    last = part;
    return part;
  });
}

/**
 * The marks of each segment of annotations inside which the passage begins or ends.
 * @param {Element} article
 * @param {Stretch} passage
 */
function segmentsCutBy(article, { start, end }) {
  /** @type {{ marks: HTMLElement[], start: number, end: number }[]} */
  const segments = [];
  /** @type {HTMLElement | undefined} */
  let mark;
  for (const piece of textOf(article).pieces) {
    const own = /** @type {HTMLElement | null} */ (piece.node.parentElement?.closest("mark"));
    if (!own) continue;
    const last = segments.at(-1);
    // A segment has several marks where an element begins outside it; only the first has references.
    const goesOn = own === mark || (last?.end === piece.start && mark?.dataset.annotations === own.dataset.annotations && !referencesOf(own).length);
    if (last && goesOn) {
      last.end = piece.end;
      if (own !== mark) last.marks.push(own);
    } else segments.push({ marks: [own], start: piece.start, end: piece.end });
    mark = own;
  }
  return segments.filter((segment) => [start, end].some((at) => segment.start < at && at < segment.end)).map(({ marks }) => marks);
}

/**
 * The references that belong to a mark: in it, or behind the link or code span around it, which cannot hold them.
 * @param {HTMLElement} mark
 */
function referencesOf(mark) {
  const own = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (mark.querySelectorAll("a.ref"))];
  const around = mark.closest("a") ?? mark.closest(":not(pre) > code");
  const others = [...(around?.querySelectorAll("mark") ?? [])];
  const begun = others.slice(0, others.indexOf(mark)).flatMap((other) => keysOf(/** @type {HTMLElement} */ (other)));
  for (let next = around?.nextElementSibling; next instanceof HTMLAnchorElement && next.matches(".ref"); next = next.nextElementSibling) {
    const key = ofReference(next)?.key ?? "";
    if (keysOf(mark).includes(key) && !begun.includes(key)) own.push(next);
  }
  return own;
}

/**
 * Puts the references of a segment that was cut before its words: those whose words reach furthest come first.
 * @param {HTMLElement} mark its first
 * @param {HTMLAnchorElement[]} references
 */
function lead(mark, references) {
  const place = (/** @type {HTMLAnchorElement} */ reference) => keysOf(mark).indexOf(ofReference(reference)?.key ?? "");
  const end = (/** @type {HTMLAnchorElement} */ reference) => all.indexOf(ofReference(reference)?.marks.at(-1) ?? mark);
  const sorted = references.filter((reference) => reference.matches(".leading"));
  for (const reference of references.filter((reference) => !sorted.includes(reference))) {
    reference.classList.add("leading");
    const later = sorted.findIndex((other) => end(other) === end(reference) && place(other) > place(reference));
    sorted.splice(later < 0 ? sorted.length : later, 0, reference);
  }
  const behind = references.find((reference) => reference.isConnected);
  if (!behind) return mark.prepend(...sorted);
  const gap = document.createComment("");
  behind.before(gap);
  gap.replaceWith(...sorted);
}
