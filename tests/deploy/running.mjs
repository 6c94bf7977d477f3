// Programs that a test starts and ends: Sidelight on a port of its own, nginx, and others; with files from `deploy/`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { repository, run, sparePort, until } from "../container/engine.mjs";

export const deploy = join(repository, "deploy");
export const program = process.env.SIDELIGHT_BIN ?? join(repository, "target/release/sidelight");

/** @param {import("node:test").TestContext} t */
export async function scratchFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), "sidelight-deploy-test-"));
  // The workers of nginx are another user.
  await chmod(folder, 0o755);
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Starts a program, waits until `address` answers, and ends it after the test.
 * @param {import("node:test").TestContext} t
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ address: string, env?: Record<string, string> }} options
 */
export async function start(t, command, parameters, { address, env = {} }) {
  const { PATH = "" } = process.env;
  const child = spawn(command, parameters, { env: { PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let isOver = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.once("error", resolve).once("close", resolve)).then((why) => {
    isOver = true;
    return why;
  });
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
  };
  t.after(stop);
  const answers = async () => (await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(2000) })).status < 500;
  await until(async () => isOver || answers()).catch(() => {
    throw new Error(`${command} does not answer:\n${said}`);
  });
  if (isOver) throw new Error(`${command} ended: ${await ended}\n${said}`);
  return { stop };
}

/**
 * Sidelight with a content folder.
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 * @param {number} port
 */
export function sidelight(t, folder, port) {
  const parameters = ["serve", folder, "--live", "--listen", `127.0.0.1:${port}`];
  return start(t, program, parameters, { address: `http://127.0.0.1:${port}/readyz` });
}

/**
 * nginx with what stands in `http`, in a folder of its own, once its own test has nothing to say of that.
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 * @param {string} site
 * @param {string} address
 */
export async function nginx(t, folder, site, address) {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const http = `http { access_log off; ${temporary.join(" ")}\n${site} }`;
  await writeFile(join(folder, "nginx.conf"), `daemon off; pid ${folder}/pid; events {}\n${http}\n`);
  const parameters = ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")];
  const tested = await run("nginx", ["-t", ...parameters]);
  assert.equal(tested.status, 0, tested.err);
  // Newer ones would have `http2` on a line of its own, which older ones do not know.
  const warnings = tested.err.split("\n").filter((line) => /\[(warn|error)\]/.test(line) && !/"listen ... http2"/.test(line));
  assert.deepEqual(warnings, []);
  await start(t, "nginx", parameters, { address });
}

/**
 * A file of `deploy/` with the places changed that are another machine's. Each of them has to be there.
 * @param {string} path
 * @param {[string, string][]} changes
 */
export async function changed(path, changes) {
  let text = await readFile(join(deploy, path), "utf8");
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

export { sparePort, until };
