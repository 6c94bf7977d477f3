// No page sends a reader's browser to another host, leaves anything on the reader's machine, or breaks the policy that
// it is served with.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";

import { launch, screen } from "./browser.mjs";
import { serve } from "./server.mjs";

/** A piece that tries to make its readers' browsers call elsewhere. */
const TRAPS = {
  "index.md": `---
title: Traps
source: { title: Elsewhere, url: "https://elsewhere.example/source" }
---

![A picture from elsewhere](https://elsewhere.example/picture.png) and ![another](http://elsewhere.example/picture.png)

<img src="https://elsewhere.example/raw.png"><link rel="preconnect" href="https://elsewhere.example">
<script src="https://elsewhere.example/script.js"></script><style>@import "https://elsewhere.example/style.css";</style>

Inline <img src="https://elsewhere.example/inline.png"> and <a href="https://elsewhere.example" ping="https://elsewhere.example/ping">a link</a>,
an [ordinary link](https://elsewhere.example/page), ![a picture of ours](dot.svg) and [a note](notes/trap.md).
`,
  "notes/trap.md": `---
title: A trap
sources: [{ title: Elsewhere, url: "https://elsewhere.example/note" }]
---

![A picture](https://elsewhere.example/note.png) <iframe src="https://elsewhere.example/frame"></iframe>
`,
  // A picture is a document of its own, which loads nothing when it stands in a page.
  "dot.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="https://elsewhere.example/in.svg"/><circle r="4"/></svg>
`,
};

/** @param {string} folder */
async function addTraps(folder) {
  await mkdir(join(folder, "traps/notes"), { recursive: true });
  for (const [name, text] of Object.entries(TRAPS)) await writeFile(join(folder, "traps", name), text);
}

const PAGES = [
  "/",
  "/talking-past-each-other",
  "/talking-past-each-other?text=on+their+own+terms",
  "/talking-past-each-other?hide=notes",
  "/talking-past-each-other/speakers",
  "/talking-past-each-other/analogies/divorce",
  "/talking-past-each-other/index.md",
  "/traps",
  "/traps/notes",
  "/traps/notes/trap",
  "/no-such-page",
  "/talking-past-each-other/no-such-layer/no-such-note",
];

/**
 * Chromium asks its maker for updates and the time and makes ready for a search, whatever page is open. If a page asked
 * these hosts, its requests would be seen as requests of the page.
 */
const CHROMIUM_ITSELF = /^(\w+ )(https?:\/\/)?(?!fonts|ajax)[\w-]+\.(google|googleapis|gvt1)\.com\b/;

/**
 * A proxy that lets nothing through and keeps what it was asked for: what a browser asks of the network without
 * telling the page's tools, such as what it fetches ahead, comes to light here.
 */
async function recordingProxy() {
  /** @type {string[]} */
  const asked = [];
  const record = (/** @type {string} */ request) => {
    if (!CHROMIUM_ITSELF.test(request)) asked.push(request);
  };
  const server = createServer((request, response) => {
    record(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    record(`CONNECT ${request.url}`);
    socket.on("error", () => {}).end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { asked, address: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/**
 * Visits every kind of page and answers with what happened that should not have.
 * @param {import("node:test").TestContext} t
 * @param {{ watch: boolean }} options
 */
async function visit(t, { watch }) {
  const proxy = await recordingProxy();
  t.after(proxy.close);
  const server = await serve({ watch, prepare: addTraps });
  t.after(() => server.stop());
  const browser = await launch({ proxy: { server: proxy.address, bypass: "127.0.0.1" } });
  t.after(() => browser.close());
  const context = await browser.newContext({ viewport: screen(1280) });
  const origin = new URL(server.address).origin;

  /** @type {string[]} */
  const faults = [];
  let requests = 0;
  context.on("request", (request) => {
    requests += 1;
    if (new URL(request.url()).origin !== origin) faults.push(`request to ${request.url()}`);
  });
  context.on("requestfailed", (request) => {
    // A page that is left ends its stream of updates.
    if (new URL(request.url()).pathname !== "/events") faults.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  context.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (!isPage && response.status() >= 400) faults.push(`${response.status()} for ${response.url()}`);
    const stored = ["set-cookie", "clear-site-data", "link", "nel", "report-to", "speculation-rules"];
    for (const name of stored.filter((name) => name in response.headers())) faults.push(`${response.url()} sends ${name}`);
  });
  await context.exposeBinding("violated", (_, what) => faults.push(`policy violated: ${what}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      // @ts-expect-error: the binding above
      void globalThis.violated(`${event.effectiveDirective} ${event.blockedURI} at ${event.documentURI}`);
    });
  });

  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("console", (message) => {
    // Chromium reports the status of the page itself on its console, which is what a missing page should have; and it
    // looks for an icon of the Markdown source, which has no head to name one.
    const { url } = message.location();
    const isExpected = url === page.url() || (page.url().endsWith(".md") && url.endsWith("/favicon.ico"));
    const isMissing = isExpected && message.text().includes("status of 404");
    if (["error", "warning"].includes(message.type()) && !isMissing) faults.push(`${page.url()} on the console: ${message.text()}`);
  });

  for (const path of PAGES) {
    const response = await page.goto(server.at(path));
    assert.equal(response?.status(), path.includes("no-such") ? 404 : 200, path);
    // Pointing at links and focusing them is when browsers look ahead.
    for (const link of await page.locator("a[href^='http']").filter({ visible: true }).all()) await link.hover({ force: true });
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
    await page.waitForTimeout(200);
    faults.push(...(await page.evaluate(foreignParts)).map((part) => `${path} holds ${part}`));
    faults.push(...(await page.evaluate(leftBehind)).map((what) => `${path} leaves ${what}`));
  }
  for (const cookie of await context.cookies()) faults.push(`cookie ${cookie.name}`);
  assert.ok(requests > PAGES.length, "no requests were seen");
  faults.push(...proxy.asked.map((what) => `the browser asked for ${what}`));
  return faults;
}

/** Elements of the page that load or prepare to load from another host. Runs in the page. */
function foreignParts() {
  const loading = "link[href], script[src], img[src], img[srcset], source[src], source[srcset], iframe, object, embed, video, audio, use, image, base, meta[http-equiv], a[ping], form";
  const isForeign = (/** @type {Element} */ element) =>
    [...element.attributes].some(({ value }) => {
      const url = /^(\w+:)?\/\//.test(value) && new URL(value, location.href);
      return url && url.origin !== location.origin;
    });
  return [...document.querySelectorAll(loading)].filter(isForeign).map((element) => element.outerHTML);
}

/** What the page has stored in the browser. Runs in the page. */
async function leftBehind() {
  const stores = { localStorage, sessionStorage };
  const left = Object.entries(stores).flatMap(([name, store]) => Object.keys(store).map((key) => `${name} ${key}`));
  if (document.cookie) left.push(`cookie ${document.cookie}`);
  left.push(...(await indexedDB.databases()).map(({ name }) => `database ${name}`));
  // Only an origin that the browser trusts has these; 127.0.0.1 is one.
  left.push(...(await caches.keys()).map((name) => `cache ${name}`));
  left.push(...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `worker for ${scope}`));
  return left;
}

test("no page asks another host for anything, stores anything, or breaks its policy", async (t) => {
  assert.deepEqual(await visit(t, { watch: false }), []);
});

test("nor does it while its writer is at work", async (t) => {
  assert.deepEqual(await visit(t, { watch: true }), []);
});

test("these tests see what they look for", async (t) => {
  const proxy = await recordingProxy();
  t.after(proxy.close);
  const site = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<link rel="prefetch" href="https://ahead.example/"><link rel="preconnect" href="https://connect.example">
      <img src="http://picture.example/a.png"><script>localStorage.kept = 1; document.cookie = "kept=1"</script>`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => site.close());
  const browser = await launch({ proxy: { server: proxy.address, bypass: "127.0.0.1" } });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const address = site.address();
  await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  await page.waitForTimeout(500);
  const asked = proxy.asked.join("\n");
  assert.match(asked, /^CONNECT ahead\.example/m);
  assert.match(asked, /^GET http:\/\/picture\.example/m);
  assert.equal((await page.evaluate(foreignParts)).length, 3);
  assert.deepEqual(await page.evaluate(leftBehind), ["localStorage kept", "cookie kept=1"]);
});
