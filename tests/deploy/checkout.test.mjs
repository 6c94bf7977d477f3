// Texts that come from a git repository: git-sync, of `deploy/kubernetes/content-from-git.yaml`, puts a new checkout
// beside the old one and swaps a symbolic link.

import assert from "node:assert/strict";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { scratchFolder, sidelight, sparePort, until } from "./running.mjs";

test("a checkout that is swapped by a symbolic link is followed", async (t) => {
  const root = await scratchFolder(t);
  /** @param {string} name @param {string} words */
  const checkOut = async (name, words) => {
    await mkdir(join(root, name, "content/of-bridges"), { recursive: true });
    await writeFile(join(root, name, "content/of-bridges/index.md"), `---\ntitle: Of bridges\n---\n${words}\n`);
    await symlink(name, join(root, "next"));
    await rename(join(root, "next"), join(root, "current"));
  };
  await checkOut("first", "A promise in stone.");
  const port = await sparePort();
  await sidelight(t, join(root, "current/content"), port);
  const shows = async (/** @type {string} */ words) =>
    (await (await fetch(`http://127.0.0.1:${port}/of-bridges`)).text()).includes(words);
  assert.ok(await shows("A promise in stone."));
  for (const [name, words] of Object.entries({ second: "A promise in steel.", third: "A promise in timber." })) {
    await checkOut(name, words);
    const took = await until(() => shows(words));
    t.diagnostic(`the ${name} checkout was served after ${took.toFixed(0)} ms`);
  }
  await rm(join(root, "first"), { recursive: true });
  await rm(join(root, "second"), { recursive: true });
  assert.ok(await shows("A promise in timber."));
});
