// @ts-check
/**
 * What the page holds of each annotation: its marks, the references to it, and its body.
 * The other scripts find elements here, so that the page is searched once.
 */

/**
 * @typedef {object} Annotation
 * @property {string} key `layer/annotation`
 * @property {string} layer
 * @property {HTMLElement} body
 * @property {HTMLElement[]} marks
 * @property {HTMLAnchorElement[]} references in the order of the text
 */

/** @type {Map<string, Annotation>} */
export const annotations = new Map();

for (const body of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main [data-annotation][data-shape]"))) {
  const key = body.dataset.annotation ?? "";
  annotations.set(key, { key, layer: key.split("/")[0] ?? "", body, marks: [], references: [] });
}

/** @param {HTMLElement} mark */
export const keysOf = (mark) => mark.dataset.annotations?.split(" ") ?? [];

/** Every mark of the text. */
export const marks = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("article mark[data-annotations]"))];

for (const mark of marks) {
  for (const key of keysOf(mark)) annotations.get(key)?.marks.push(mark);
}

/** The reference of each place in the text, in its order. @type {NodeListOf<HTMLAnchorElement>} */
export const references = document.querySelectorAll("article a.ref");

for (const reference of references) ofReference(reference)?.references.push(reference);

/**
 * The annotation that a reference leads to.
 * @param {HTMLAnchorElement} reference
 */
export function ofReference(reference) {
  const body = document.getElementById(decodeURIComponent(reference.hash.slice(1)));
  return annotations.get(body?.dataset.annotation ?? "");
}
