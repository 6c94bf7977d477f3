// @ts-check
/**
 * What the reader has switched off, as the server reads it in `src/render/hidden.rs`: a set of names, in which that of
 * an annotation turns over what its layer says.
 */

/** What is switched off in the page as it was loaded. */
export const atFirst = new Set((document.documentElement.dataset.hide ?? "").split(" ").filter(Boolean));

/**
 * @param {Set<string>} hidden
 * @param {string} key a layer, or `layer/annotation`
 */
export function hides(hidden, key) {
  const [layer = ""] = key.split("/");
  return key === layer ? hidden.has(layer) : hidden.has(layer) !== hidden.has(key);
}

/** All names together are no longer, in bytes, as on the server. */
const MAX_BYTES = 1024;

/**
 * The set with a switch turned over; that of a layer takes its annotations with it.
 * @param {Set<string>} hidden
 * @param {string} key a layer, or `layer/annotation`
 */
export function turned(hidden, key) {
  const names = new Set([...hidden].filter((name) => !name.startsWith(`${key}/`)));
  if (!names.delete(key)) names.add(key);
  return new TextEncoder().encode([...names, ""].join(" ")).length > MAX_BYTES ? hidden : names;
}

/**
 * An address of this site, from its path on, with the set in its query.
 * @param {Set<string>} hidden
 * @param {string} address
 */
export function carrying(hidden, address) {
  const { pathname, search, hash } = new URL(address, location.href);
  const others = search.slice(1).split("&").filter((parameter) => parameter && !/^hide(=|$)/.test(parameter));
  const names = namesOf(hidden).map((name) => encodeURIComponent(name).replaceAll("%2F", "/"));
  const query = [...others, ...(names.length > 0 ? [`hide=${names.join("+")}`] : [])].join("&");
  return pathname + (query && `?${query}`) + hash;
}

/** @param {Set<string>} hidden */
export const namesOf = (hidden) => [...hidden].sort();
