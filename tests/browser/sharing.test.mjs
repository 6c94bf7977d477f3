// Sharing what is selected: a toolbar that is never in the way, and what it copies.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { wordsOf } from "./library.mjs";
import { copied, copiedAs, copiedOnce, drag, quoted, select, toolbar } from "./selecting.mjs";
import { openPiece, server } from "./shipped-library.mjs";

/** @typedef {import("playwright-core").Page} Page */

const PIECE = "talking-past-each-other";
const PARAGRAPH = "article > p";

/** @param {import("node:test").TestContext} t @param {{ slug?: string, viewport?: { width: number, height: number }, options?: import("playwright-core").BrowserContextOptions }} [how] */
async function open(t, { slug = PIECE, viewport = screen(1280), options = {} } = {}) {
  const permissions = ["clipboard-read", "clipboard-write"];
  return openPiece(t, slug, viewport, { javaScriptEnabled: true, permissions, ...options });
}

/** Where the toolbar stands, and the boxes of what is selected of the text. @param {Page} page */
const places = (page) => page.evaluate(() => {
  const range = getSelection()?.getRangeAt(0);
  const bar = document.querySelector("[role=toolbar]")?.getBoundingClientRect();
  if (!range || !bar) throw new Error("there is no toolbar");
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  const boxes = [];
  for (let node = /** @type {Node | null} */ (walker.currentNode); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || !range.intersectsNode(node) || node.parentElement?.closest("aside, [role=toolbar]")) continue;
    const own = document.createRange();
    own.setStart(node, node === range.startContainer ? range.startOffset : 0);
    own.setEnd(node, node === range.endContainer ? range.endOffset : node.length);
    boxes.push(...own.getClientRects());
  }
  const plain = ({ left = 0, right = 0, top = 0, bottom = 0 }) => ({ left, right, top, bottom });
  return { bar: plain(bar), boxes: boxes.map(plain), width: document.documentElement.clientWidth, height: innerHeight };
});

/** @param {Page} page @param {string} context */
async function assertBeside(page, context) {
  const { bar, boxes, width } = await places(page);
  assert.ok(boxes.length > 0);
  assert.ok(bar.left >= 0 && bar.right <= width, `${context}: the toolbar leaves the window: ${JSON.stringify(bar)}`);
  for (const box of boxes) {
    const isApart = bar.bottom <= box.top || bar.top >= box.bottom || bar.right <= box.left || bar.left >= box.right;
    assert.ok(isApart, `${context}: the toolbar ${JSON.stringify(bar)} covers ${JSON.stringify(box)}`);
  }
}

for (const width of [PHONE.width, 1280]) {
  test(`at ${width} px the toolbar stands beside what the mouse selects, and never on it`, async (t) => {
    const page = await open(t, { viewport: screen(width) });
    const heights = await page.locator(PARAGRAPH).evaluateAll((paragraphs) => paragraphs.map((paragraph) => paragraph.getBoundingClientRect().height));
    const tall = heights.flatMap((height, index) => (height > 90 ? [index] : [])).slice(1, 3);
    assert.ok(tall.length > 1);
    for (const index of tall) {
      // At the top of the window, in its middle, and at its foot.
      for (const place of [4, 400, 780]) {
        await page.mouse.click(4, 300);
        const box = await page.locator(PARAGRAPH).nth(index).evaluate(async (paragraph, place) => {
          // Until the page stands still.
          for (let frames = 0, still = 0; still < 12 && frames < 90; frames += 1, still += 1) {
            const off = paragraph.getBoundingClientRect().top - place;
            if (Math.abs(off) > 1 && still) still = 0;
            scrollBy({ top: off, behavior: "instant" });
            await new Promise((resolve) => requestAnimationFrame(resolve));
          }
          const { left, right } = paragraph.getBoundingClientRect();
          return { left, right };
        }, place);
        for (const [from, to] of [[box.left + 2, box.left + 90], [box.left + 60, box.right - 4], [box.right - 60, box.right - 2]]) {
          // Pressing on what is selected would drag it away.
          await page.evaluate(() => getSelection()?.removeAllRanges());
          const top = await page.locator(PARAGRAPH).nth(index).evaluate((paragraph) => paragraph.getBoundingClientRect().top);
          await drag(page, { x: from ?? 0, y: top + 12 }, { x: to ?? 0, y: top + 76 });
          await toolbar(page).waitFor({ timeout: 5000 });
          await assertBeside(page, `paragraph ${index} at ${place}`);
          const { bar, height } = await places(page);
          assert.ok(bar.top >= 0 && bar.bottom <= height, `paragraph ${index} at ${place}: the toolbar is out of sight`);
          await page.keyboard.press("Escape");
          await toolbar(page).waitFor({ state: "detached" });
        }
      }
    }
  });
}

test("nothing of it is loaded before something is selected, and nothing shifts when it comes", async (t) => {
  const page = await open(t);
  await page.waitForLoadState("networkidle");
  const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\/(share|passage|selection)/.test(name)));
  assert.deepEqual(await loaded(), []);
  const tops = () => page.locator("article [id]:not(.fold)").evaluateAll((blocks) => blocks.map((block) => `${block.id} ${Math.round(block.getBoundingClientRect().top + scrollY)}`));
  const before = await tops();
  await select(page, [PARAGRAPH, 1, "a"]);
  await toolbar(page).waitFor();
  assert.ok((await loaded()).length > 2);
  assert.deepEqual(await tops(), before);
});

test("the keyboard selects, comes to the toolbar after the block, and goes through it", async (t) => {
  const page = await open(t);
  const block = page.locator(PARAGRAPH).filter({ hasText: "Wendy Sherman" }).first();
  await block.dblclick({ position: { x: 20, y: 14 } });
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Control+Shift+ArrowRight");
  await toolbar(page).waitFor();
  const words = await page.evaluate(() => String(getSelection()));
  assert.ok(wordsOf(words).length > 1, words);
  await assertBeside(page, "by keyboard");
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  assert.equal(await focused(), "Copy link");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "Copy quote");
  await page.keyboard.press("End");
  assert.equal(await focused(), "Picture");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "Copy link");
  assert.equal(await page.evaluate(() => String(getSelection())), words);
  // Back from it is the block, on from it what follows the block.
  await page.keyboard.press("Shift+Tab");
  assert.ok(await block.evaluate((block) => block.contains(document.activeElement)));
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Copy link");
  await page.keyboard.press("Tab");
  assert.ok(await block.evaluate((block) => !block.contains(document.activeElement) && block.compareDocumentPosition(document.activeElement ?? block) & Node.DOCUMENT_POSITION_FOLLOWING));
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await toolbar(page).getByText("Copied").waitFor();
  assert.deepEqual(wordsOf(quoted(await copied(page)) ?? ""), wordsOf(words));
  assert.equal(await page.getByRole("status").innerText(), "Link copied");
  await toolbar(page).getByText("Copy link").waitFor();
  await page.keyboard.press("Escape");
  await toolbar(page).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => String(getSelection())), words);
});

test("a finger gets the toolbar below what is selected, and can press its buttons", async (t) => {
  const page = await open(t, { viewport: PHONE, options: { hasTouch: true, isMobile: true } });
  await page.touchscreen.tap(5, 5);
  await select(page, [PARAGRAPH, 1, "the"]);
  await toolbar(page).waitFor();
  await assertBeside(page, "by touch");
  const { bar, boxes } = await places(page);
  assert.ok(boxes.every(({ bottom }) => bar.top >= bottom + 20), "it is in the way of the handles or the system's menu");
  await toolbar(page).getByText("Copy link").tap();
  await toolbar(page).getByText("Copied").waitFor();
  assert.match(await copied(page), /[?]text=/);
});

test("what is selected may cross highlights, paragraphs, items and cells", async (t) => {
  const page = await open(t, { slug: "guide" });
  for (const [from, to, start, end] of /** @type {[[string, number, string], [string, number, string], RegExp, RegExp][]} */ ([
    [["article p:has(mark)", 0, "Its text"], ["article p:has(mark)", 0, "beside it"], /^Its text is one file of Markdown/, /beside it$/],
    [["article > p", 0, "compare"], ["article > p", 1, "A library"], /(^|,)compare,/, /A library$/],
    [["article > ul li", 0, "content/"], ["article > ul li", 2, "the text"], /content/, /text$/],
    [["article td", 0, "Price"], ["article td", 4, "summers"], /Price,/, /summers/],
  ])) {
    await select(page, from, to);
    await toolbar(page).waitFor();
    await assertBeside(page, String(from));
    await toolbar(page).getByText("Copy link").click();
    await toolbar(page).getByText("Copied").waitFor();
    const address = await copied(page);
    assert.match(quoted(address) ?? "", start);
    assert.match(quoted(address) ?? "", end);
    await page.keyboard.press("Escape");
    await toolbar(page).waitFor({ state: "detached" });
  }
});

test("what is copied says the words, where they are from, and the way there", async (t) => {
  const page = await open(t, { slug: "guide" });
  await page.goto(`${page.url()}?hide=notes#page--text`);
  await select(page, ["article > p", 0, "Its text"], ["article > p", 1, "to itself"]);
  const bar = toolbar(page);
  await bar.getByText("Copy link").click();
  await bar.getByText("Copied").waitFor();
  const address = await copied(page);
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/guide[?]text=[^&#]+$/);
  await bar.getByText("Copy quote").click();
  await page.getByText("Quotation copied").waitFor({ state: "attached" });
  const plain = await copiedAs(page, "text/plain");
  assert.match(plain, /^Its text is one file of Markdown\. Every note/);
  assert.ok(plain.includes("\n\nWhat lies in the folder\n\nA library is a folder. Each text in it has a folder to itself\n\n— "), plain);
  assert.ok(plain.includes("How to annotate a text") && plain.endsWith(`\n${address}`), plain);
  const html = await copiedAs(page, "text/html");
  assert.equal((html.match(/<p dir="auto">/g) ?? []).length, 3, html);
  assert.match(html, /<blockquote[^>]*cite="[^"]*[?]text=/);
  assert.ok(html.includes("<cite>How to annotate a text</cite></a>"), html);
  await bar.getByText("Markdown").click();
  const markdown = await copiedOnce(page, (text) => text.startsWith("> "));
  assert.match(markdown, /^> Its text[^\n]*\n>\n> What lies in the folder\n>\n> A library[^\n]*\n\n— .*\[How to annotate a text\]\(http:[^ ()]*\)/);
  const picture = bar.getByRole("link", { name: "Save as picture" });
  assert.equal(await picture.getAttribute("href"), `/guide/card.png${new URL(address).search}`);
  assert.equal(await picture.getAttribute("download"), "");
});

test("what a speaker says is copied as the speaker's", async (t) => {
  const page = await open(t, { slug: "guide" });
  await select(page, ["article", 0, "reaching for the knife"], ["article", 0, "third time"]);
  await toolbar(page).getByText("Copy quote").click();
  assert.match(await copiedOnce(page, (text) => text.includes("\n\n— ")), /\n\n— Ben, in Sidelight, How to annotate a text\n/);
});

test("copying by keyboard gives the plain words, with the toolbar there or not", async (t) => {
  const page = await open(t, { slug: "guide" });
  await select(page, ["article > p", 0, "This page is made"], ["article > p", 1, "called a piece"]);
  const words = async () => {
    await page.keyboard.press("Control+C");
    return wordsOf(await copied(page));
  };
  const expected = await page.locator("article > p").evaluateAll((paragraphs) => paragraphs.slice(0, 2).map((paragraph) => {
    const copy = /** @type {Element} */ (paragraph.cloneNode(true));
    for (const element of copy.querySelectorAll("a.ref, .permalink")) element.remove();
    return copy.textContent;
  }).join(" "));
  await toolbar(page).waitFor();
  // Notes that stand between two paragraphs are selected with them: they are words of the page, not of the toolbar.
  const first = wordsOf(expected).slice(0, 30);
  const taken = await words();
  assert.deepEqual(taken.slice(0, 30), first);
  assert.ok(!taken.join(" ").includes("Copy link"));
  await page.keyboard.press("Escape");
  assert.deepEqual(await words(), taken);
  await page.keyboard.press("Control+A");
  await toolbar(page).waitFor();
  assert.ok(!(await words()).join(" ").includes("Copy quote"));
});

test("the toolbar goes with the selection, and when it is scrolled far away", async (t) => {
  const page = await open(t);
  await select(page, [PARAGRAPH, 2, "the"]);
  await toolbar(page).waitFor();
  await page.mouse.click(4, 300);
  await toolbar(page).waitFor({ state: "detached" });
  await select(page, [PARAGRAPH, 2, "the"]);
  await toolbar(page).waitFor();
  await page.evaluate(() => scrollBy({ top: 3000, behavior: "instant" }));
  await toolbar(page).waitFor({ state: "detached" });
});

test("what is outside the text is no passage", async (t) => {
  const page = await open(t);
  for (const selector of ["header h1", "aside.note .note-body", "section.panel section.body"]) {
    await page.locator(selector).first().evaluate((element) => getSelection()?.selectAllChildren(element));
    await page.waitForTimeout(600);
    assert.equal(await toolbar(page).count(), 0, selector);
  }
});

test("y copies the link to what is selected, marked or focused", async (t) => {
  const page = await open(t);
  await page.keyboard.press("y");
  await page.getByText("Nothing is selected").waitFor({ state: "attached" });
  const press = async () => {
    await page.evaluate(() => navigator.clipboard.writeText("none yet"));
    await page.keyboard.press("y");
    return quoted(await copiedOnce(page, (text) => text.startsWith("http"))) ?? "";
  };
  await select(page, [PARAGRAPH, 1, "the"]);
  assert.match(await press(), /\bthe\b/);
  await page.evaluate(() => getSelection()?.removeAllRanges());
  await toolbar(page).waitFor({ state: "detached" });

  const reference = page.locator("article a.ref").nth(1);
  const key = await reference.evaluate((link) => document.getElementById(decodeURIComponent(/** @type {HTMLAnchorElement} */ (link).hash.slice(1)))?.dataset.annotation);
  const marked = await page.locator(`mark[data-annotations~="${key}"]`).first().evaluate((mark) => {
    const copy = /** @type {Element} */ (mark.cloneNode(true));
    for (const link of copy.querySelectorAll("a.ref")) link.remove();
    return copy.textContent ?? "";
  });
  await reference.focus();
  assert.ok(wordsOf(await press()).join(" ").includes(wordsOf(marked).join(" ")));
  // It says so beside the passage, for a moment.
  await toolbar(page).getByText("Copied").waitFor();
  await toolbar(page).waitFor({ state: "detached" });

  await reference.blur();
  await page.locator(PARAGRAPH).nth(2).evaluate((paragraph) => {
    const mark = document.createElement("mark");
    mark.dataset.passage = "";
    mark.append(...paragraph.childNodes);
    paragraph.append(mark);
  });
  const opening = wordsOf(await page.locator(PARAGRAPH).nth(2).innerText()).slice(0, 3);
  assert.deepEqual(wordsOf(await press()).slice(0, 3), opening);
});

test("where the system has a sheet for sharing, it gets the quotation and the link", async (t) => {
  const page = await open(t);
  await page.addInitScript(() => {
    navigator.share = async (data) => void (/** @type {any} */ (window).shared = data);
  });
  await page.reload();
  await select(page, [PARAGRAPH, 1, "the"]);
  await toolbar(page).getByRole("button", { name: "Share" }).click();
  const shared = await page.evaluate(() => /** @type {any} */ (window).shared);
  assert.equal(shared.text, "the");
  assert.ok(shared.url.startsWith(server.at(`/${PIECE}?text=`)));
});

test("without the newer clipboard, as on a line that is not safe, it copies all the same", async (t) => {
  const page = await open(t);
  await page.addInitScript(() => Object.defineProperty(navigator.clipboard, "write", { value: undefined }));
  await page.reload();
  await select(page, [PARAGRAPH, 1, "the"]);
  await toolbar(page).getByText("Copy quote").click();
  await toolbar(page).getByText("Copied").waitFor();
  assert.match(await copied(page), /^the\n\n— /);
});
