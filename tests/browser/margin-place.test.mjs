// The arithmetic of the margin, without a browser: `place` in static/margin.js.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { assertOptimal } from "./margin-optimum.mjs";

// As a module, which a file that ends in `.js` is not by itself.
const source = await readFile(new URL("../../static/margin.js", import.meta.url), "utf8");
/** @type {{ place: (wanted: number[], heights: number[], gap: number, room?: number) => number[] }} */
const { place } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

/** Numbers that look random and come again in each run. @param {number} seed */
function randomBy(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @param {number[]} wanted @param {number[]} tops */
const cost = (wanted, tops) => wanted.reduce((sum, at, index) => sum + (at - (tops[index] ?? NaN)) ** 2, 0);

test("notes that do not collide stand where they want to", () => {
  assert.deepEqual(place([], [], 20), []);
  assert.deepEqual(place([10, 200, 500], [100, 100, 100], 20, 1000), [10, 200, 500]);
});

test("notes that collide part the way between them", () => {
  assert.deepEqual(place([400, 400, 400], [100, 100, 100], 20, 2000), [280, 400, 520]);
});

test("the top and the foot of the text hold notes back", () => {
  assert.deepEqual(place([0, 0], [100, 100], 20, 2000), [0, 120]);
  assert.deepEqual(place([-50], [100], 20, 2000), [0]);
  assert.deepEqual(place([900, 950], [100, 100], 20, 1000), [780, 900]);
});

test("notes that need more than the room go on below it from the top", () => {
  assert.deepEqual(place([500, 500], [900, 300], 20, 1000), [0, 920]);
});

test("two thousand notes on one line stand in time", () => {
  const start = performance.now();
  const tops = place(Array(2000).fill(5000), Array(2000).fill(50), 20);
  assert.equal(tops.length, 2000);
  assert.ok(performance.now() - start < 100);
});

test("no other places are nearer to those that are wanted, whatever the notes are", () => {
  const random = randomBy(7);
  for (let round = 0; round < 3000; round += 1) {
    const count = 1 + random(12);
    const spread = 1 + random(2000);
    const heights = Array.from({ length: count }, () => 1 + random(random(4) ? 200 : 1500));
    const wanted = Array.from({ length: count }, () => random(spread) - 20);
    // Mostly in reading order, as references are; in a table or beside a float they may not be.
    if (random(5)) wanted.sort((a, b) => a - b);
    const gap = random(30);
    const room = 1 + random(4000);
    const tops = place(wanted, heights, gap, room);
    assert.equal(tops.length, count);
    const notes = wanted.map((at, index) => ({ name: `${index}`, wanted: at, top: tops[index] ?? NaN, height: heights[index] ?? NaN }));
    try {
      assertOptimal(notes, gap, room, 1e-6);
    } catch (error) {
      throw new Error(`place(${JSON.stringify(wanted)}, ${JSON.stringify(heights)}, ${gap}, ${room}) is ${tops}`, { cause: error });
    }
  }
});

test("trying all whole places finds none that are better", () => {
  const random = randomBy(11);
  for (let round = 0; round < 300; round += 1) {
    const heights = Array.from({ length: 1 + random(4) }, () => 1 + random(4));
    const wanted = heights.map(() => random(14) - 1);
    const gap = random(3);
    const room = random(18);
    const foot = Math.max(room, heights.reduce((sum, height) => sum + height + gap, -gap));
    const least = tryAll(wanted, heights, gap, foot, 0, 0);
    const found = cost(wanted, place(wanted, heights, gap, room));
    assert.ok(found <= least + 1e-6, `place([${wanted}], [${heights}], ${gap}, ${room}) costs ${found}, and ${least} can be had`);
  }
});

/**
 * The least cost of the notes from one on, of all whole places that are left to them.
 * @param {number[]} wanted @param {number[]} heights @param {number} gap @param {number} foot
 * @param {number} index @param {number} free @returns {number}
 */
function tryAll(wanted, heights, gap, foot, index, free) {
  const [at, height] = [wanted[index], heights[index]];
  if (at === undefined || height === undefined) return 0;
  let least = Infinity;
  for (let top = free; top + height <= foot; top += 1) {
    least = Math.min(least, (at - top) ** 2 + tryAll(wanted, heights, gap, foot, index + 1, top + height + gap));
  }
  return least;
}
