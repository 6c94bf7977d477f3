// Starts the real `sidelight` program for a test, on a port that the system picks and with a copy of a content folder,
// so that a test can write into it; stops it by its process and takes the copy away.

import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The library that comes with Sidelight, as its writers keep it. */
export const shippedContent = join(repository, "content");

/** The program under test. */
export const program = process.env.SIDELIGHT_BIN ?? join(repository, "target/release/sidelight");

/** Longer than a start takes on a busy machine. */
const START_TIMEOUT = 20_000;
/** Longer than the server waits for open connections when it goes down. */
const STOP_TIMEOUT = 15_000;

/**
 * Serves a copy of a content folder. `prepare` may change the copy before the server starts.
 *
 * @param {{ content?: string, watch?: boolean, prepare?: (folder: string) => Promise<void> }} [options]
 */
export async function serve({ content = shippedContent, watch = false, prepare } = {}) {
  const scratch = await mkdtemp(join(tmpdir(), "sidelight-browser-test-"));
  const folder = join(scratch, "content");
  await cp(content, folder, { recursive: true });
  await prepare?.(folder);

  // Settings of whoever runs the tests must not reach the server.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SIDELIGHT_")));
  const parameters = ["serve", folder, "--listen", "127.0.0.1:0", watch ? "--live" : "--no-watch"];
  const child = spawn(program, parameters, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  // A test runner that is stopped must not leave servers behind.
  const stopWithRunner = () => child.kill("SIGKILL");
  process.once("exit", stopWithRunner);

  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (printed += text));
  const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));

  const address = await new Promise((resolve, reject) => {
    const failed = (/** @type {string} */ why) => reject(new Error(`${program} ${parameters.join(" ")}: ${why}\n${printed}`));
    const timer = setTimeout(() => failed("printed no address in time"), START_TIMEOUT);
    child.once("error", (error) => failed(error.message));
    void ended.then((code) => failed(`ended with ${code}`));
    let line = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      line += text;
      const found = /^Sidelight reads at (http:\/\/\S+)$/m.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
  }).catch(async (error) => {
    child.kill("SIGKILL");
    await rm(scratch, { recursive: true, force: true });
    throw error;
  });

  return {
    /** With a slash at its end. */
    address: new URL(address).href,
    /** The content folder that is served. */
    folder,
    /** The same address with a path of the site. @param {string} path */
    at: (path) => new URL(path, address).href,
    /** What the server has written to standard error so far. */
    log: () => printed,
    /** Ends the server as a service manager would; an end that is not clean fails the test. */
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT);
      const code = await ended;
      clearTimeout(timer);
      process.off("exit", stopWithRunner);
      await rm(scratch, { recursive: true, force: true });
      if (code !== 0) throw new Error(`the server ended with ${code}:\n${printed}`);
    },
  };
}
