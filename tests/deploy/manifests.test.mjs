// What `deploy/` has for engines that cannot run here, checked by their own tools and schemas: docker-compose,
// Kubernetes, systemd.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { run } from "../container/engine.mjs";
import { changed, deploy, program, scratchFolder, sparePort, start } from "./running.mjs";

const python = process.env.PYTHON ?? "python3";
const kubernetes = fileURLToPath(new URL("kubernetes.py", import.meta.url));

/** Of 100, where systemd's least protected service is: from 20 on it no longer says that all is well. */
const EXPOSURE = 20;

test("docker-compose finds nothing wrong", async (t) => {
  const config = (/** @type {string} */ file) => run("docker-compose", ["-f", file, "config"]);
  const { status, out, err } = await config(join(deploy, "compose.yaml"));
  assert.equal(status, 0, err);
  for (const line of ["read_only: true", "user: 65532:65532", "no-new-privileges:true"]) assert.ok(out.includes(line), line);
  const broken = join(await scratchFolder(t), "compose.yaml");
  await writeFile(broken, await changed("compose.yaml", [["read_only: true", "readonly: true"]]));
  assert.notEqual((await config(broken)).status, 0, "it would find a field that does not exist");
});

test("compose asks for health as the image does", async () => {
  const image = await readFile(join(deploy, "../Containerfile"), "utf8");
  const [, interval, timeout, begin, retries, command] =
    /^HEALTHCHECK --interval=(\S+) --timeout=(\S+) --start-period=(\S+) --retries=(\S+) CMD (.*)$/m.exec(image) ?? [];
  const compose = await readFile(join(deploy, "compose.yaml"), "utf8");
  const expected = [`test: ["CMD", ${command?.slice(1)}`, `interval: ${interval}`, `timeout: ${timeout}`, `start_period: ${begin}`];
  for (const line of [...expected, `retries: ${retries}`]) assert.ok(compose.includes(`      ${line}\n`), line);
});

test("the schemas of Kubernetes are kept, with each way to bring texts", async (t) => {
  const checked = await run(python, [kubernetes, join(deploy, "kubernetes")]);
  assert.equal(checked.status, 0, checked.err);
  assert.equal(checked.out.trim(), "3 manifests and 3 patches");
  const broken = join(await scratchFolder(t), "kubernetes");
  await cp(join(deploy, "kubernetes"), broken, { recursive: true });
  const patch = await changed("kubernetes/content-from-git.yaml", [["periodSeconds: 1\n", "periodSecond: 1\n"]]);
  await writeFile(join(broken, "content-from-git.yaml"), patch);
  const found = await run(python, [kubernetes, broken]);
  assert.equal(found.status, 1);
  assert.match(found.err, /^content-from-git\.yaml: .*'periodSecond' was unexpected/m);
});

test("systemd finds nothing wrong with the units", async (t) => {
  const folder = await scratchFolder(t);
  const service = await changed("systemd/sidelight.service", [["/usr/local/bin/sidelight serve", `${program} serve`]]);
  const verify = async (/** @type {string} */ text) => {
    await writeFile(join(folder, "sidelight.service"), text);
    const units = [join(folder, "sidelight.service"), join(folder, "sidelight.socket")];
    const { status, err } = await run("systemd-analyze", ["verify", "--man=no", ...units]);
    return { status, said: err.split("\n").filter((line) => line.includes("sidelight")) };
  };
  await cp(join(deploy, "systemd/sidelight.socket"), join(folder, "sidelight.socket"));
  assert.deepEqual(await verify(service), { status: 0, said: [] });
  assert.notDeepEqual((await verify(service.replace("PrivateTmp=", "PrivateTemp="))).said, [], "it would say what it does not know");
});

test("systemd calls the service well protected", async (t) => {
  const file = join(deploy, "systemd/sidelight.service");
  const security = ["security", "--offline=true", `--threshold=${EXPOSURE}`, "--no-pager"];
  const { status, out } = await run("systemd-analyze", [...security, file]);
  assert.equal(status, 0, out);
  t.diagnostic(out.trim().split("\n").at(-1) ?? "");
});

// A program that takes sockets which somebody else opened has the variable's name in it.
const takesSockets = (await readFile(program)).includes("LISTEN_FDS");
test("systemd can hold the socket", { skip: !takesSockets && "`serve` takes no sockets yet" }, async (t) => {
  const address = `127.0.0.1:${await sparePort()}`;
  const parameters = [`--listen=${address}`, program, "serve"];
  await start(t, "systemd-socket-activate", parameters, { address: `http://${address}/readyz` });
});
