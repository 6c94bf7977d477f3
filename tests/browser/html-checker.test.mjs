// The Nu HTML checker has nothing to say of any kind of page, as it is served, of one with the toolbar of sharing in it,
// or of the icon: no error, no warning and no remark. One Java process checks them all.
//
// Stylesheets are left out: its CSS checker knows neither anchor positioning nor a colour with two places in a
// gradient, and takes both for errors.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";

import { KINDS, addressOf, kindCalled, newPage, useKinds, visit } from "./kinds-of-page.mjs";
import { select, toolbar } from "./selecting.mjs";

useKinds();

const JAR = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const ICON = new URL("../../static/icon.svg", import.meta.url);

/** @typedef {{ type: string, subType?: string, url: string, lastLine?: number, message: string, extract?: string }} Message */

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "sidelight-html-checker-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/**
 * What the checker says of files in the folder.
 * @returns {Promise<Message[]>}
 */
function check() {
  const parameters = ["-jar", JAR, "--also-check-svg", "--format", "json", "--stdout", "--exit-zero-always", folder];
  return new Promise((resolve, reject) =>
    execFile("java", parameters, { maxBuffer: 1e8 }, (error, printed, complaints) =>
      error ? reject(new Error(`${error.message}\n${complaints}`)) : resolve(JSON.parse(printed).messages),
    ),
  );
}

/** The guide as it is while something is selected. @param {import("node:test").TestContext} t */
async function withToolbar(t) {
  const page = await newPage(t);
  await visit(page, kindCalled("guide"));
  await select(page, ["article > p", 0, "Its text is one file"], ["article > p", 1, "A library is a folder"]);
  await toolbar(page).waitFor();
  const text = await page.content();
  assert.ok(text.includes('role="toolbar"'));
  return text;
}

test("the HTML checker has nothing to say of any kind of page, or of the icon", async (t) => {
  const files = [];
  for (const kind of KINDS) {
    const response = await fetch(addressOf(kind));
    assert.equal(response.status, kind.status);
    files.push({ name: `${kind.name}.html`, text: await response.text() });
  }
  files.push({ name: "toolbar.html", text: await withToolbar(t) });
  files.push({ name: "icon.svg", text: await readFile(ICON, "utf8") });
  // Were it silent about these, it would be silent about everything.
  files.push({ name: "wrong.html", text: '<!doctype html><html lang="en"><title>Wrong</title><p><div id=a></div><b id=a></b>' });
  files.push({ name: "wrong.svg", text: '<svg xmlns="http://www.w3.org/2000/svg"><circle q="4"/></svg>' });
  for (const { name, text } of files) await writeFile(join(folder, name), text);

  const said = (await check()).map(({ type, subType, url, lastLine, message, extract }) => ({
    name: basename(url),
    what: `${basename(url)}:${lastLine}: ${subType ?? type}: ${message} ${extract ? JSON.stringify(extract) : ""}`,
  }));
  const isWrong = (/** @type {{ name: string }} */ { name }) => name.startsWith("wrong.");
  assert.equal(new Set(said.filter(isWrong).map(({ name }) => name)).size, 2, "what is wrong was not found");
  const rest = said.filter((message) => !isWrong(message)).map(({ what }) => what);
  assert.equal(rest.length, 0, `\n${rest.join("\n")}`);
});
