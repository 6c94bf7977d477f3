// nginx as a cache, as `deploy/` sets it up and docs/scaling-out.md advises, really in front of two replicas.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { changed, nginx, scratchFolder, sidelight, sparePort, until } from "./running.mjs";

/** @param {string} words */
const piece = (words) => `---\ntitle: Of bridges\n---\nA promise in [stone](notes/stone.md). ${words}\n`;
const NOTE = "---\ntitle: Stone\n---\nIt lasts.\n";
/** How long a page is kept in these tests, in ms, instead of a minute. */
const KEPT = 2000;

/** @param {import("node:test").TestContext} t */
async function replicasBehindACache(t) {
  const content = join(await scratchFolder(t), "content");
  await mkdir(join(content, "of-bridges/notes"), { recursive: true });
  const text = join(content, "of-bridges/index.md");
  await writeFile(text, piece("It holds."));
  await writeFile(join(content, "of-bridges/notes/stone.md"), NOTE);
  const ports = [await sparePort(), await sparePort()];
  const replicas = await Promise.all(ports.map((port) => sidelight(t, content, port)));
  // They serve before they have compressed anything, and what a cache is given then it keeps.
  for (const port of ports) {
    const encoded = async () => {
      const headers = { "accept-encoding": "br" };
      return (await fetch(`http://127.0.0.1:${port}/of-bridges`, { headers })).headers.get("content-encoding") === "br";
    };
    await until(encoded);
  }

  const folder = await scratchFolder(t);
  const host = `http://127.0.0.1:${await sparePort()}`;
  const site = await changed("nginx/cache.conf", [
    ["/var/cache/nginx/sidelight", join(folder, "cache")],
    ["127.0.0.1:8080", `127.0.0.1:${ports[0]}`],
    ["127.0.0.1:8081", `127.0.0.1:${ports[1]}`],
    // The machine may have no IPv6.
    ["    listen [::]:80;\n", ""],
    ["listen 80;", `listen ${new URL(host).host};`],
    ["proxy_cache_valid 200 1m;", `proxy_cache_valid 200 ${KEPT / 1000}s; add_header X-Cache $upstream_cache_status always;`],
  ]);
  await nginx(t, folder, site, host);

  /** @param {string} path @param {Record<string, string>} [headers] */
  const get = async (path, headers = {}) => {
    const answer = await fetch(host + path, { headers: { "accept-encoding": "identity", ...headers } });
    const field = (/** @type {string} */ name) => answer.headers.get(name);
    return { status: answer.status, cache: field("x-cache"), tag: field("etag"), field, body: await answer.text() };
  };
  return { get, host, text, content, replicas, ports };
}

test("pages are answered from the cache, each form and each passage by itself", async (t) => {
  const { get } = await replicasBehindACache(t);
  /** @type {{ path: string, headers: Record<string, string> }[]} */
  const asked = [
    { path: "/of-bridges", headers: {} },
    { path: "/of-bridges", headers: { "accept-encoding": "br" } },
    { path: "/of-bridges", headers: { "accept-encoding": "gzip" } },
    { path: "/of-bridges?text=promise", headers: {} },
    { path: "/of-bridges?hide=notes", headers: {} },
    { path: "/of-bridges/notes/stone", headers: {} },
    { path: "/of-bridges/notes/stone", headers: { accept: "application/ld+json" } },
    { path: "/of-bridges/annotations.jsonld", headers: {} },
    { path: "/of-bridges/card.png?text=promise", headers: {} },
  ];
  const answers = [];
  for (const { path, headers } of asked) {
    const first = await get(path, headers);
    const second = await get(path, headers);
    const name = `${path} ${JSON.stringify(headers)}`;
    assert.deepEqual([first.status, first.cache], [200, "MISS"], name);
    assert.deepEqual([second.status, second.cache], [200, "HIT"], name);
    assert.deepEqual([second.tag, second.body], [first.tag, first.body], name);
    assert.notEqual(second.field("x-request-id"), first.field("x-request-id"), "a name for each request");
    assert.equal((await get(path, { ...headers, "if-none-match": first.tag ?? "" })).status, 304, name);
    answers.push({ name, tag: first.tag });
  }
  assert.equal(new Set(answers.map(({ tag }) => tag)).size, asked.length, JSON.stringify(answers));
});

test("what Sidelight forbids to keep is not kept", async (t) => {
  const { get, host, content } = await replicasBehindACache(t);
  assert.equal((await get("/later")).status, 404);
  await mkdir(join(content, "later"));
  await writeFile(join(content, "later/index.md"), "---\ntitle: Later\n---\nNow.\n");
  // Both replicas have to have seen it: an earlier answer may come from the one that has.
  await until(async () => (await get("/later")).status === 200);
  for (const path of ["/of-bridges?text=a%00b", "/nowhere"]) {
    for (const _ of [1, 2]) assert.notEqual((await get(path)).cache, "HIT", path);
  }
  const stream = await fetch(`${host}/events`, { signal: AbortSignal.timeout(10_000) });
  assert.match(new TextDecoder().decode((await stream.body?.getReader().read())?.value), /^event: state/);
  assert.equal((await get("/readyz")).field("content-security-policy"), null);
});

test("a corrected text is seen after the time that the cache is told", async (t) => {
  const { get, text, ports } = await replicasBehindACache(t);
  assert.match((await get("/of-bridges")).body, /It holds\./);
  const start = Date.now();
  await writeFile(text, piece("It held."));
  for (const port of ports) {
    const direct = async () => (await fetch(`http://127.0.0.1:${port}/of-bridges`)).text();
    await until(async () => (await direct()).includes("It held."));
  }
  const earlier = await get("/of-bridges");
  if (Date.now() - start < KEPT) assert.deepEqual([earlier.cache, earlier.body.includes("It holds.")], ["HIT", true]);
  await until(async () => (await get("/of-bridges")).body.includes("It held."));

  // What has not changed is asked for only by its tag.
  const before = await get("/of-bridges/notes/stone");
  assert.equal(before.cache, "MISS");
  await until(async () => (await get("/of-bridges/notes/stone")).cache === "REVALIDATED");
  assert.equal((await get("/of-bridges/notes/stone")).tag, before.tag);
});

test("readers have their pages while a replica is down, and while all are", async (t) => {
  const { get, replicas: [one, other] } = await replicasBehindACache(t);
  const page = await get("/of-bridges");
  const [stylesheet = ""] = page.body.match(/\/static\/[^"]+\.css/) ?? [];
  assert.equal((await get(stylesheet)).cache, "MISS");
  await one?.stop();
  for (const path of ["/of-bridges/index.txt", "/of-bridges?text=stone", "/of-bridges/notes"]) {
    assert.equal((await get(path)).status, 200, `${path}, from the other one`);
  }
  await other?.stop();
  await until(async () => (await get("/of-bridges")).cache === "STALE");
  const stale = await get("/of-bridges");
  assert.deepEqual([stale.status, stale.body], [200, page.body]);
  const style = await get(stylesheet);
  assert.deepEqual([style.status, style.cache], [200, "HIT"], "it is kept for a year");
  assert.equal((await get("/of-bridges/index.md")).status, 502, "nobody ever asked for it");
});
