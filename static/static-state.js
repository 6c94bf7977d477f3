// @ts-check
/**
 * What the address of a page of a static site asks for, where no server has read it. Loaded before `hidden.js`, which
 * takes from the page what is switched off: here that comes from the address. Without a module of its own it would come
 * too late.
 */

/** All names together are no longer, in bytes, as in `src/render/hidden.rs`. */
const MAX_BYTES = 1024;

const names = new Set();
let bytes = 0;
for (const name of new URLSearchParams(location.search).get("hide")?.split(/[ ,]/) ?? []) {
  if (!/^[^\s/]+(\/[^\s/]+)?$/.test(name) || names.has(name)) continue;
  const length = new TextEncoder().encode(name).length;
  if (bytes + length >= MAX_BYTES) continue;
  bytes += length + 1;
  names.add(name);
}
if (names.size) document.documentElement.dataset.hide = [...names].sort().join(" ");

/** Whether anything is switched off. */
export const hides = names.size > 0;

/** The value of the passage that is asked for, still encoded, since an encoded comma is none. */
export const passage = location.search.slice(1).split("&").find((parameter) => /^text=./.test(parameter))?.slice(5) ?? "";
