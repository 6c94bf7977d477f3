// A host of files, as a static site meets it: answers like GitHub Pages, and with the site's own rules like Netlify and
// Cloudflare Pages. And the program that writes such a site.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";

import { program, shippedContent } from "./server.mjs";

/** What such hosts know endings by. @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
  ".json": "application/json",
  ".jsonld": "application/ld+json",
};

/**
 * Writes the static site of a library into a folder that is gone after the tests.
 * @param {string} [content]
 * @param {string[]} [options]
 */
export async function build(content = shippedContent, options = []) {
  const root = await mkdtemp(join(tmpdir(), "sidelight-static-"));
  const folder = join(root, "site");
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SIDELIGHT_")));
  await promisify(execFile)(program, ["build", content, "--output", folder, ...options], { env: environment });
  return { folder, remove: () => rm(root, { recursive: true }) };
}

/** @typedef {{ pattern: RegExp, headers: [string, string][] }} Rule */

/** @param {string} text of `_headers` @returns {Rule[]} */
function rulesOf(text) {
  /** @type {Rule[]} */
  const rules = [];
  for (const line of text.split("\n").filter(Boolean)) {
    const [, name = "", value = ""] = /^ +([^:]+): (.*)$/.exec(line) ?? [];
    if (name) rules.at(-1)?.headers.push([name, value]);
    else rules.push({ pattern: new RegExp(`^${line.replace(/[.+]/g, "\\$&").replaceAll("*", ".*").replace(/:\w+/g, "[^/]+")}$`), headers: [] });
  }
  return rules;
}

/**
 * Serves a folder on a spare port. Every file that is asked for and not there is noted.
 * @param {string} folder
 * @param {{ base?: string, hasRules?: boolean }} [how] the path that the folder stands at, and whether its rules hold
 */
export async function host(folder, { base = "", hasRules = false } = {}) {
  const rules = hasRules ? rulesOf(await readFile(join(folder, "_headers"), "utf8")) : [];
  const lines = hasRules ? (await readFile(join(folder, "_redirects"), "utf8")).split("\n") : [];
  const redirects = new Map(lines.filter(Boolean).map((line) => /** @type {[string, string[]]} */ ([line.split(" ")[0] ?? "", line.split(" ").slice(1)])));
  /** @type {string[]} */
  const missing = [];
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://host");
    const [to, status] = redirects.get(pathname) ?? [];
    if (to) {
      response.writeHead(Number(status), { location: to + search }).end();
      return;
    }
    /** @type {Map<string, string[]>} */
    const headers = new Map();
    for (const [name, value] of rules.filter(({ pattern }) => pattern.test(pathname)).flatMap(({ headers }) => headers)) {
      headers.set(name, [...(headers.get(name) ?? []), value]);
    }
    const path = decodeURIComponent(pathname);
    const below = path === base ? "/" : path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
    const tries = below === undefined ? [] : [below, `${below}.html`, `${below}/index.html`];
    for (const name of [...tries, "/404.html"]) {
      const file = join(folder, name);
      if (!(await stat(file).catch(() => undefined))?.isFile()) continue;
      const isMissing = name === "/404.html" && path !== name;
      if (isMissing) missing.push(pathname);
      if (!headers.has("content-type")) headers.set("content-type", [TYPES[extname(name)] ?? "application/octet-stream"]);
      for (const [name, values] of headers) response.setHeader(name, values.join(", "));
      response.writeHead(isMissing ? 404 : 200).end(request.method === "HEAD" ? undefined : await readFile(file));
      return;
    }
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return { at: (/** @type {string} */ path) => origin + path, missing, stop: () => new Promise((resolve) => server.close(resolve)) };
}
