// Sidelight and nginx before the same crowd: the same bytes, the same headers, both with their logs on, on the same cores,
// one after the other in rounds. Needs wrk and nginx, as Debian has them, and a release build.
//
// Steps: start Sidelight and wait until every page has its best forms; write what it answers to files for nginx's
// `gzip_static`; let wrk ask both in turn; ask Sidelight a million times and look at its memory. Fails when a target is
// missed.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What is asked for: the text that is shipped, about 13 KB on its way. */
const PAGE = "/talking-past-each-other";
const ROUNDS = 5;
const ROUND_SECONDS = 5;
const THREADS = 2;
const CONNECTIONS = 64;
/** At least nginx's requests a second, and at most its 99th percentile. */
const RATE = 1;
const P99 = 1;
const REQUESTS = 1_000_000;
const RESIDENT_MB = 40;
/** Between the first hundred thousand requests and the last, in MB: what an allocator keeps to itself. */
const GROWTH_MB = 2;
/** Every page of the shipped library in its best form takes some seconds. */
const ENCODED_WITHIN_MS = 120_000;

const program = resolve(process.argv[2] ?? "target/release/sidelight");
const folder = await mkdtemp(join(tmpdir(), "sidelight-http-"));
const started = [];
try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  for (const server of started) {
    server.kill("SIGTERM");
    if (server.exitCode === null) await once(server, "exit");
  }
  await rm(folder, { recursive: true });
}

async function main() {
  const sidelight = await startSidelight();
  await encoded(sidelight);
  const nginx = await startNginx(await answers(sidelight.address));
  const rivals = { sidelight: { ...sidelight, rounds: [] }, nginx: { ...nginx, rounds: [] } };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, rival] of Object.entries(rivals)) {
      const measured = await crowd(rival.address, ROUND_SECONDS);
      // The first one fills caches.
      if (round) rival.rounds.push(measured);
      if (round) console.log(`  round ${round}, ${name}: ${Math.round(measured.rate)} requests a second, p99 ${measured.p99.toFixed(2)} ms`);
    }
  }
  const ratio = (of) => median(rivals.sidelight.rounds.map(of)) / median(rivals.nginx.rounds.map(of));
  const rate = ratio(({ rate }) => rate);
  const p99 = ratio(({ p99 }) => p99);
  const errors = rivals.sidelight.rounds.reduce((sum, round) => sum + round.errors, 0);
  const [first, last, asked] = await memory(sidelight);
  const figures = [
    [`requests a second, of nginx's (at least ${RATE})`, rate, rate >= RATE],
    [`99th percentile, of nginx's (at most ${P99})`, p99, p99 <= P99],
    ["requests that failed (none)", errors, errors === 0],
    [`MB resident after ${asked} requests (at most ${RESIDENT_MB})`, last, last <= RESIDENT_MB],
    [`MB more than after the first tenth (at most ${GROWTH_MB})`, last - first, last - first <= GROWTH_MB],
  ];
  for (const [name, value, isMet] of figures) console.log(`${name}: ${value.toFixed(2)}: ${isMet ? "met" : "MISSED"}`);
  return figures.every(([, , isMet]) => isMet);
}

/** The server as it is run: following no folder, its log in JSON in a file. */
async function startSidelight() {
  const log = join(folder, "sidelight.log");
  const server = spawn("sh", ["-c", 'exec "$0" serve --listen 127.0.0.1:0 2>"$1"', program, log], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  started.push(server);
  let said = "";
  for await (const part of server.stdout) {
    said += part;
    const address = /http:\/\/[^/\s]+/.exec(said)?.[0];
    if (address) return { address, pid: server.pid };
  }
  throw new Error("Sidelight did not start");
}

/** Waits until encoding takes no more time. */
async function encoded({ pid }) {
  const ticks = async () => {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1].split(" ");
    return Number(fields[11]) + Number(fields[12]);
  };
  const end = Date.now() + ENCODED_WITHIN_MS;
  for (let before = -1; Date.now() < end; ) {
    const now = await ticks();
    if (now === before) return;
    before = now;
    await sleep(1000);
  }
  throw new Error("encoding did not end");
}

/** What Sidelight answers: the plain bytes, the encoded ones, and the headers that nginx has to send too. */
async function answers(address) {
  const { stdout: plain } = await run("curl", ["-sS", address + PAGE], { encoding: "buffer", maxBuffer: 1 << 26 });
  const gzip = join(folder, "gzip");
  const { stdout: head } = await run("curl", ["-sS", "-H", "Accept-Encoding: gzip", "-D", "-", "-o", gzip, address + PAGE]);
  const own = /^(date|content-length|content-type|content-encoding|etag|connection|server|vary)$/i;
  const headers = head
    .split("\r\n")
    .slice(1)
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()])
    .filter(([name]) => !own.test(name));
  return { plain, gzip: await readFile(gzip), headers };
}

async function startNginx({ plain, gzip, headers }) {
  await mkdir(join(folder, "root"));
  await writeFile(join(folder, "root/page.html"), plain);
  await writeFile(join(folder, "root/page.html.gz"), gzip);
  const port = 20_000 + (process.pid % 20_000);
  const quoted = headers.map(([name, value]) => `add_header ${name} "${value.replaceAll('"', '\\"')}" always;`);
  // Started by root, its workers would become another user, who may not look into the folder.
  const user = process.getuid?.() === 0 ? "user root;" : "";
  await writeFile(
    join(folder, "nginx.conf"),
    `${user} daemon off; worker_processes 2; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
     events { worker_connections 4096; }
     http {
       types { text/html html; } charset utf-8; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
       open_file_cache max=100 inactive=1h; open_file_cache_valid 1h; server_tokens off;
       access_log ${folder}/access.log combined buffer=64k flush=1s;
       client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
       uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
       server {
         listen 127.0.0.1:${port} backlog=4096;
         root ${folder}/root; etag on; gzip_static on; gzip_vary on;
         location = ${PAGE} { try_files /page.html =404; ${quoted.join(" ")} }
       }
     }`,
  );
  const server = spawn("nginx", ["-c", join(folder, "nginx.conf"), "-p", folder], { stdio: "inherit" });
  started.push(server);
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(address + PAGE, { headers: { "accept-encoding": "gzip" } }).catch(() => undefined);
    if (answer?.ok) {
      if (Buffer.from(await answer.arrayBuffer()).compare(plain)) throw new Error("nginx sends other bytes");
      if (answer.headers.get("content-encoding") !== "gzip") throw new Error("nginx does not send the encoded form");
      return { address };
    }
    await sleep(50);
  }
  throw new Error(await readFile(join(folder, "error.log"), "utf8"));
}

/** So many seconds of wrk. */
async function crowd(address, seconds) {
  const options = [`-t${THREADS}`, `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", "-H", "Accept-Encoding: gzip"];
  const { stdout } = await run("wrk", [...options, address + PAGE]);
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const failed = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0;
  const broken = [.../Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? []].slice(1);
  const errors = Number(failed) + broken.map(Number).reduce((sum, count) => sum + count, 0);
  return { rate, p99: Number(value) * { us: 1e-3, ms: 1, s: 1e3 }[unit], requests, errors };
}

/** Resident MB after the first tenth of a million requests, and after all of them. */
async function memory({ address, pid }) {
  const resident = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) / 1000;
  let first;
  let asked = 0;
  while (asked < REQUESTS) {
    asked += (await crowd(address, 3)).requests;
    if (asked >= REQUESTS / 10) first ??= await resident();
  }
  return [first, await resident(), asked];
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
