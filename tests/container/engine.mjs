// The image, built from a static binary without any network, and containers of it, in a store of podman's that is this
// test's own: no other image or container is seen, and all of it is taken away at the end.

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The static binary that the image is made of. */
export const program = process.env.SIDELIGHT_STATIC_BIN ?? join(repository, "target/x86_64-unknown-linux-gnu/release/sidelight");

/** What every container here runs with: as little as it can be given. */
export const LEAST = ["--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges"];

/** What containers need on machines with old control groups, and what does no harm on others. */
const PLAIN = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000", "--no-healthcheck"];

/**
 * Runs a command to its end; a failure is an answer too.
 * @param {string} command
 * @param {string[]} parameters
 * @returns {Promise<{ status: number | string, out: string, err: string }>}
 */
export function run(command, parameters) {
  return new Promise((resolve) => {
    execFile(command, parameters, { maxBuffer: 64 << 20 }, (error, out, err) => {
      resolve({ status: error ? (error.code ?? String(error.signal)) : 0, out, err: error ? err || error.message : err });
    });
  });
}

/** @param {string} command @param {string[]} parameters */
export async function succeed(command, parameters) {
  const { status, out, err } = await run(command, parameters);
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")}: ${status}\n${out}${err}`);
  return out.trim();
}

/** A port of the loopback that nobody uses now. @returns {Promise<number>} */
export function sparePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** podman with a store of its own. */
export async function openEngine() {
  const scratch = await mkdtemp(join(tmpdir(), "sidelight-container-test-"));
  const own = ["--root", join(scratch, "storage"), "--runroot", join(scratch, "run"), "--runtime", "runc"];
  const podman = (/** @type {string[]} */ ...parameters) => succeed("podman", [...own, "--log-level=fatal", ...parameters]);
  let count = 0;

  return {
    scratch,
    podman,
    /** As `podman`, for what may fail. @param {string[]} parameters */
    attempt: (...parameters) => run("podman", [...own, "--log-level=fatal", ...parameters]),

    /**
     * A folder with files in it.
     * @param {Record<string, string>} files
     */
    async folder(files) {
      const folder = join(scratch, `folder-${(count += 1)}`);
      await mkdir(folder);
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(folder, path, ".."), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      return folder;
    },

    /** Builds `Containerfile` from the static binary; answers with the image's name. */
    async build() {
      const context = await this.folder({});
      await copyFile(program, join(context, "sidelight"));
      const file = join(repository, "Containerfile");
      // No base image can be had, so that a build that wants one fails.
      const offline = ["--network=none", "--pull-never"];
      await podman("build", "--format=docker", ...offline, "--build-arg=BUILD=prebuilt", "--tag=sidelight", "--file", file, context);
      return "localhost/sidelight";
    },

    /**
     * Why no container can run here, if none can: tried with an image that has nothing of ours but the binary, which
     * runs outside of containers.
     */
    async whyNot() {
      await succeed(program, ["--version"]);
      const context = await this.folder({ Containerfile: "FROM scratch\nCOPY sidelight /sidelight\n" });
      await copyFile(program, join(context, "sidelight"));
      const built = await this.attempt("build", "--network=none", "--tag=trial", context);
      if (built.status !== 0) return built.err.trim();
      const tried = await this.attempt("run", "--rm", ...PLAIN, "--network=none", "trial", "/sidelight", "--version");
      return tried.status === 0 ? undefined : tried.err.trim();
    },

    /**
     * Runs a container to its end.
     * @param {string[]} options
     * @param {string[]} [command]
     * @param {string} [image]
     */
    once(options, command = [], image = "localhost/sidelight") {
      return this.attempt("run", "--rm", ...PLAIN, ...LEAST, "--network=none", ...options, image, ...command);
    },

    /**
     * Starts a container that listens on a port of the loopback, and waits until it is ready.
     * @param {string[]} [options]
     * @param {string} [image]
     */
    async start(options = [], image = "localhost/sidelight") {
      const port = await sparePort();
      const listen = ["--network=host", `--env=SIDELIGHT_LISTEN=127.0.0.1:${port}`];
      const id = await podman("run", "--detach", ...PLAIN, ...LEAST, ...listen, ...options, image);
      const address = `http://127.0.0.1:${port}`;
      try {
        await until(async () => (await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2000) })).status === 200);
      } catch (error) {
        throw new Error(`not ready: ${(await this.attempt("logs", id)).err}`, { cause: error });
      }
      return { id, port, address };
    },

    /** The process of a container, as /proc tells of it. @param {string} id */
    async pid(id) {
      return Number(await podman("inspect", "--format={{.State.Pid}}", id));
    },

    /** Everything of it: containers, images, files. */
    async close() {
      await this.attempt("rm", "--all", "--force", "--time=0");
      await this.attempt("rmi", "--all", "--force");
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until something is so; what fails meanwhile is not yet so.
 * @param {() => Promise<boolean>} isSo
 * @param {number} [patience]
 */
export async function until(isSo, patience = 20_000) {
  const start = performance.now();
  while (!(await isSo().catch(() => false))) {
    if (performance.now() - start > patience) throw new Error(`not so within ${patience} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - start;
}
