// @ts-check
/** All of sharing that is loaded with the page: whoever selects something, or asks for a link by key, gets the rest. */

export function offerSharing() {
  document.addEventListener("selectionchange", load);
}

async function load() {
  if (getSelection()?.isCollapsed ?? true) return;
  document.removeEventListener("selectionchange", load);
  (await import("./share.js")).follow();
}

/** Copies the link to the passage that the reader means. */
export const copyLink = async () => (await import("./share.js")).copyLink();
