// @ts-check
/** A quotation with where it is from, in three forms, the way to the clipboard, and what is said of it. */

/** @typedef {import("./share-passage.js").Passage} Passage */
/**
 * Where a quotation is from: `speakers` say it, or else `authors`, and `after` is the work that the text retells.
 * @typedef {{ speakers: string, authors: string, title: string, library: string, after: string }} Source
 */
/** @typedef {{ plain: string | Promise<string>, html?: string }} Copy what may still be on its way */

/** A button says for so long what it did, in ms. */
export const SAID = 2000;

/** @param {Passage} passage @param {Source} source @returns {Copy} */
export function quotation({ quote, address }, source) {
  const { before, behind } = cited(source);
  return { plain: `${quote.join("\n\n")}\n\n— ${before}${source.title}${behind}\n${address}`, html: marked(quote, address, source) };
}

/** @param {Passage} passage @param {Source} source @returns {Copy} */
export function markdown({ quote, address }, source) {
  const plain = (/** @type {string} */ words) => words.replace(/[\\`*_[\]<>~|]|^(?=[#+-])|^\d+(?=[.)])/g, (sign) => (/\d/.test(sign) ? `${sign}\\` : `\\${sign}`));
  const { before, behind } = cited(source);
  const from = `${plain(before)}[${plain(source.title)}](${address})${plain(behind)}`;
  return { plain: `${quote.map((block) => `> ${plain(block)}`).join("\n>\n")}\n\n— ${from}\n` };
}

/**
 * What stands before the title of a text and behind it.
 * @param {Source} source
 */
function cited({ speakers, authors, library, after }) {
  const said = speakers && `${speakers}, in `;
  return {
    before: said + (authors && `${authors}, `),
    behind: (library && `, ${library}`) + (after && `, after ${after}`),
  };
}

/**
 * For programs that paste more than words.
 * @param {string[]} quote
 * @param {string} address
 * @param {Source} source
 */
function marked(quote, address, source) {
  const root = document.createElement("div");
  const block = document.createElement("blockquote");
  block.cite = address;
  block.lang = document.documentElement.lang;
  for (const words of quote) {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    paragraph.textContent = words;
    block.append(paragraph);
  }
  const link = document.createElement("a");
  link.href = address;
  link.append(Object.assign(document.createElement("cite"), { textContent: source.title }));
  const { before, behind } = cited(source);
  const from = document.createElement("p");
  from.append("— ", before, link, behind);
  root.append(block, from);
  return root.innerHTML;
}

/**
 * @param {Copy} what
 * @returns {Promise<boolean>} whether the browser allowed it
 */
export async function copy({ plain, html }) {
  try {
    const forms = { "text/plain": plain, ...(html && { "text/html": html }) };
    const blobs = Object.entries(forms).map(([type, words]) => [type, Promise.resolve(words).then((words) => new Blob([words], { type }))]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    // A page that did not come over a safe line has only the old way.
    return copyByCommand(await plain, html);
  }
}

/** @param {string} plain @param {string} [html] */
function copyByCommand(plain, html) {
  const fill = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData("text/plain", plain);
    if (html) event.clipboardData?.setData("text/html", html);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return isDone;
}

/**
 * Lets a button say for a while what it did.
 * @param {HTMLElement} button
 * @param {boolean} isDone
 */
export function tell(button, isDone) {
  if (button.matches(".said")) return;
  const label = button.textContent;
  button.style.minInlineSize = `${button.getBoundingClientRect().width}px`;
  button.textContent = isDone ? "Copied" : "Not copied";
  button.classList.add("said");
  setTimeout(() => {
    button.textContent = label;
    button.classList.remove("said");
  }, SAID);
}

/**
 * Says it to those who hear the page.
 * @param {string} words
 */
export function say(words) {
  const status = document.getElementById("page--status");
  if (status) status.textContent = words;
}
