// Pictures that are kept in the repository: small, with few colours, and compared with a tolerance.

import { deflateSync } from "node:zlib";

/** @typedef {import("./pictures.mjs").Picture} Picture */

/** As many as four bits can name. */
const COLOURS = 16;

/**
 * A PNG with a palette of few colours: a fraction of the size of one with all of them.
 * @param {Picture} picture
 */
export function encodeSmall({ width, height, data }) {
  // Colours that are nearly the same are counted as one, and their mean stands for them.
  /** @type {Map<number, { count: number, sum: number[] }>} */
  const buckets = new Map();
  const bucketAt = (/** @type {number} */ at) => (((data[at] ?? 0) >> 4) << 8) | (((data[at + 1] ?? 0) >> 4) << 4) | ((data[at + 2] ?? 0) >> 4);
  for (let at = 0; at < data.length; at += 4) {
    const key = bucketAt(at);
    const bucket = buckets.get(key) ?? { count: 0, sum: [0, 0, 0] };
    if (bucket.count === 0) buckets.set(key, bucket);
    bucket.count += 1;
    for (const part of [0, 1, 2]) bucket.sum[part] = (bucket.sum[part] ?? 0) + (data[at + part] ?? 0);
  }
  const means = [...buckets].map(([key, { count, sum }]) => ({ key, count, colour: sum.map((part) => Math.round(part / count)) }));
  const distance = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.reduce((sum, part, index) => sum + (part - (b[index] ?? 0)) ** 2, 0);
  // One after the other what is most unlike the ones before, and not too rare: a thin line keeps its hue.
  means.sort((a, b) => b.count - a.count);
  const palette = means.slice(0, 1).map(({ colour }) => colour);
  const need = means.map(({ colour }) => distance(colour, palette[0] ?? []));
  const wanted = (/** @type {number} */ index) => (need[index] ?? 0) * Math.sqrt(means[index]?.count ?? 0);
  while (palette.length < Math.min(COLOURS, means.length)) {
    const next = means.reduce((best, _, index) => (wanted(index) > wanted(best) ? index : best), 0);
    const chosen = means[next]?.colour ?? [0, 0, 0];
    palette.push(chosen);
    means.forEach(({ colour }, index) => (need[index] = Math.min(need[index] ?? 0, distance(colour, chosen))));
  }
  const indexes = new Map(means.map(({ key, colour }) => {
    const distances = palette.map((known) => distance(known, colour));
    return [key, distances.indexOf(Math.min(...distances))];
  }));

  const row = 1 + Math.ceil(width / 2);
  const rows = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const index = indexes.get(bucketAt((y * width + x) * 4)) ?? 0;
      const at = y * row + 1 + (x >> 1);
      rows[at] = (rows[at] ?? 0) | (x % 2 ? index : index << 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Four bits a pixel, by their place in the palette.
  header.set([4, 3, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = deflateSync(rows, { level: 9 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", Buffer.from(palette.flat())), chunk("IDAT", body), chunk("IEND", Buffer.alloc(0))]);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(named));
  return Buffer.concat([length, named, sum]);
}

/** @param {Buffer} data */
function crc(data) {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A picture is compared by the means of cells of so many pixels a side, so that the edges of letters do not matter. */
const CELL = 4;
/** How far two means may be apart, of 255. */
const NEAR = 20;

/**
 * Which cells of two pictures of one size look different.
 * @param {Picture} one
 * @param {Picture} other
 */
export function differingCells(one, other) {
  const columns = Math.ceil(one.width / CELL);
  const rows = Math.ceil(one.height / CELL);
  const means = (/** @type {Picture} */ { width, data }, /** @type {number} */ column, /** @type {number} */ row) => {
    const sum = [0, 0, 0];
    let count = 0;
    for (let y = row * CELL; y < Math.min((row + 1) * CELL, one.height); y += 1) {
      for (let x = column * CELL; x < Math.min((column + 1) * CELL, one.width); x += 1) {
        const at = (y * width + x) * 4;
        for (const part of [0, 1, 2]) sum[part] = (sum[part] ?? 0) + (data[at + part] ?? 0);
        count += 1;
      }
    }
    return sum.map((part) => part / count);
  };
  /** @type {{ column: number, row: number }[]} */
  const differing = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const theirs = means(other, column, row);
      if (means(one, column, row).some((mean, part) => Math.abs(mean - (theirs[part] ?? 0)) > NEAR)) differing.push({ column, row });
    }
  }
  return { differing, cells: columns * rows };
}

/**
 * The second picture, faint, with the cells in red in which the first differs.
 * @param {Picture} one
 * @param {Picture} other
 * @returns {Picture}
 */
export function differencePicture(one, other) {
  const { width, height } = other;
  const data = Uint8Array.from(other.data, (byte, at) => (at % 4 === 3 ? 255 : Math.round(255 - (255 - byte) / 3)));
  if (one.width !== width || one.height !== height) return { width, height, data };
  for (const { column, row } of differingCells(one, other).differing) {
    for (let y = row * CELL; y < Math.min((row + 1) * CELL, height); y += 1) {
      for (let x = column * CELL; x < Math.min((column + 1) * CELL, width); x += 1) data.set([224, 0, 32], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
