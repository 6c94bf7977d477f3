// The headers of what the server answers have the top grade under the rules of Mozilla's HTTP Observatory.
//
// Its own rules, from its own package, look at real answers; only what it would ask of the network is told to them: that
// the host has a certificate, and that plain HTTP is sent on to HTTPS, which is the proxy's part (deploy/). Every test of
// theirs has to be passed, and the grade has to be A+.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";

import { build, host } from "./static-host.mjs";
import { serve, shippedContent } from "./server.mjs";

const HOST = "reader.example.org";
const skip = Number(process.versions.node.split(".")[0]) < 20 && "its package needs Node 20";
/** What the package says of its own names. @type {any} */
let observatory;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  if (skip) return;
  // Two lists of domains are fetched when the package is installed, if its scripts may run: here they may not, and this
  // host would be in neither.
  const read = fs.readFileSync;
  fs.readFileSync = /** @type {any} */ ((/** @type {any[]} */ ...of) => {
    const isList = /mdn-http-observatory[\\/]conf[\\/](hsts-preload|tld-list)\.json$/.test(String(of[0]));
    return isList ? "{}" : Reflect.apply(read, fs, of);
  });
  const part = (/** @type {string} */ name) => import(`@mdn/mdn-http-observatory/src/${name}.js`);
  const [{ ALL_TESTS }, grader, charts, { Requests }, { parseHttpEquivHeaders }] = await Promise.all(
    ["constants", "grader/grader", "grader/charts", "types", "retriever/utils"].map(part),
  );
  observatory = { ALL_TESTS, ...grader, ...charts, Requests, parseHttpEquivHeaders };
  server = await serve({ prepare: (folder) => appendFile(join(folder, "sidelight.yaml"), `base_url: https://${HOST}\n`) });
});
after(() => server?.stop());

/** An answer as the rules know one. @param {Response} answer */
function seen(answer) {
  const headers = Object.create({ get: (/** @type {string} */ name) => answer.headers.get(name) ?? undefined });
  Object.assign(headers, Object.fromEntries(answer.headers));
  return { headers, status: answer.status, verified: true, request: { headers }, data: "" };
}

/**
 * The grade of an address, with what each rule made of it.
 * @param {string} address
 * @param {string} path
 */
async function graded(address, path) {
  const url = new URL(path, `https://${HOST}`);
  const options = { redirect: /** @type {const} */ ("manual") };
  const answer = await fetch(new URL(path, address), options);
  const preflight = await fetch(new URL(path, address), {
    ...options,
    method: "OPTIONS",
    headers: { Origin: "https://elsewhere.example", "Access-Control-Request-Method": "GET" },
  });
  const requests = new observatory.Requests(HOST);
  const body = await answer.text();
  const response = seen(answer);
  const isPage = (answer.headers.get("content-type") ?? "").startsWith("text/html");
  const httpEquiv = isPage ? observatory.parseHttpEquivHeaders(body, url.href) : new Map();
  requests.resources.path = body;
  requests.session = { url, redirectHistory: [], jar: null };
  Object.assign(requests.responses, {
    auto: { ...response, httpEquiv },
    http: response,
    https: response,
    cors: seen(preflight),
    httpRedirects: [
      { url: new URL(url.href.replace("https", "http")), status: 308 },
      { url, status: answer.status },
    ],
    httpsRedirects: [{ url, status: answer.status }],
  });

  // As in the package's own `scan`, which asks the network.
  let [score, credit] = [100, 0];
  /** @type {Map<string, { pass: boolean, result: string }>} */
  const results = new Map();
  for (const rule of observatory.ALL_TESTS) {
    const output = rule(requests);
    const modifier = observatory.getScoreModifier(output.result);
    results.set(output.constructor.name, { pass: output.pass, result: output.result });
    if (modifier < 0) score += modifier;
    else credit += modifier;
  }
  if (score >= observatory.MINIMUM_SCORE_FOR_EXTRA_CREDIT) score += credit;
  const failed = [...results].filter(([, { pass }]) => !pass).map(([name, { result }]) => `${name}: ${result}`);
  return { status: answer.status, grade: observatory.getGradeForScore(score).grade, score, failed, results };
}

const ADDRESSES = [
  ["the library", "/", 200],
  ["a piece", "/guide", 200],
  ["a passage", "/guide?text=words", 200],
  ["an annotation", "/talking-past-each-other/speakers/sergei-ryabkov", 200],
  // Anybody may show it in a frame, as it is made for that. The rules ask only that the policy says who may.
  ["an embed", "/guide/embed", 200],
  ["a card", "/guide/card.png", 200],
  ["a feed", "/feed.atom", 200],
  ["what is not there", "/nothing", 404],
  ["what may not be asked", `/guide?text=${"x".repeat(9000)}`, 414],
];

for (const [what, path, status] of /** @type {[string, string, number][]} */ (ADDRESSES)) {
  test(`${what} has the top grade`, { skip }, async (t) => {
    const found = await graded(server.address, path);
    t.diagnostic(`${what}: ${found.grade}, ${found.score} points`);
    assert.equal(found.status, status);
    assert.deepEqual(found.failed, []);
    assert.equal(found.grade, "A+", JSON.stringify([...found.results]));
  });
}

test("a static site has the same grades on hosts that read its rules", { skip }, async (t) => {
  const site = await build(shippedContent, ["--base-url", `https://${HOST}`]);
  t.after(site.remove);
  const files = await host(site.folder, { hasRules: true });
  t.after(files.stop);
  for (const path of ["/", "/guide", "/guide/notes", "/nothing"]) {
    const found = await graded(files.at("/"), path);
    assert.deepEqual([found.grade, found.failed], ["A+", []], path);
  }
});

test("the rules do see what is missing", { skip }, async () => {
  const bare = await serve();
  try {
    const found = await graded(bare.address, "/");
    assert.deepEqual(found.failed, ["strict-transport-security: hsts-not-implemented"], "nothing says that it is https");
  } finally {
    await bare.stop();
  }
});
