// The legend with script: its switches show at once what the server would show for the address that they leave behind.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, screen } from "./browser.mjs";
import { openPiece, pieces, server, testPieces } from "./shipped-library.mjs";
import { isInView, isVisible } from "./visibility.mjs";

const SCRIPTED = { javaScriptEnabled: true };

/** @typedef {import("playwright-core").Page} Page */

/**
 * What a page shows and where it leads, without what only script adds, places of notes, open folds, what is lit, and
 * what only readers without it need: why a note is shown that the address hides.
 * @param {Page} page
 */
function shown(page) {
  return page.evaluate(() => {
    const copy = /** @type {HTMLElement} */ (document.querySelector("main")?.cloneNode(true));
    for (const element of copy.querySelectorAll("#page--status, #page--keys-open")) element.remove();
    const lines = [...copy.querySelectorAll("*")].map((element) => {
      element.classList.remove("lit");
      const attributes = [...element.attributes].filter(({ name }) => !["style", "open", "data-laid", "data-asked"].includes(name));
      const written = attributes.map(({ name, value }) => {
        if (name === "href") return `href=${new URL(value, location.href).href.replace(/#.*/, "")}${value.replace(/[^#]*/, "")}`;
        return `${name}=${name === "class" ? value.split(/\s+/).filter(Boolean).sort().join(" ") : value}`;
      });
      return `${element.tagName} ${written.filter((text) => text !== "class=").sort().join(" ")}`;
    });
    return { address: location.search, hide: document.documentElement.dataset.hide ?? "", text: copy.textContent, lines };
  });
}

/** What a reader clicks on, one after the other. @param {import("./library.mjs").Piece} piece */
function clicks({ annotations }) {
  const speakers = annotations.filter(({ layer }) => layer === "speakers").map(({ key }) => key);
  const [first = "", second = ""] = speakers;
  return [["notes"], [first], ["speakers", second], ["notes", "notes"], ["none", "analogies"], ["none", first], ["none", "all"], [first, "speakers"]];
}

testPieces("the script shows what the server would", async (t, piece) => {
  const page = await openPiece(t, piece.slug, screen(1500), SCRIPTED);
  for (const names of clicks(piece)) {
    await page.goto(server.at(`/${piece.slug}`));
    for (const name of names) {
      const link = ["all", "none"].includes(name) ? `[data-whole="${name}"]` : `[data-switch="${name}"]`;
      await page.locator(link).evaluate((link) => /** @type {HTMLElement} */ (link).click());
    }
    const byScript = await shown(page);
    await page.reload();
    assert.deepEqual(byScript, await shown(page), names.join(" "));
  }
});

testPieces("switches are links that work without script", async (t, piece) => {
  const page = await openPiece(t, piece.slug, screen(1500));
  const notes = page.locator("aside.note");
  const count = await notes.count();
  assert.ok(count > 0);
  assert.equal(await notes.filter({ visible: true }).count(), count);
  const layers = new Set(piece.annotations.map(({ layer }) => layer));
  for (const layer of layers) await page.locator(`[data-switch="${layer}"]`).click();
  assert.equal(await notes.filter({ visible: true }).count(), 0);
  assert.equal(await page.locator(".panel").filter({ visible: true }).count(), 0, "headings of nothing are left");
  const painted = page.locator("article mark").evaluateAll((marks) =>
    marks.filter((mark) => /gradient/.test(getComputedStyle(mark).backgroundImage)).length,
  );
  assert.equal(await painted, 0);
  await page.getByRole("link", { name: "Show all" }).click();
  assert.equal(new URL(page.url()).search, "");
  assert.equal(await notes.filter({ visible: true }).count(), count);
});

test("what is hidden stays hidden from page to page and back", async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    const [{ slug } = { slug: "" }] = pieces;
    const page = await openPiece(t, slug, screen(1500), { javaScriptEnabled });
    await page.locator('[data-switch="notes"]').click();
    await page.locator(".piece-foot a").first().click();
    assert.equal(new URL(page.url()).search, "?hide=notes");
    await page.locator("header.piece .of a").first().click();
    assert.equal(new URL(page.url()).pathname, `/${slug}`);
    assert.equal(await page.locator('aside[data-annotation^="notes/"]').filter({ visible: true }).count(), 0);
  }
});

test("arrows lead from one place to the next and around, and the first is where the reader is", async (t) => {
  const { slug, annotations } = pieces.find(({ slug }) => slug === "talking-past-each-other") ?? { slug: "", annotations: [] };
  const key = annotations.find(({ title }) => title === "The columnist")?.key ?? "";
  for (const javaScriptEnabled of [true, false]) {
    const page = await openPiece(t, slug, screen(1500), { javaScriptEnabled });
    const ids = await page.locator(`a.ref[href="#${key.replace("/", "--")}"]`).evaluateAll((refs) => refs.map(({ id }) => id));
    assert.ok(ids.length > 3);
    const arrow = (/** @type {number} */ step) => page.locator(`li:has(> [data-switch="${key}"]) [data-step="${step}"]`);
    const at = () => page.evaluate(() => document.activeElement?.id || location.hash.slice(1));
    await arrow(1).click();
    assert.equal(await at(), ids[0]);
    if (!javaScriptEnabled) continue;
    for (const id of [...ids.slice(1), ids[0]]) {
      await arrow(1).click();
      assert.equal(await at(), id);
    }
    await arrow(-1).click();
    assert.equal(await at(), ids.at(-1));
    // Somewhere else in the text, the next place is the next one from there.
    await page.evaluate((id) => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      document.getElementById(id)?.scrollIntoView({ block: "start" });
    }, ids[3] ?? "");
    await arrow(1).click();
    assert.equal(await at(), ids[3]);
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await arrow(-1).click();
    assert.equal(await at(), ids.at(-1));
  }
});

test("on a phone the legend is a few lines, and its switches are large enough for a finger", async (t) => {
  for (const { slug } of pieces) {
    const page = await openPiece(t, slug, PHONE, SCRIPTED);
    const height = await page.locator(".rail").evaluate((rail) => rail.getBoundingClientRect().height);
    assert.ok(height < 190, `the rail of ${slug} takes ${height}px`);
    const small = await page.locator(".rail a, .rail summary").evaluateAll((targets) =>
      targets.filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        return height > 0 && (height < 24 || width < 24);
      }).map((target) => target.textContent),
    );
    assert.deepEqual(small, [], "smaller than WCAG 2.2 wants (2.5.8)");
  }
});

for (const script of [true, false]) {
  testPieces(`what the address hides is shown, ${script ? "with" : "without"} script, where the address leads to it, and it says so`, async (t, { slug, annotations }) => {
    const layers = [...new Set(annotations.map(({ layer }) => layer))];
    for (const viewport of [screen(1280), PHONE]) {
      const page = await openPiece(t, slug, viewport, { javaScriptEnabled: script });
      for (const layer of layers) {
        const [asked, other] = annotations.filter((annotation) => annotation.layer === layer);
        assert.ok(asked);
        await page.goto("about:blank");
        await page.goto(server.at(`/${slug}?hide=${layer}#${asked.id}`));
        const body = page.locator(`[id="${asked.id}"]`);
        await body.getByText(asked.title).first().waitFor();
        assert.ok(await body.evaluate(isInView), `${asked.key} is out of the window`);
        assert.match(await body.evaluate((body) => getComputedStyle(body, "::before").content), /Hidden in this view/, asked.key);
        if (layer === "notes") assert.ok(await body.locator(".note-body").evaluate(isVisible), `${asked.key} is folded`);
        if (other) assert.ok(!(await page.locator(`[id="${other.id}"]`).isVisible()), `${other.key} is shown too`);
        // The place in the text, by the link that leads back to it.
        const place = (await body.locator("a[role=doc-backlink]").first().getAttribute("href"))?.slice(1);
        await page.goto("about:blank");
        await page.goto(server.at(`/${slug}?hide=${layer}#${place}`));
        const reference = page.locator(`[id="${place}"]`);
        await reference.waitFor();
        assert.ok(await reference.evaluate(isInView), `${place} is out of the window`);
        const mark = page.locator("mark", { has: reference });
        if (await mark.count()) assert.ok(await mark.evaluate((mark) => {
          const { backgroundColor, backgroundImage } = getComputedStyle(mark);
          return backgroundColor !== "rgba(0, 0, 0, 0)" || /gradient/.test(backgroundImage);
        }), `the mark of ${place} is not seen`);
      }
    }
  });
}

test("a note that the address led to is hidden again by its switch, and shown without a word by another", async (t) => {
  const page = await openPiece(t, "talking-past-each-other", screen(1280), SCRIPTED);
  await page.goto(server.at("/talking-past-each-other?hide=notes#notes--geneva"));
  const note = page.locator("#notes--geneva");
  await note.waitFor();
  assert.equal(await page.getByRole("status").innerText(), "Geneva shown");
  const layer = page.locator('[data-switch="notes"]');
  await layer.click();
  assert.ok(await page.locator("#notes--vienna").isVisible());
  assert.equal(await note.evaluate((note) => getComputedStyle(note, "::before").content), "none");
  await layer.click();
  assert.ok(!(await note.isVisible()), "it cannot be hidden");
});
