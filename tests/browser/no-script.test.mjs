// Everything reads and links without script: bodies, marks, references and links of the shipped library.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { addressesOf, holds, wordsOf } from "./library.mjs";
import { openPiece, openWindow, pieces, server, testPieces } from "./shipped-library.mjs";
import { isInView, isVisible } from "./visibility.mjs";

testPieces("every annotation has its body once in the page, and it is seen", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, screen(1280));
  for (const { key, id, title } of annotations) {
    const body = page.locator(`[data-annotation="${key}"]`);
    assert.equal(await body.count(), 1, `${key} stands in the page ${await body.count()} times`);
    assert.equal(await body.getAttribute("id"), id);
    assert.ok(await body.evaluate(isVisible), `${key} is not seen`);
    assert.ok((await body.innerText()).includes(title), `${key} is shown without its title`);
  }
  const bodies = await page.locator("[data-annotation]").count();
  assert.equal(bodies, annotations.length, "the page has bodies that no file is behind");
});

testPieces("every body shows all the words of its file", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, screen(1280));
  for (const { key, words } of annotations) {
    const shown = wordsOf(await page.locator(`[data-annotation="${key}"]`).innerText());
    assert.ok(holds(shown, words), `${key} shows other words than its file has`);
  }
});

testPieces("a mouse goes from each reference to its body and back", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, screen(1280));
  await follow(page, annotations, (link) => link.click());
});

testPieces("a keyboard goes from each reference to its body and back, on a phone too", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, PHONE);
  await follow(page, annotations, (link) => link.press("Enter"));
});

/**
 * Follows every reference to its body, and every link back.
 * @param {import("playwright-core").Page} page
 * @param {import("./library.mjs").Annotation[]} annotations
 * @param {(link: import("playwright-core").Locator) => Promise<void>} activate
 */
async function follow(page, annotations, activate) {
  const references = await page.locator("article a.ref").all();
  const followed = new Set();
  for (const reference of references) {
    const id = await reference.getAttribute("id");
    const href = (await reference.getAttribute("href")) ?? "";
    await activate(reference);
    await landed(page, href, `the reference ${id}`);
    const key = await page.locator(href).getAttribute("data-annotation");
    assert.ok(key, `${href} is no body`);
    followed.add(key);

    const back = page.locator(`${href} a[role=doc-backlink][href="#${id}"]`);
    assert.equal(await back.count(), 1, `${key} has ${await back.count()} links back to ${id}`);
    assert.ok(await back.evaluate(isVisible), `the link from ${key} back to ${id} is not seen`);
    await activate(back);
    await landed(page, `#${id}`, `the link back from ${key}`);
  }
  assert.deepEqual([...followed].sort(), annotations.map(({ key }) => key).sort(), "not every annotation has a reference");
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} hash
 * @param {string} what
 */
async function landed(page, hash, what) {
  assert.equal(new URL(page.url()).hash, hash, `${what} leads elsewhere`);
  const target = page.locator(`[id="${hash.slice(1)}"]`);
  assert.ok(await target.evaluate(isVisible), `${what} leads to something that is not seen`);
  assert.ok(await target.evaluate(isInView), `${what} leads to something out of the window`);
}

testPieces("footnotes are left the way that they were reached", async (t, { slug }) => {
  const page = await openPiece(t, slug, screen(1280));
  for (const reference of await page.locator("article a[role=doc-noteref]:not(.ref)").all()) {
    const href = (await reference.getAttribute("href")) ?? "";
    await reference.click();
    await landed(page, href, "a footnote's number");
    await page.locator(`${href} a[role=doc-backlink]`).first().click();
    await landed(page, `#${await reference.getAttribute("id")}`, "the way back from a footnote");
  }
});

testPieces("marks look different from the text around them, and kinds from one another", async (t, { slug, annotations }) => {
  const page = await openPiece(t, slug, screen(1280));
  const marks = await page.locator("mark[data-annotations]").evaluateAll((marks) => {
    const shape = (/** @type {Element} */ element, /** @type {string | null} */ pseudo) => {
      const style = getComputedStyle(element, pseudo);
      const isBox = !pseudo || (style.content !== "none" && style.content !== "normal");
      return [
        isBox && style.backgroundColor !== "rgba(0, 0, 0, 0)" ? style.backgroundColor : "",
        isBox && style.backgroundImage !== "none" ? style.backgroundImage : "",
        isBox && style.boxShadow !== "none" ? style.boxShadow : "",
        style.textDecorationLine !== "none" ? style.textDecoration : "",
        ...["Top", "Right", "Bottom", "Left"].map((side) => {
          const width = style.getPropertyValue(`border-${side.toLowerCase()}-width`);
          return isBox && width !== "0px" ? `${side} ${width}` : "";
        }),
      ].filter(Boolean).join("; ");
    };
    return marks.map((mark) => ({
      keys: mark.getAttribute("data-annotations")?.split(" ") ?? [],
      look: [shape(mark, null), shape(mark, "::before"), shape(mark, "::after")].join(" | "),
      around: [shape(mark.parentElement ?? mark, null), "", ""].join(" | "),
    }));
  });
  const marked = new Set(marks.flatMap(({ keys }) => keys));
  assert.deepEqual([...marked].sort(), annotations.map(({ key }) => key).sort(), "not every annotation has a mark");
  for (const { keys, look, around } of marks) assert.notEqual(look, around, `the mark of ${keys} looks like plain text`);
  // Of each layer, and of each speaker, one mark that is theirs alone.
  const kindOf = (/** @type {string} */ key) => (key.startsWith("speakers/") ? key : key.split("/")[0]);
  const alone = marks.filter(({ keys }) => keys.length === 1);
  const looks = new Map(alone.map(({ keys, look }) => [kindOf(keys[0] ?? ""), look]));
  assert.equal(new Set(looks.values()).size, looks.size, `some of these look the same: ${[...looks].join("\n")}`);
});

/** The links that lead to other pages; what a piece is exported as are files. */
const WAYS = "a[href]:not(.cite a)";

test("clicks lead from the library to every page", async (t) => {
  const page = await openWindow(t, screen(1280));
  const expected = addressesOf(pieces);

  const reached = new Set(["/"]);
  for (const path of reached) {
    const address = server.at(path);
    await page.goto(address);
    const links = await page.locator(WAYS).evaluateAll((links) => links.map((link) => new URL(link.getAttribute("href") ?? "", document.baseURI).href));
    const onward = links.map((href, index) => ({ index, url: new URL(href) })).filter(({ url }) => address.startsWith(url.origin));
    for (const { index, url } of onward) {
      if (reached.has(url.pathname)) continue;
      if (page.url() !== address) await page.goto(address);
      await page.locator(WAYS).nth(index).click();
      await page.waitForURL(url.href);
      reached.add(url.pathname);
      const title = url.pathname.endsWith(".md") ? "a text" : await page.title();
      assert.ok(title && !title.startsWith("There is no page"), `${path} links to ${url.pathname}, which is not there`);
    }
  }
  assert.deepEqual([...reached].sort(), expected.sort());
});

test("what a piece is exported as is two clicks away", async (t) => {
  const page = await openWindow(t, screen(1280));
  const address = server.at("/talking-past-each-other");
  await page.goto(address);
  const count = await page.locator(".cite a").count();
  assert.equal(count, 8);
  for (let index = 0; index < count; index += 1) {
    if (page.url() !== address) await page.goto(address);
    const link = page.locator(".cite a").nth(index);
    if (!(await link.isVisible())) await page.locator(".cite summary").click();
    const href = new URL((await link.getAttribute("href")) ?? "", address).href;
    // A browser shows the types that it knows and keeps the others as files.
    const kept = page.waitForEvent("download").then((download) => download.url());
    const shown = page.waitForURL(href).then(() => page.url());
    // The other of the two waits in vain.
    for (const waiting of [kept, shown]) waiting.catch(() => {});
    const opened = Promise.any([kept, shown]);
    await link.click();
    assert.equal(await opened, href);
    assert.equal((await fetch(href)).status, 200, href);
  }
});
