// The static site, on a host of files: everything that a server's readers get, and exactly the same passages.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { readings } from "../../static/passage-roads.js";
import { describe, write } from "../../static/passages.js";
import { launch, screen } from "./browser.mjs";
import { serve } from "./server.mjs";
import { build, host } from "./static-host.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** A text whose marks overlap, in every kind of block, with links and code in them. */
const TANGLED = new URL("../fixtures/marks-and-passages", import.meta.url).pathname;

/** @type {Record<string, { server: Awaited<ReturnType<typeof serve>>, host: Awaited<ReturnType<typeof host>>, site: Awaited<ReturnType<typeof build>> }>} */
const libraries = {};
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  browser = await launch();
  for (const [name, content] of /** @type {[string, string | undefined][]} */ ([["shipped", undefined], ["tangled", TANGLED]])) {
    const site = await build(content);
    libraries[name] = { site, server: await serve({ content }), host: await host(site.folder, { hasRules: true }) };
  }
});
after(() => browser?.close());
after(async () => {
  for (const { site, server, host } of Object.values(libraries)) await Promise.all([site.remove(), server.stop(), host.stop()]);
});

/** @param {string} name */
function library(name) {
  const found = libraries[name];
  assert.ok(found);
  return found;
}

/**
 * A page that notes what goes wrong in it.
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function open(t, options = {}) {
  const context = await browser.newContext({ viewport: screen(1280), reducedMotion: "reduce", ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  // Without script a browser fetches modules ahead, and gives that up.
  if (options.javaScriptEnabled !== false) page.on("requestfailed", (request) => faults.push(`${request.url()} failed`));
  page.on("response", (response) => response.status() >= 400 && faults.push(`${response.url()} ${response.status()}`));
  return { page, faults };
}

/** Random numbers that are the same in every run. @param {number} state */
function randomly(state) {
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What of a page is the same wherever it comes from. @param {Page} page */
const seen = (page) => page.evaluate(async () => {
  // Browsers take the focus to where the page wants it some time after it is loaded.
  for (let frames = 0; frames < 60 && document.querySelector("mark[autofocus]") && document.activeElement === document.body; frames += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const plain = (/** @type {Element | null} */ element) => {
    const copy = /** @type {Element | undefined} */ (element?.cloneNode(true));
    for (const part of copy ? [copy, ...copy.querySelectorAll("*")] : []) {
      // Notes are laid out by script; what is off says so in a class that is empty otherwise, and to those without script
      // why it may be shown.
      for (const name of ["style", "data-laid", "data-asked"]) part.removeAttribute(name);
      // What has the focus is lit, as soon as script is there.
      part.classList.remove("lit");
      if (!part.className && part.localName !== "mark") part.removeAttribute("class");
      const attributes = [...part.attributes].map(({ name, value }) => /** @type {const} */ ([name, value])).sort();
      for (const [name] of attributes) part.removeAttribute(name);
      for (const [name, value] of attributes) part.setAttribute(name, value);
    }
    return copy?.outerHTML.replace(/\s+/g, " ").replaceAll("> <", "><") ?? "";
  };
  return {
    article: plain(document.querySelector("article")),
    bar: plain(document.querySelector(".shared")),
    legend: plain(document.querySelector("#page--legend")).replace(/<noscript>.*<\/noscript>/, ""),
    hidden: document.documentElement.dataset.hide,
    // Citations of a passage are made by the server; on a host of files there are those of the text.
    links: [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")?.replace(/(\/cite\.\w+)\?.*/, "$1")),
    title: document.title,
    focused: document.activeElement?.id,
    place: scrollY,
  };
});

/** @param {Page} page @param {string} name @param {string} path */
async function bothOf(page, name, path) {
  const { server, host } = library(name);
  await page.goto(server.at(path));
  const served = await seen(page);
  await page.goto(host.at(path));
  if (/text(=|%3D)./.test(path)) await page.locator(".shared").waitFor();
  return { served, hosted: await seen(page) };
}

/**
 * Compares what is seen, and shows only where it begins to differ.
 * @param {Partial<Awaited<ReturnType<typeof seen>>>} hosted
 * @param {Partial<Awaited<ReturnType<typeof seen>>>} served
 * @param {string} path
 */
function assertSame(hosted, served, path) {
  for (const [part, value] of Object.entries(served)) {
    const [there, here] = [value, /** @type {Record<string, unknown>} */ (hosted)[part]].map((value) => JSON.stringify(value) ?? "");
    if (there === here || there === undefined || here === undefined) continue;
    const at = Math.max(0, [...there].findIndex((_, index) => there[index] !== here[index]) - 200);
    assert.fail(`${path}: the ${part} is ${here.slice(at, at + 500)}\nand not ${there.slice(at, at + 500)}`);
  }
}

/** Passages of a text, by the addresses that selecting them gives. @param {string} name @param {string} slug @param {number} count @param {number} seed */
async function passagesOf(name, slug, count, seed) {
  const text = await (await fetch(library(name).server.at(`/${slug}/index.txt`))).text();
  const random = randomly(seed);
  const passages = [];
  while (passages.length < count) {
    const start = random(text.length);
    const found = describe(text, start, Math.min(text.length, start + 1 + random(random(3) ? 40 : 400)));
    if (found) passages.push(`/${slug}?text=${write(found.directive)}`);
  }
  return passages;
}

for (const [name, slug, count] of /** @type {[string, string, number][]} */ ([["tangled", "tangle", 40], ["shipped", "guide", 12], ["shipped", "talking-past-each-other", 12]])) {
  test(`in ${slug} a link's words are marked as the server marks them`, async (t) => {
    const { page, faults } = await open(t);
    for (const path of await passagesOf(name, slug, count, 20)) {
      const { served, hosted } = await bothOf(page, name, path);
      assert.match(served.article, /data-passage/, path);
      assertSame(hosted, served, path);
    }
    assert.deepEqual(faults, []);
  });
}

test("links written by hand are opened like the server opens them, as far as words stand verbatim", async (t) => {
  const { page } = await open(t);
  let marked = 0;
  for (const value of [
    "The+end+repeats:+the+bridge", "bridge,-and", "“Quoted,”", "%22Quoted,%22", "they+said+—+'twice'", "'twice'+...+and+don't",
    "remembers+the+first+stone.", "(Ana+said)", "the+bridge", "bridge", "no+such+words", "THE+END", "can", "don", "500", "3.5", "promise",
    "crosses%20it%20today", "She+went+on:+a+bridge,saying", "Ana+said,+was+a+promise", "-,-", "a+line,signs", "tight+item,the+last",
    "A+quotation,second+line+ends+here%0Aand", "who+crosses-,it,-today",
  ]) {
    const path = `/tangle?text=${value}`;
    const { host, server } = library("tangled");
    const answer = await page.goto(server.at(path));
    const served = await seen(page);
    await page.goto(host.at(path));
    await page.locator(".shared").waitFor();
    const hosted = await seen(page);
    // What was edited, and what is no address at all, takes the server.
    if (answer?.status() !== 200 || served.bar.includes("has changed")) assert.match(hosted.bar, /not in the text|several places/, value);
    else if (served.bar.includes("several places")) assert.match(hosted.bar, /several places/, value);
    // Signs that differ at the ends of words, or where they meet their context, are overlooked by the server alone.
    else if (["bridge,-and", "(Ana+said)"].includes(value)) assert.match(hosted.bar, /not in the text/, value);
    else assertSame(hosted, { ...served, place: hosted.place }, value);
    marked += Number(hosted.article.includes("data-passage"));
  }
  assert.ok(marked >= 8, `${marked} were found`);
});

/** What programs make of the value of an address, as in `tests/suite/passages/roads.rs`. @type {((value: string) => string)[]} */
const ROADS = [
  (value) => String(new URLSearchParams({ text: String(new URLSearchParams(`text=${value}`).get("text")) })).slice(5),
  (value) => value.replaceAll("%20", "+").replaceAll("+", "%2B"),
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(encodeURIComponent(value)),
  (value) => value.replaceAll("%2C", ","),
  (value) => `${value}%E3%80%82`,
  (value) => `${value}_**`,
  (value) => `${value}%E2%80`,
];

test("links that programs changed are opened like the server opens them, and all parameters are read alike", async (t) => {
  const { page, faults } = await open(t);
  const paths = await passagesOf("tangled", "tangle", 6, 11);
  for (const path of paths) {
    const value = path.slice(path.indexOf("=") + 1);
    for (const travel of ROADS) {
      const { served, hosted } = await bothOf(page, "tangled", `/tangle?text=${travel(value)}`);
      assertSame(hosted, { article: served.article, title: served.title, bar: served.bar }, `${value}: ${travel(value)}`);
    }
    for (const query of [`text=&text=${value}`, `hide=&amp;text=${value}&text=x`, `hide=notes&amp%3Btext=${value}`, `hide=notes%2Bspeakers&text%3D${value}`]) {
      const { served, hosted } = await bothOf(page, "tangled", `/tangle?${query}`);
      assertSame(hosted, { article: served.article, hidden: served.hidden, title: served.title }, query);
    }
  }
  assert.deepEqual(faults, []);
});

test("the places that a link may mean are listed like the server lists them, each with a link that means it", async (t) => {
  const { page } = await open(t);
  for (const value of ["the%20bridge", "bridge"]) {
    const { served, hosted } = await bothOf(page, "tangled", `/tangle?text=${value}`);
    const words = (/** @type {string} */ bar) => bar.replace(/href="[^"]*"/g, "");
    assertSame({ bar: words(hosted.bar) }, { bar: words(served.bar) }, value);
    const links = await page.locator(".shared li a").evaluateAll((links) => links.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
    assert.ok(links.length > 1, value);
    for (const link of links) {
      await page.goto(link);
      await page.locator("section.shared").waitFor();
    }
  }
});

test("server and script write addresses alike", async () => {
  let count = 0;
  for (const [name, slug] of /** @type {const} */ ([["tangled", "tangle"], ["shipped", "guide"], ["shipped", "talking-past-each-other"]])) {
    const page = await (await fetch(library(name).server.at(`/${slug}`))).text();
    for (const { 1: value = "" } of page.matchAll(/class="permalink" href="\?text=([^"]+)"/g)) {
      assert.equal(write(readings(value).ranks[0]?.[0] ?? { start: "" }), value);
      count += 1;
    }
    // And what the script writes, the server writes into the address of the passage's frame.
    for (const path of await passagesOf(name, slug, 20, 5)) {
      const frame = await (await fetch(library(name).server.at(path.replace("?", "/embed?")))).text();
      assert.ok(frame.includes(`href="${path}"`), path);
    }
  }
  assert.ok(count > 60, `${count} links`);
});

test("words that are not there are not marked, and the page says so", async (t) => {
  const { page, faults } = await open(t);
  await page.goto(library("shipped").host.at("/guide?text=no+such+%3Cb%3Ewords"));
  const line = page.locator(".shared");
  await line.waitFor();
  assert.match(await line.innerText(), /A passage that is not found\s+What this link quotes is not in the text, or is there no longer: “?no such <b>words/);
  assert.equal(await page.locator("mark[data-passage]").count(), 0);
  await line.getByRole("link", { name: "Read from the start" }).click();
  assert.equal(await page.locator(".shared").count(), 0);
  assert.deepEqual(faults, []);
});

test("what the address hides is hidden, and every link keeps it", async (t) => {
  const { page, faults } = await open(t);
  for (const path of ["/guide?hide=notes", "/guide?hide=notes+speakers/ana", "/guide?hide=speakers+speakers/ana&text=A+bridge+is,dear+to+keep", "/talking-past-each-other?hide=analogies%2Cspeakers"]) {
    const { served, hosted } = await bothOf(page, "shipped", path);
    assert.ok(served.hidden);
    assertSame(hosted, { ...served, place: hosted.place }, path);
  }
  for (const path of ["/?hide=notes", "/guide/notes?hide=notes+speakers", "/guide/notes/the-vote?hide=speakers/ana"]) {
    const { served, hosted } = await bothOf(page, "shipped", path);
    assert.deepEqual({ hidden: hosted.hidden, links: hosted.links }, { hidden: served.hidden, links: served.links }, path);
  }
  assert.deepEqual(faults, []);
});

test("marks that a passage cut light up and are switched off like the others", async (t) => {
  const { page, faults } = await open(t);
  await page.goto(library("tangled").host.at("/tangle?text=in+stone,nobody+who"));
  await page.locator(".shared").waitFor();
  const marks = page.locator("mark[data-annotations~='speakers/ana']");
  assert.ok((await marks.count()) > 4);
  await page.locator("#page--legend [data-switch=speakers]").click();
  for (const mark of await marks.all()) assert.doesNotMatch((await mark.getAttribute("class")) ?? "", /line/);
  await page.locator("#page--legend [data-switch=speakers]").click();
  await page.locator("#speakers--ana").hover();
  for (const mark of await marks.all()) assert.match((await mark.getAttribute("class")) ?? "", /lit/);
  assert.deepEqual(faults, []);
});

test("a frame shows its passage like the server's", async (t) => {
  const { page, faults } = await open(t);
  const { server, host } = library("shipped");
  const text = () => page.locator("main").evaluate((main) => main.innerHTML.replace(/\s*\n\s*/g, "").replace(/href="[^"]*"/g, (link) => decodeURIComponent(link)));
  for (const path of ["/guide/embed", ...(await passagesOf("shipped", "guide", 8, 3)).map((path) => path.replace("?", "/embed?")), "/guide/embed?text=no+such+words"]) {
    await page.goto(server.at(path));
    const served = await text();
    const isChanged = path.includes("text=");
    await page.goto(host.at(path));
    if (isChanged) await page.locator(path.includes("no+such") ? ".facts" : "blockquote").waitFor();
    assert.equal(await text(), served, path);
  }
  assert.deepEqual(faults, []);
});

test("every link of every page leads somewhere, and nothing that a page loads is missing", async (t) => {
  const { host } = library("shipped");
  const { page, faults } = await open(t);
  const seen = new Set(["/"]);
  for (const path of seen) {
    const answer = await fetch(host.at(path));
    assert.equal(answer.status, 200, path);
    if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
    await page.goto(host.at(path), { waitUntil: "networkidle" });
    const links = await page.evaluate(() => [...document.querySelectorAll("a[href], link[href]")].map((link) => new URL(link.getAttribute("href") ?? "", link.baseURI).href));
    for (const { origin, pathname } of links.map((link) => new URL(link))) if (host.at("/").startsWith(origin)) seen.add(decodeURI(pathname));
  }
  assert.ok(seen.size > 60, `${seen.size} addresses`);
  assert.deepEqual([faults, host.missing], [[], []]);
});

test("without script the text, its notes and its links are there", async (t) => {
  const { page, faults } = await open(t, { javaScriptEnabled: false });
  const { host, server } = library("shipped");
  await page.goto(server.at("/guide"));
  const text = await page.locator("article").innerText();
  await page.goto(host.at("/guide"));
  assert.equal(await page.locator("article").innerText(), text);
  assert.match(await page.locator("#page--legend").innerText(), /these switches need script/);
  await page.locator(".permalink").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("article").innerText(), text);
  assert.deepEqual(faults, []);
});

test("the headers and redirects that hosts read are the server's", async () => {
  const { server, host } = library("shipped");
  const names = ["content-security-policy", "cross-origin-resource-policy", "cross-origin-opener-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cache-control"];
  for (const path of ["/", "/guide", "/guide/embed", "/guide/notes", "/guide/notes/the-vote", "/guide/card.png", "/guide/index.md", "/guide/cite.bib", "/guide/cite.ris", "/guide/cite.json", "/guide/annotations.csv", "/guide/annotations.jsonld", "/guide/annotations/1.jsonld", "/feed.atom", "/robots.txt"]) {
    const [served, hosted] = await Promise.all([fetch(server.at(path)), fetch(host.at(path))]);
    // No rule of a host parts these from the pages beside them by their ending; CORS is what scripts need.
    const isApart = path === "/feed.atom" || path.endsWith("1.jsonld");
    for (const name of names.filter((name) => !(isApart && name === "cross-origin-resource-policy"))) assert.equal(hosted.headers.get(name), served.headers.get(name), `${name} of ${path}`);
    if (!path.endsWith("1.jsonld")) assert.equal(hosted.headers.get("content-type"), served.headers.get("content-type"), path);
    if (path !== "/guide/notes/the-vote") {
      const allowed = "access-control-allow-origin";
      assert.equal(hosted.headers.get(allowed), served.headers.get(allowed), path);
    }
    assert.deepEqual(Buffer.from(await hosted.arrayBuffer()).length > 0, true);
  }
  const style = /href="(\/static\/[^"]+)"/.exec(await (await fetch(host.at("/"))).text())?.[1] ?? "";
  assert.match((await fetch(host.at(style))).headers.get("cache-control") ?? "", /immutable/);
  const [served, hosted] = await Promise.all([server, host].map((where) => fetch(where.at("/guide/?hide=notes"), { redirect: "manual" })));
  assert.equal(hosted?.headers.get("location"), served?.headers.get("location"));
});
