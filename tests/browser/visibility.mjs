// Whether a reader sees an element, and where. The functions run in the page.

/**
 * Whether an element is laid out, not transparent, and has text or a picture of some size that nothing cuts away.
 * @param {Element} element
 */
export function isVisible(element) {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
  const range = document.createRange();
  range.selectNodeContents(element);
  const boxes = [...element.getClientRects(), ...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  return boxes.length > 0 && (!element.textContent?.trim() || range.getBoundingClientRect().height > 1);
}

/**
 * Whether some of an element stands within the window.
 * @param {Element} element
 */
export function isInView(element) {
  const box = element.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  return box.height > 0 && box.bottom > 0 && box.top < clientHeight && box.right > 0 && box.left < clientWidth;
}
