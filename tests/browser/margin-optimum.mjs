// What the best places for notes are, told from what they are: the notes as blocks in a shaft, each drawn to the place
// that it wants. They stand best when they are at rest: what one presses, the next one or a wall withstands.

import assert from "node:assert/strict";

/**
 * Notes as they stand: tops and heights, and the tops that they want, all from the top of the room.
 * @typedef {{ name: string, top: number, height: number, wanted: number }} Placed
 */

/**
 * Fails unless the notes stand in order, a gap apart, within the room, and no other such places have a smaller sum of
 * squared distances from those that are wanted.
 * @param {Placed[]} notes in reading order
 * @param {number} gap
 * @param {number} room
 * @param {number} tolerance for each note, in pixels
 */
export function assertOptimal(notes, gap, room, tolerance) {
  const needed = notes.reduce((sum, { height }) => sum + height + gap, -gap);
  const foot = Math.max(room, needed);
  for (const [index, { name, top, height }] of notes.entries()) {
    const before = notes[index - 1];
    const free = before ? before.top + before.height + gap : 0;
    assert.ok(top >= free - tolerance, `${name} stands ${free - top}px too high`);
    assert.ok(top + height <= foot + tolerance, `${name} stands ${top + height - foot}px below the foot of the room`);
  }
  for (const group of touching(notes, gap, tolerance)) {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) continue;
    const onTop = first.top <= tolerance;
    const onFoot = last.top + last.height >= foot - tolerance;
    if (onTop && onFoot) continue;
    const slack = tolerance * group.length;
    const total = group.reduce((sum, { wanted, top }) => sum + wanted - top, 0);
    if (!onTop && !onFoot) assert.ok(Math.abs(total) <= slack, `the notes from ${first.name} to ${last.name} are drawn to one side by ${total}px`);
    // The pressure between each note and the next, from the top; a wall there gives what the notes want to go up.
    let pressure = onTop ? -total : 0;
    assert.ok(pressure >= -slack, `${first.name} stands at the top, and the notes below it are not what keeps it there`);
    for (const { name, wanted, top } of group) {
      pressure += wanted - top;
      assert.ok(pressure >= -slack, `${name} and the notes above it could stand ${-pressure}px higher`);
    }
  }
}

/**
 * Runs of notes with no more than the gap between them.
 * @param {Placed[]} notes
 * @param {number} gap
 * @param {number} tolerance
 */
function touching(notes, gap, tolerance) {
  /** @type {Placed[][]} */
  const groups = [];
  for (const note of notes) {
    const above = groups.at(-1)?.at(-1);
    if (above && note.top - above.top - above.height <= gap + tolerance) groups.at(-1)?.push(note);
    else groups.push([note]);
  }
  return groups;
}
