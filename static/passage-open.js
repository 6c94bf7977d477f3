// @ts-check
/**
 * Opens a link to a passage where no server does: marks its words, says so above the text, and goes there. Loaded by
 * `static-piece.js` where the address asks for a passage. Enter at `open`. The line about it is
 * `templates/passage.html`, or `templates/passage-not-found.html`.
 */

import { marked, namesOf, speakersOf } from "./attribution.js";
import { atFirst, carrying } from "./hidden.js";
import { mark } from "./passage-marks.js";
import { describe, write } from "./passages.js";
import { resolve } from "./passage-places.js";
import { around, asked, excerpt } from "./passage-words.js";
import { textOf } from "./selection.js";

/** Longer passages are cut in the page's title, in Unicode scalars. */
const TITLE = 60;

/** @param {string} value as it stands in the address */
export function open(value) {
  const article = document.querySelector("article[data-piece]");
  if (!article) return;
  const whole = textOf(article);
  const { text } = whole;
  const { speakers = "", announced = "", after = "" } = document.getElementById("page--share")?.dataset ?? {};
  const spoken = marked(whole, speakers);
  const { directive, place, several } = resolve(text, value);
  const first = place && mark(article, place);
  const [ours, theirs] = languages();
  const start = element("p", {}, element("a", { href: carrying(atFirst, location.pathname), ...ours }, "Read from the start"));
  const named = { class: "shared", "aria-labelledby": "page--shared" };
  if (first) {
    const title = element("h2", { id: "page--shared", ...ours }, "A passage shared with you");
    start.prepend(element("a", { href: `#${first.id}`, ...ours }, "Show it"), " ");
    const names = namesOf(speakersOf(text, place, spoken));
    const said = element("p", { class: "said", ...ours }, element("bdi", {}, names ? `Said by ${names}${after && `, after ${after}`}` : announced));
    article.before(element("section", named, title, said, start));
    document.title = `“${excerpt(text.slice(place.start, place.end), TITLE)}” — ${document.title}`;
  } else {
    const title = element("p", { class: "name", id: "page--shared" }, "A passage that is not found");
    const why = several.length
      ? "What this link quotes stands in several places of the text, and it does not say which is meant"
      : "What this link quotes is not in the text, or is there no longer";
    const quote = asked(directive, value);
    const said = element("p", {}, why, ...(quote ? [": ", element("q", {}, element("bdi", theirs, quote))] : []));
    const places = several.length ? [element("ul", {}, ...several.map((place) => listed(text, place, theirs)))] : [];
    document.querySelector("header.piece")?.before(element("div", { ...named, class: "shared lost", role: "region", ...ours }, title, said, ...places, start));
  }
  if (first && !location.hash) {
    // Whoever comes back or reloads is where they were.
    const [way] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    first.focus({ preventScroll: way?.type !== "navigate" && scrollY > 0 });
  } else if (location.hash === `#${first?.id}`) first?.scrollIntoView();
}

/**
 * The attributes of words of the interface, and of the text among them; none where both have one language.
 * @returns {[Record<string, string>, Record<string, string>]}
 */
function languages() {
  const { lang = "", dir = "" } = document.getElementById("page--status") ?? {};
  const root = document.documentElement;
  return lang ? [{ lang, dir }, { lang: root.lang, dir: root.dir }] : [{}, {}];
}

/**
 * A place that the link may mean, with a link that means it.
 * @param {string} text
 * @param {import("./passage-places.js").Place} place
 * @param {Record<string, string>} theirs
 */
function listed(text, place, theirs) {
  const { before, words, behind } = around(text, place);
  const said = element("bdi", theirs, before, element("b", {}, words), behind);
  const directive = describe(text, place.start, place.end)?.directive;
  const isThere = directive && resolve(text, write(directive)).place;
  return element("li", {}, isThere ? element("a", { href: carrying(atFirst, `?text=${write(directive)}`) }, said) : said);
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} content
 */
function element(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...content);
  return made;
}
