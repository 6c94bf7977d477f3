// The static site behind a real nginx, with the configuration that docs/static-hosting.md gives.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { serve } from "./server.mjs";
import { build } from "./static-host.mjs";

const program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].find((path) => existsSync(path));

const MANUAL = new URL("../../docs/static-hosting.md", import.meta.url);

/** A port that was free just now. */
async function sparePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? address?.port ?? 0 : 0;
}

/** @param {import("node:test").TestContext} t */
async function start(t) {
  const site = await build();
  const root = await mkdtemp(join(tmpdir(), "sidelight-nginx-"));
  const port = await sparePort();
  const snippet = /```nginx\n(.*?)```/s.exec(await readFile(MANUAL, "utf8"))?.[1] ?? assert.fail("the manual has no configuration");
  const own = snippet
    .replace("listen 80;", `listen 127.0.0.1:${port};`)
    .replace("root /srv/reader/site;", `root ${site.folder};`)
    .replace("include mime.types;", "include /etc/nginx/mime.types;");
  assert.ok(own.includes(site.folder) && own.includes(String(port)) && own.includes("/etc/nginx/"));
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${root}/${kind};`).join("\n");
  await mkdir(join(root, "logs"));
  const log = join(root, "log");
  await writeFile(join(root, "nginx.conf"), `daemon off;\nmaster_process off;\npid ${root}/pid;\nerror_log ${log};\nevents {}\nhttp {\naccess_log off;\n${places}\n${own}\n}\n`);
  // Its user has to get at both folders.
  for (const folder of [root, dirname(site.folder)]) await chmod(folder, 0o755);
  const nginx = spawn(program ?? "", ["-p", root, "-e", log, "-c", join(root, "nginx.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  nginx.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const stop = async () => {
    nginx.kill("SIGTERM");
    if (nginx.exitCode === null) await once(nginx, "exit");
    await Promise.all([rm(root, { recursive: true }), site.remove()]);
  };
  t.after(stop);
  const at = (/** @type {string} */ path) => `http://127.0.0.1:${port}${path}`;
  for (let tries = 0; ; tries += 1) {
    if (await fetch(at("/")).catch(() => undefined)) return { at, folder: site.folder, log };
    assert.ok(tries < 200 && nginx.exitCode === null, said);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is answered, as it is sent. @param {string} address @param {Record<string, string>} headers @returns {Promise<import("node:http").IncomingMessage>} */
const raw = (address, headers) => new Promise((resolve, reject) => {
  request(address, { headers }, (answer) => resolve(answer.resume())).on("error", reject).end();
});

test("nginx, configured as the manual says, answers every address like the server", { skip: program ? false : "nginx is not installed" }, async (t) => {
  const nginx = await start(t);
  const server = await serve();
  t.after(() => server.stop());
  const files = (await readdir(nginx.folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.path, file.name).slice(nginx.folder.length)).filter((path) => !/\.(br|gz)$|^\/[._]|^\/static\/(static|passage)|^\/404/.test(path));
  const names = ["content-security-policy", "cross-origin-resource-policy", "cross-origin-opener-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cache-control", "access-control-allow-origin", "access-control-expose-headers"];
  let same = 0;
  for (const path of paths) {
    const address = encodeURI(path.replace(/(^\/index)?\.html$/, "") || "/");
    const [served, hosted] = await Promise.all([fetch(server.at(address)), fetch(nginx.at(address))]);
    assert.equal(hosted.status, 200, address);
    // Scripts that import other versions of others have other names.
    if (served.status !== 200) continue;
    same += 1;
    for (const name of names) assert.equal(hosted.headers.get(name), served.headers.get(name), `${name} of ${address}`);
    const type = (/** @type {Response} */ answer) => answer.headers.get("content-type")?.split(";")[0];
    if (!/\.(json|xml)$/.test(address)) assert.equal(type(hosted), type(served), address);
    assert.equal(await hosted.text().then((text) => text.length > 0), true, address);
  }
  assert.ok(same > 60, `${same} addresses`);

  const compressed = await raw(nginx.at("/guide"), { "accept-encoding": "gzip" });
  assert.equal(compressed.headers["content-encoding"], "gzip");
  // Else a cache in between would give the compressed form to who cannot read it.
  assert.equal(compressed.headers.vary?.toLowerCase(), "accept-encoding");
  assert.equal((await raw(nginx.at("/guide"), {})).headers.vary?.toLowerCase(), "accept-encoding");
  const slashed = await raw(nginx.at("/guide/?hide=notes"), {});
  // Without a host and a port of its own, which are not those of whoever stands in front.
  assert.deepEqual([slashed.statusCode, slashed.headers.location], [308, "/guide?hide=notes"]);
  const missing = await fetch(nginx.at("/no-such-page"));
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /There is no page here/);
  assert.equal((await fetch(nginx.at("/.sidelight-export"))).status, 404);
});
