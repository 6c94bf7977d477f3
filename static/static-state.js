// @ts-check
/**
 * What the address of a page of a static site asks for, where no server has read it. Loaded before `hidden.js`, which
 * takes from the page what is switched off: here that comes from the address. Without a module of its own it would come
 * too late.
 */

/** All names together are no longer, in bytes, as in `src/render/hidden.rs`. */
const MAX_BYTES = 1024;

/**
 * The first value of a parameter that is not empty, still encoded, as `src/web/query.rs` reads what programs leave of a
 * query: `&amp;text=`, `%3D`.
 * @param {string} name
 */
function valueOf(name) {
  const wanted = new RegExp(`^(?:amp(?:;|%3B))*${name}(?:=|%3D)(.+)$`, "i");
  return location.search.slice(1).split("&").map((parameter) => wanted.exec(parameter)?.[1]).find(Boolean) ?? "";
}

/** @param {string} value */
function decoded(value) {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    return value;
  }
}

const names = new Set();
let bytes = 0;
for (const name of decoded(decoded(decoded(valueOf("hide")))).split(/[ ,+]/)) {
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
export const passage = valueOf("text");
