// @ts-check
/**
 * Makes the legend's links work without loading the page again: switches, and steps from one place to the next. The
 * state goes into the address and into every link to another page of the site, as the server would have written it.
 */

import { annotations, keysOf, marks, ofReference } from "./annotations.js";
import { atFirst, carrying, hides, namesOf, turned } from "./hidden.js";
import { go } from "./steps.js";

let hidden = atFirst;

/** @type {NodeListOf<HTMLAnchorElement>} */
const switches = document.querySelectorAll("#page--legend [data-switch]");
const ofLayers = [...switches].filter((link) => !link.dataset.switch?.includes("/"));

/** Everything switched off. */
const everything = new Set(ofLayers.map((link) => link.dataset.switch ?? ""));

/** Where the legend stays in sight: legend.css. */
const rail = matchMedia("(width >= 87.5rem)");

/** Where the arrows of a name led last. @type {Map<string, HTMLAnchorElement | undefined>} */
const led = new Map();

export function followLegend() {
  document.getElementById("page--legend")?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    // Whoever wants a new tab or window gets it.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const name = link.closest("li, p")?.querySelector("[data-switch]")?.getAttribute("data-switch") ?? "";
    if (link.dataset.step) {
      const isOfName = (/** @type {HTMLAnchorElement} */ reference) => `${ofReference(reference)?.key}/`.startsWith(`${name}/`);
      // Who has to scroll back to the arrow goes on from where it led last.
      const from = rail.matches ? undefined : led.get(name);
      led.set(name, go(Number(link.dataset.step), isOfName, from));
      return;
    }
    hidden = link.dataset.switch ? turned(hidden, name) : link.dataset.whole === "none" ? everything : new Set();
    show();
    if (link.dataset.whole) say("Annotations", link.dataset.whole === "none");
    else say(link.querySelector(".name")?.textContent ?? "", isOff(link));
  });
}

/**
 * Turns the switch of a layer over.
 * @param {number} index from 0
 */
export const turnLayer = (index) => ofLayers[index]?.click();

/**
 * Says what a switch did, to those who cannot see it.
 * @param {string} name
 * @param {boolean} isHidden
 */
function say(name, isHidden) {
  const status = document.getElementById("page--status");
  if (status) status.textContent = `${name} ${isHidden ? "hidden" : "shown"}`;
}

/** @param {string} key */
export function turn(key) {
  hidden = turned(hidden, key);
  show();
}

/** @param {HTMLAnchorElement} link */
const isOff = (link) => hides(hidden, link.dataset.switch ?? "");

/** Makes the page show what is not hidden. */
export function show() {
  for (const { key, body, marks, references } of annotations.values()) {
    const isHidden = hides(hidden, key);
    const focused = document.activeElement;
    if (isHidden && (body.contains(focused) || references.some((reference) => reference === focused))) keepFocus(marks[0]);
    body.hidden = isHidden;
    delete body.dataset.asked;
    for (const reference of references) reference.hidden = isHidden;
  }
  for (const mark of marks) {
    const shown = keysOf(mark).map((key) => annotations.get(key)?.body).filter((body) => body && !body.hidden);
    const isLit = shown.length > 0 && mark.classList.contains("lit");
    mark.className = [...shown.map((body) => body?.dataset.shape), isLit ? "lit" : ""].join(" ").trim();
  }
  for (const date of document.querySelectorAll("[data-marks]")) {
    const isHidden = hides(hidden, date.getAttribute("data-marks") ?? "");
    // An SVG's elements are hidden in their own way.
    if (!(date instanceof SVGElement)) date.toggleAttribute("hidden", isHidden);
    else if (isHidden) date.setAttribute("display", "none");
    else date.removeAttribute("display");
  }
  const names = namesOf(hidden).join(" ");
  if (names) document.documentElement.dataset.hide = names;
  else delete document.documentElement.dataset.hide;
  history.replaceState(history.state, "", carrying(hidden, location.href));
  carry();
  for (const link of switches) showSwitch(link);
}

/**
 * Where somebody reads whose place in the page goes away, the paragraph becomes it.
 * @param {HTMLElement | undefined} mark
 */
function keepFocus(mark) {
  const block = /** @type {HTMLElement | null | undefined} */ (mark?.closest("article [id]"));
  if (!block) return;
  block.tabIndex = -1;
  block.focus({ preventScroll: true });
}

/** The path of the library, below which all pages are. */
const base = /** @type {HTMLAnchorElement | null} */ (document.querySelector("header.site a"))?.pathname.replace(/\/$/, "") ?? "";

/** Writes the state into the links to other pages of the site, as the server does. */
function carry() {
  for (const link of document.querySelectorAll("a[href^='/']")) {
    const { pathname, href } = /** @type {HTMLAnchorElement} */ (link);
    const [first, second] = pathname.slice(base.length + 1).split("/");
    const isPage = first !== "static" && !/^(index|cite|annotations|card)\./.test(second ?? "");
    if (isPage && !link.matches("[data-whole]")) link.setAttribute("href", carrying(hidden, href));
  }
}

/** @param {HTMLAnchorElement} link */
function showSwitch(link) {
  link.classList.toggle("off", isOff(link));
  link.setAttribute("href", carrying(turned(hidden, link.dataset.switch ?? ""), link.href));
  const act = link.querySelector(".act");
  if (act) act.textContent = isOff(link) ? "Show" : "Hide";
  link.parentElement?.querySelector(".steps")?.toggleAttribute("hidden", isOff(link));
}
