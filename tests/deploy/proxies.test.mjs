// nginx and Caddy as `deploy/` sets them up, really in front of Sidelight: on a host of its own and below a path.

import assert from "node:assert/strict";
import { readFile, writeFile, mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";

import { run, succeed } from "../container/engine.mjs";
import { changed, deploy, nginx, scratchFolder, sidelight, sparePort, start } from "./running.mjs";

const PIECE = "---\ntitle: Of bridges\n---\nA promise in [stone](notes/stone.md).\n";
const NOTE = "---\ntitle: Stone\n---\nIt lasts.\n";
/** Where each proxy says where Sidelight is. */
const SIDELIGHT = "127.0.0.1:8080";

// The certificate of the test is nobody's.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

/**
 * Starts one of the proxies before `upstream`; answers with the address that readers use.
 * @typedef {(t: import("node:test").TestContext, upstream: number) => Promise<string>} Proxy
 */

/** @type {{ name: string, base: string, proxy: Proxy }[]} */
const PROXIES = [
  { name: "nginx on a host of its own", base: "", proxy: nginxOnItsOwnHost },
  { name: "nginx below a path", base: "/reader", proxy: nginxBelowPath },
  { name: "Caddy on a host of its own", base: "", proxy: (t, upstream) => caddy(t, upstream, "own-host", "reader.example.org {") },
  { name: "Caddy below a path", base: "/reader", proxy: (t, upstream) => caddy(t, upstream, "sub-path", "www.example.org {") },
];

for (const { name, base, proxy } of PROXIES) {
  test(`${name} serves the pages, the assets and the stream of updates`, async (t) => {
    const folder = join(await scratchFolder(t), "content");
    await mkdir(join(folder, "of-bridges/notes"), { recursive: true });
    await writeFile(join(folder, "of-bridges/index.md"), PIECE);
    await writeFile(join(folder, "of-bridges/notes/stone.md"), NOTE);
    await writeFile(join(folder, "sidelight.yaml"), `base_url: https://www.example.org${base}\n`);
    const port = await sparePort();
    await sidelight(t, folder, port);
    const direct = `http://127.0.0.1:${port}`;
    const host = await proxy(t, port);

    for (const path of [base === "" ? "/" : base, `${base}/`, `${base}/of-bridges`, `${base}/of-bridges/notes/stone`]) {
      assert.equal((await fetch(host + path)).status, 200, path);
    }
    const page = await (await fetch(`${host}${base}/of-bridges`)).text();
    const own = [...page.matchAll(/(?:href|src)="(\/[^"#]*)/g)].map(([, path = ""]) => path.replaceAll("&amp;", "&"));
    assert.ok(own.some((path) => path.startsWith(`${base}/static/`)), "a stylesheet");
    for (const path of own) assert.equal((await fetch(host + path)).status, 200, path);

    // Sidelight's own encodings, tags and policies, as it made them.
    const headers = { "accept-encoding": "br, gzip" };
    for (const path of [`${base}/of-bridges`, own.find((path) => path.includes("/static/")) ?? ""]) {
      const one = await fetch(direct + path, { headers });
      const other = await fetch(host + path, { headers });
      for (const field of ["etag", "content-encoding", "content-type", "cache-control", "vary", "content-security-policy"]) {
        assert.equal(other.headers.get(field), one.headers.get(field), `${field} of ${path}`);
      }
      const tag = one.headers.get("etag");
      assert.ok(tag, path);
      const known = await fetch(host + path, { headers: { ...headers, "if-none-match": tag } });
      assert.equal(known.status, 304, path);
    }

    const stream = await fetch(`${host}${base}/events`, { signal: AbortSignal.timeout(10_000) });
    assert.match(new TextDecoder().decode((await stream.body?.getReader().read())?.value), /^event: state/);
    for (const probe of ["/healthz", "/readyz"]) {
      const { status, headers } = await fetch(host + probe);
      assert.ok(status === 404 && headers.get("content-security-policy") === null, `${probe} is none of readers' business`);
    }
  });

  test(`${name} says who asks, and for what`, async (t) => {
    /** @type {import("node:http").IncomingMessage[]} */
    const asked = [];
    const upstream = createServer((request, response) => void (asked.push(request), response.end())).listen(0, "127.0.0.1");
    await new Promise((resolve) => upstream.once("listening", resolve));
    t.after(() => void (upstream.close(), upstream.closeAllConnections()));
    const address = upstream.address();
    const host = await proxy(t, typeof address === "object" && address ? address.port : 0);
    asked.length = 0;
    const path = `${base}/of-bridges?text=a+b%2Dc,d%26e`;
    await fetch(host + path, { headers: { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "gopher", forwarded: "for=127.0.0.1;host=evil.example" } });
    assert.equal(asked.length, 1);
    const { url, headers = {} } = asked[0] ?? {};
    assert.equal(url, path, "unchanged");
    const { hostname, protocol } = new URL(host);
    assert.equal(String(headers.host).split(":")[0], hostname);
    assert.equal(String(headers["x-forwarded-host"]).split(":")[0], hostname);
    assert.equal(headers["x-forwarded-proto"], protocol.slice(0, -1));
    assert.equal(headers["x-forwarded-for"], "127.0.0.1", "not what somebody claims");
    assert.equal(headers.forwarded, undefined, "not what somebody claims in another way");
  });
}

test("behind Caddy readers wait while Sidelight is restarted", async (t) => {
  const folder = join(await scratchFolder(t), "content");
  await mkdir(join(folder, "of-bridges"), { recursive: true });
  await writeFile(join(folder, "of-bridges/index.md"), "---\ntitle: Of bridges\n---\nA promise.\n");
  const port = await sparePort();
  const before = await sidelight(t, folder, port);
  const host = await caddy(t, port, "own-host", "reader.example.org {");
  await before.stop();
  const waiting = fetch(`${host}/of-bridges`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await sidelight(t, folder, port);
  assert.equal((await waiting).status, 200);
});

for (const name of ["own-host", "sub-path"]) {
  test(`Caddy finds nothing wrong with ${name}.Caddyfile`, async (t) => {
    const file = join(deploy, `caddy/${name}.Caddyfile`);
    const home = await scratchFolder(t);
    const validated = await run("env", [`HOME=${home}`, `XDG_DATA_HOME=${home}`, "caddy", "validate", "--adapter", "caddyfile", "--config", file]);
    assert.equal(validated.status, 0, validated.err);
    assert.doesNotMatch(validated.err, /"level":"warn"/, "also no warning");
    assert.equal((await run("caddy", ["fmt", file])).out, await readFile(file, "utf8"), "in Caddy's own format");
  });
}

/**
 * @param {import("node:test").TestContext} t
 * @param {number} upstream
 * @param {string} name
 * @param {string} site
 */
async function caddy(t, upstream, name, site) {
  const home = await scratchFolder(t);
  const host = `http://127.0.0.1:${await sparePort()}`;
  /** @type {[string, string][]} */
  const changes = [[SIDELIGHT, `127.0.0.1:${upstream}`], [site, `${host} {`]];
  if (name === "sub-path") changes.push(["/var/www/html", home]);
  const file = join(home, "Caddyfile");
  await writeFile(file, `{\n\tadmin off\n}\n${await changed(`caddy/${name}.Caddyfile`, changes)}`);
  const env = { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
  await start(t, "caddy", ["run", "--adapter", "caddyfile", "--config", file], { address: `${host}/`, env });
  return host;
}

/** @param {import("node:test").TestContext} t @param {number} upstream */
async function nginxOnItsOwnHost(t, upstream) {
  const folder = await scratchFolder(t);
  const subject = ["-subj", "/CN=reader.example.org", "-days", "1"];
  const files = ["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")];
  await succeed("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files]);
  const [plain, tls] = [await sparePort(), await sparePort()];
  const site = await changed("nginx/own-host.conf", [
    [SIDELIGHT, `127.0.0.1:${upstream}`],
    // The machine may have no IPv6.
    ["    listen [::]:80;\n", ""],
    ["    listen [::]:443 ssl http2;\n", ""],
    ["listen 80;", `listen 127.0.0.1:${plain};`],
    ["listen 443 ", `listen 127.0.0.1:${tls} `],
    ["/etc/letsencrypt/live/reader.example.org", folder],
  ]);
  await nginx(t, folder, site, `http://127.0.0.1:${plain}`);
  const moved = await fetch(`http://127.0.0.1:${plain}/a?b`, { redirect: "manual" });
  assert.deepEqual([moved.status, moved.headers.get("location")], [308, "https://127.0.0.1/a?b"]);
  return `https://127.0.0.1:${tls}`;
}

/** @param {import("node:test").TestContext} t @param {number} upstream */
async function nginxBelowPath(t, upstream) {
  const folder = await scratchFolder(t);
  const host = `http://127.0.0.1:${await sparePort()}`;
  await writeFile(join(folder, "sub-path.conf"), await changed("nginx/sub-path.conf", [[SIDELIGHT, `127.0.0.1:${upstream}`]]));
  await nginx(t, folder, `server { listen ${new URL(host).host}; include sub-path.conf; }`, host);
  return host;
}
