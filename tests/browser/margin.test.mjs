// A wide window without script: notes stand in the margin, by the stylesheet alone.

import assert from "node:assert/strict";

import { MARGIN_WIDTHS, screen } from "./browser.mjs";
import { openPiece, testPieces } from "./shipped-library.mjs";

for (const width of MARGIN_WIDTHS) {
  testPieces(`at ${width}px notes stand in the margin beside their block and cover nothing`, async (t, { slug }) => {
    const page = await openPiece(t, slug, screen(width));
    const { notes, blocks, lineHeight } = await page.evaluate(() => {
      const box = (/** @type {Element} */ element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { name: element.id || element.tagName, left, right, top, bottom };
      };
      const isNote = (/** @type {Element | null} */ element) => element?.matches("aside.note") ?? false;
      const notes = [...document.querySelectorAll("aside.note")].map((note) => {
        let block = note.previousElementSibling;
        while (block && isNote(block)) block = block.previousElementSibling;
        return { ...box(note), block: box(block ?? note) };
      });
      const blocks = [...document.querySelectorAll("article > :not(aside), main > :not(article), footer.site")].map(box);
      return { notes, blocks, lineHeight: parseFloat(getComputedStyle(document.querySelector("article p") ?? document.body).lineHeight) };
    });
    assert.ok(notes.length > 0 && blocks.length > notes.length);
    /** @typedef {{ name: string, left: number, right: number, top: number, bottom: number }} Box */
    const overlap = (/** @type {Box} */ a, /** @type {Box} */ b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;

    let free = 0;
    for (const [index, note] of notes.entries()) {
      const { name, block } = note;
      assert.ok(note.right <= width && note.left >= 0, `${name} leaves the window`);
      assert.ok(note.left >= block.right || note.right <= block.left, `${name} stands in the column of the text`);
      for (const other of notes.slice(index + 1)) assert.ok(!overlap(note, other), `${name} and ${other.name} overlap`);
      for (const other of blocks) assert.ok(!overlap(note, other), `${name} covers ${other.name}`);
      // Level with its block, or as near to it as the notes above leave room.
      assert.ok(note.top >= block.top - lineHeight, `${name} stands ${block.top - note.top}px above its block`);
      const lowest = Math.max(block.bottom, free) + 2 * lineHeight;
      assert.ok(note.top <= lowest, `${name} stands ${note.top - lowest}px too low`);
      free = Math.max(free, note.bottom);
    }
  });
}
