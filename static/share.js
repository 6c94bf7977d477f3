// @ts-check
/**
 * The toolbar beside what a reader has selected. It never covers the selection, takes no focus, and leaves copying and
 * the system's own menu alone. Loaded by `reader.js` when something is selected for the first time.
 *
 * Enter at `follow` for selections, `copyLink` for the key. The toolbar is a popover behind the text, since its words
 * among those of the text would be context to links that browsers make. In the block where the passage ends stands a
 * way in without any words: the tabulator comes to the toolbar from there, and goes on behind it. Its markup is
 * `templates/share.html`.
 */

import { SAID, copy, markdown, quotation, say, tell } from "./share-copy.js";
import { meant, selected } from "./share-passage.js";
import { blockOf } from "./selection.js";

/**
 * The toolbar that is shown, the way into it, and its passage.
 * @typedef {{ bar: HTMLElement, way: HTMLElement, passage: Passage }} Shown
 */

/** @typedef {import("./share-passage.js").Passage} Passage */

/** A selection that has not changed for so long is settled, in ms. */
const SETTLED = 250;
/** Between the passage and the toolbar, in px: under a finger there are handles. */
const GAP = { mouse: 10, touch: 30 };
/** What the toolbar keeps from the sides of the window, in px. */
const MARGIN = 8;

const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("page--share"));
const { authors = "", after = "", speakers = "", title = "", library = "" } = template?.dataset ?? {};
const source = { authors, after, title, library: library === authors ? "" : library };

/** @type {Shown | undefined} */
let shown;
/** Whether the focus comes out of the toolbar by its way in. */
let isLeaving = false;
let timer = 0;
let isHeld = false;
let isTouch = matchMedia("(pointer: coarse)").matches;

/** Shows the toolbar beside what is selected, now and from now on. */
export function follow() {
  document.addEventListener("selectionchange", () => {
    // While a selection grows, nothing may stand in its way.
    if (!getSelection()?.isCollapsed && !isSame(selected())) hide();
    settle();
  });
  for (const type of /** @type {const} */ (["pointerdown", "pointermove", "pointerup", "pointercancel"])) {
    document.addEventListener(type, ({ buttons, pointerType }) => {
      const wasHeld = isHeld;
      isTouch = pointerType !== "mouse";
      isHeld = !isTouch && buttons > 0;
      if (wasHeld && !isHeld) settle();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      clearTimeout(timer);
      hide();
    }
    // Pressing on text puts the focus on all of it, and the tabulator would go on from its first line.
    const isInText = document.activeElement?.matches("body, main, article");
    if (event.key !== "Tab" || event.shiftKey || !shown || !isInText) return;
    event.preventDefault();
    enter();
  });
  // What loaded this script may be a press that lasts.
  isHeld = !isTouch && document.querySelector(":active") !== null;
  addEventListener("resize", () => shown && place(shown));
  addEventListener("scroll", hideFarAway, { passive: true });
  settle();
}

/** Copies the link to what is selected, marked or focused, and shows that beside it. */
export async function copyLink() {
  const passage = meant();
  if (!passage) return say("Nothing is selected");
  if (!isSame(passage)) show(passage);
  const button = shown?.bar.querySelector("button");
  if (!button) return;
  await act(button, passage);
  setTimeout(() => isSame(passage) && settle(), SAID);
}

function settle() {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    if (isHeld) return;
    const passage = selected();
    if (passage && isSame(passage)) return;
    // Who works in the toolbar may do so to the end, though a tap has taken the selection away.
    if (!passage && shown?.bar.matches(":focus-within, :hover, :has(.said)")) return;
    hide();
    if (passage) show(passage);
  }, SETTLED);
}

/** @param {Passage | undefined} passage */
const isSame = (passage) => passage?.start === shown?.passage.start && passage?.end === shown?.passage.end;

/** @param {Passage} passage */
function show(passage) {
  const { last } = passage.places();
  const block = last && blockOf(last);
  const bar = /** @type {HTMLElement | undefined} */ (template?.content.firstElementChild?.cloneNode(true));
  if (!block || !template || !bar) return;
  hide();
  const items = /** @type {HTMLElement[]} */ ([...bar.children]).filter((item) => item.dataset.act !== "send" || "share" in navigator);
  bar.replaceChildren(...items);
  items.forEach((item, index) => (item.tabIndex = index ? -1 : 0));
  for (const item of items) {
    if (item instanceof HTMLAnchorElement) item.href = passage.card;
    else item.addEventListener("click", () => act(item, passage));
  }
  bar.addEventListener("keydown", (event) => {
    // What the tabulator does next it does from there.
    if (event.key === "Tab") leave();
    else walk(event, items);
  });
  // Pressing a button must not take the selection away.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  const way = document.createElement("button");
  way.type = "button";
  way.className = "unseen";
  way.setAttribute("aria-label", bar.getAttribute("aria-label") ?? "");
  for (const type of ["focus", "click"]) way.addEventListener(type, enter);
  // Behind the words of an item, before the list in it.
  block.insertBefore(way, block.querySelector(":scope > :is(ul, ol, dl, pre, table, blockquote)"));
  template.after(bar);
  bar.showPopover?.();
  shown = { bar, way, passage };
  place(shown);
}

/** Takes the focus into the toolbar. */
function enter() {
  if (!isLeaving) /** @type {HTMLElement | null | undefined} */ (shown?.bar.querySelector("[tabindex='0']"))?.focus({ preventScroll: true });
}

/** Takes the focus out of the toolbar, back to where the passage ends. */
function leave() {
  isLeaving = true;
  shown?.way.focus({ preventScroll: true });
  isLeaving = false;
}

function hide() {
  if (shown?.bar.contains(document.activeElement)) leave();
  shown?.bar.remove();
  shown?.way.remove();
  shown = undefined;
}

/**
 * Above the passage if there is room, else below; under a finger always below, as the system's menu stands above.
 * @param {Shown} shown
 */
function place({ bar, passage }) {
  const { boxes } = passage.places();
  if (boxes.length === 0) return;
  const gap = isTouch ? GAP.touch : GAP.mouse;
  bar.style.translate = "none";
  const own = bar.getBoundingClientRect();
  const first = boxes.reduce((best, box) => (box.top < best.top ? box : best));
  const last = boxes.reduce((best, box) => (box.bottom > best.bottom ? box : best));
  const above = first.top - gap - own.height;
  const below = last.bottom + gap;
  const isBelow = isTouch || (above < 0 && below + own.height <= innerHeight) || (above < 0 && last.bottom < innerHeight - above);
  const beside = boxes.at(isBelow ? -1 : 0) ?? first;
  // Over the column of the text, where it fits into that, so that no note beside it is covered.
  const column = document.querySelector("article[data-piece]")?.getBoundingClientRect() ?? own;
  const rightmost = Math.min(document.documentElement.clientWidth - MARGIN, Math.max(column.right, column.left + own.width)) - own.width;
  const leftmost = Math.max(MARGIN, Math.min(column.left, rightmost));
  const left = Math.max(leftmost, Math.min((beside.left + beside.right - own.width) / 2, rightmost));
  bar.style.translate = `${Math.round(left - own.left)}px ${Math.round((isBelow ? below : above) - own.top)}px`;
}

function hideFarAway() {
  const { top, bottom } = shown?.bar.getBoundingClientRect() ?? new DOMRect();
  if (bottom < -innerHeight || top > 2 * innerHeight) hide();
}

/**
 * The arrows go through the toolbar, as in others.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
function walk(event, items) {
  const onwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const here = items.findIndex((item) => item === document.activeElement);
  const step = /^Arrow(Left|Right)$/.test(event.key) ? (event.key === onwards ? 1 : -1) : 0;
  const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : here + step;
  if (to === here || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = items.at(to % items.length);
  for (const item of items) item.tabIndex = item === next ? 0 : -1;
  next?.focus();
}

/**
 * @param {HTMLElement} button
 * @param {Passage} passage
 */
async function act(button, passage) {
  if (button.dataset.act === "send") {
    // A reader who thinks better of it is not told that it failed.
    const data = { title: source.title, text: passage.quote.join("\n"), url: passage.address };
    return navigator.share(data).catch(() => {});
  }
  const isLink = button.dataset.act === "link";
  const what = isLink ? { plain: passage.address } : (button.dataset.act === "quote" ? quotation : markdown)(passage, { ...source, speakers: passage.speakers(speakers) });
  const isDone = await copy(what);
  say(isDone ? `${isLink ? "Link" : "Quotation"} copied` : `Not copied: the browser forbids it. ${passage.address}`);
  tell(button, isDone);
}
