// Pictures of pages as pixels, and how far two colours stand apart.

import { PNG } from "pngjs";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box in CSS pixels from the page's corner */
/** @typedef {[red: number, green: number, blue: number]} Colour each from 0 to 255 */
/** @typedef {{ width: number, height: number, data: Uint8Array }} Picture four bytes a pixel */

/**
 * @param {Buffer} png
 * @returns {Picture}
 */
export const decode = (png) => PNG.sync.read(png);

/** @param {Colour} colour */
function luminance([red, green, blue]) {
  const linear = (/** @type {number} */ part) => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/**
 * The contrast of two colours, as WCAG counts it: from 1 to 21.
 * @param {Colour} one
 * @param {Colour} other
 */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/**
 * A colour that lets something of what is behind it through.
 * @param {Colour} colour
 * @param {number} alpha
 * @param {Colour} behind
 * @returns {Colour}
 */
export function over(colour, alpha, behind) {
  const mix = (/** @type {0 | 1 | 2} */ part) => colour[part] * alpha + behind[part] * (1 - alpha);
  return [mix(0), mix(1), mix(2)];
}

/**
 * The colours in a box, each once, with how many pixels have it. What lies outside the picture is left out.
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} [scale] of the picture
 */
export function coloursIn({ width, height, data }, box, scale = 1) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  const end = { x: Math.min(width, Math.ceil((box.x + box.width) * scale)), y: Math.min(height, Math.ceil((box.y + box.height) * scale)) };
  for (let y = Math.max(0, Math.floor(box.y * scale)); y < end.y; y += 1) {
    for (let x = Math.max(0, Math.floor(box.x * scale)); x < end.x; x += 1) {
      const at = (y * width + x) * 4;
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  return [...counts].map(([colour, count]) => ({ colour: /** @type {Colour} */ ([colour >> 16, (colour >> 8) & 255, colour & 255]), count }));
}

/**
 * The colour that most of a box has.
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} [scale]
 */
export const mainColour = (picture, box, scale) => coloursIn(picture, box, scale).sort((a, b) => b.count - a.count)[0]?.colour;

/** @param {Colour} colour */
export const hex = (colour) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
