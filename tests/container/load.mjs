// Readers who come through a load balancer: many at once, as long as `/readyz` says that the server takes them, and one
// who has begun something large before the server is asked to stop and takes their time.

import { Agent, get } from "node:http";
import { connect } from "node:net";

const READERS = 16;
/** How often the balancer asks whether the server is ready, in milliseconds. */
const LOOK = 100;
/** How long it takes until the balancer has turned all readers away. */
const TURN = 500;
/** For how long the slow reader rests between two sips of at most 64 KB, and for how long after the mark they still do,
 * in milliseconds. */
const SIP = 30;
const SIPPING = 3000;

/** @param {number} milliseconds */
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * @param {string} address
 * @param {string[]} pages the last one is not there
 * @param {string} large what the slow reader reads
 */
export function load(address, pages, large) {
  let isReady = true;
  let marked = Infinity;
  const counts = { answered: 0, sinceMark: 0 };
  /** @type {string[]} */
  const failures = [];

  const balancer = async () => {
    while (await request(`${address}/readyz`).then(({ status }) => status === 200, () => false)) await rest(LOOK);
    await rest(TURN);
    isReady = false;
  };
  /** @param {number} number */
  const reader = async (number) => {
    // Half of them keep their connection, as browsers do.
    const agent = new Agent({ keepAlive: number % 2 === 0, maxSockets: 1 });
    for (let page = number; isReady; page += 1) {
      const path = pages[page % pages.length];
      const begun = performance.now();
      try {
        const { status } = await request(address + path, agent);
        if (status !== (path === pages.at(-1) ? 404 : 200)) failures.push(`${path}: ${status}`);
        counts.answered += 1;
        if (begun > marked) counts.sinceMark += 1;
      } catch (error) {
        failures.push(`${path}: ${error}`);
      }
    }
    agent.destroy();
  };

  const slow = sip(address, large, () => performance.now() < marked + SIPPING);
  const readers = Array.from({ length: READERS }, (_, number) => reader(number));
  return {
    /** Requests that begin from now on are counted on their own. */
    mark: () => void (marked = performance.now()),
    end: Promise.all([slow, balancer(), ...readers]).then(([read]) => ({ ...counts, failures, slow: read })),
  };
}

/**
 * One request to its last byte; an answer that is cut off is an error.
 * @param {string} address
 * @param {Agent} [agent]
 * @returns {Promise<{ status: number | undefined }>}
 */
function request(address, agent = new Agent()) {
  return new Promise((resolve, reject) => {
    const sent = get(address, { agent }, (answer) => {
      answer.resume().once("error", reject).once("end", () => {
        if (answer.complete) resolve({ status: answer.statusCode });
        else reject(new Error("cut off"));
      });
    });
    sent.once("error", reject);
  });
}

/**
 * Reads little by little, so that most of the answer waits in the server, and in the end at once.
 * @param {string} address
 * @param {string} path
 * @param {() => boolean} isSlow
 */
async function sip(address, path, isSlow) {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  let head = "";
  let bytes = 0;
  for await (const chunk of socket) {
    if (head.includes("\r\n\r\n")) bytes += chunk.length;
    else {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end >= 0) bytes = head.length - end - 4;
    }
    if (isSlow()) await rest(SIP);
  }
  return { bytes, end: performance.now() };
}
