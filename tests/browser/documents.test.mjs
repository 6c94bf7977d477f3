// What machines and screen readers are told of every kind of page: a title and a description of its own, a language,
// one main heading with the others in order below it, and landmarks that can be told apart.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS, newPage, useKinds, visit } from "./kinds-of-page.mjs";

useKinds();

/** What the page says of itself. Runs in the page. */
function outline() {
  const shown = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  const nameOf = (/** @type {Element} */ element) => {
    const labels = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    const text = labels.map((id) => document.getElementById(id)?.textContent ?? `missing #${id}`).join(" ");
    return (text || element.getAttribute("aria-label") || "").trim();
  };
  /** Elements that are landmarks by what they are; sections only if they have a name. */
  const roles = { main: "main", nav: "navigation", aside: "complementary", form: "form", search: "search", section: "region" };
  const landmarks = Object.entries(roles).flatMap(([tag, role]) =>
    shown(`${tag}:not([role])`).map((element) => ({ role, name: nameOf(element), what: element.outerHTML.slice(0, 90) })),
  );
  for (const element of shown("[role]")) {
    const role = element.getAttribute("role") ?? "";
    const isLandmark = [...Object.values(roles), "banner", "contentinfo"].includes(role);
    if (isLandmark) landmarks.push({ role, name: nameOf(element), what: element.outerHTML.slice(0, 90) });
  }
  return {
    title: document.title,
    descriptions: [...document.querySelectorAll('meta[name="description"]')].map((meta) => meta.getAttribute("content") ?? ""),
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    headings: shown("h1, h2, h3, h4, h5, h6, [role=heading]").map((heading) => ({
      level: Number(heading.getAttribute("aria-level") ?? heading.tagName.slice(1)),
      text: heading.textContent?.trim() ?? "",
    })),
    landmarks: landmarks.filter(({ role, name }) => name || !["region", "form"].includes(role)),
  };
}

/** @type {Map<string, ReturnType<typeof outline>>} */
const outlines = new Map();

for (const kind of KINDS) {
  test(`the page "${kind.name}" says what it is`, async (t) => {
    const page = await newPage(t);
    await visit(page, kind);
    const { title, descriptions, lang, dir, headings, landmarks } = await page.evaluate(outline);
    outlines.set(kind.name, { title, descriptions, lang, dir, headings, landmarks });
    /** @type {string[]} */
    const faults = [];
    /** @param {boolean} holds @param {string} fault */
    const expect = (holds, fault) => void (holds || faults.push(fault));

    expect(title.length >= 5 && title.length <= 110, `the title is \`${title}\``);
    expect(descriptions.length === 1, `there are ${descriptions.length} descriptions`);
    for (const description of descriptions) {
      expect(description.length >= 20 && description.length <= 300, `the description is \`${description}\``);
      expect(description !== title, "the description repeats the title");
    }
    expect(lang === (kind.name === "leftward" ? "he" : "en"), `the language is \`${lang}\``);
    expect(dir === (kind.name === "leftward" ? "rtl" : "ltr"), `the direction is \`${dir}\``);

    const [first] = headings;
    expect(headings.filter(({ level }) => level === 1).length === 1, "there is not one main heading");
    expect(first?.level === 1, `the first heading is of level ${first?.level}`);
    expect(title.includes(first?.text ?? ""), `the title \`${title}\` lacks the heading \`${first?.text}\``);
    for (const [index, { level, text }] of headings.entries()) {
      expect(text !== "", `heading ${index + 1} is empty`);
      expect(level <= (headings[index - 1]?.level ?? 0) + 1, `\`${text}\` skips a level, to ${level}`);
    }

    expect(landmarks.filter(({ role }) => role === "main").length === 1, "there is not one main part");
    for (const [index, { role, name, what }] of landmarks.entries()) {
      expect(!name.startsWith("missing #"), `${what} has a label that is not there`);
      const twin = landmarks.slice(0, index).find((other) => other.role === role && other.name === name);
      expect(!twin, `two landmarks are called \`${name}\` (${role}): ${twin?.what} and ${what}`);
    }
    assert.equal(faults.length, 0, `${kind.path}:\n${faults.join("\n")}`);
  });
}

test("no two pages have the same title or description", () => {
  assert.equal(outlines.size, KINDS.length);
  // What is hidden, missing or not found does not make another page, and a frame is a part of one; an empty library is
  // the library of somebody else.
  const sameAsOthers = ["hidden-notes", "missing-page", "passage-not-found", "frame", "empty-library"];
  const own = [...outlines].filter(([name]) => !sameAsOthers.includes(name));
  /** @type {Map<string, string[]>} */
  const names = new Map();
  for (const [name, { title, descriptions }] of own) {
    for (const said of [title, ...descriptions]) names.set(said, [...(names.get(said) ?? []), name]);
  }
  const shared = [...names].filter(([, names]) => names.length > 1).map(([said, names]) => `${names.join(", ")}: ${said}`);
  assert.equal(shared.length, 0, `\n${shared.join("\n")}`);
});

test("a heading is called what it says", async (t) => {
  const page = await newPage(t);
  const cdp = await page.context().newCDPSession(page);
  let linked = 0;
  for (const kind of KINDS) {
    await visit(page, kind);
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    const named = [];
    for (const { backendDOMNodeId, name } of nodes.filter(({ role, ignored }) => role?.value === "heading" && !ignored)) {
      const { object } = await cdp.send("DOM.resolveNode", { backendNodeId: backendDOMNodeId });
      const functionDeclaration = "function () { return this.textContent }";
      const { result } = await cdp.send("Runtime.callFunctionOn", { objectId: object.objectId, functionDeclaration, returnByValue: true });
      named.push({ name: plain(name?.value), words: plain(result.value) });
    }
    assert.ok(named.length > 0, kind.path);
    for (const { name, words } of named) assert.equal(name, words, kind.path);
    linked += await page.locator(".heading > .permalink").count();
  }
  assert.ok(linked > 10, `only ${linked} headings have a link`);
});

/** Labels are set in capitals, and so they are named. @param {string} text */
const plain = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
