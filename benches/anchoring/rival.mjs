// Times approx-string-match on what the Rust side hands over on standard input: {text, quote, rounds}.
// Prints the time of each round in nanoseconds, a line each, after warming up until the compiler has done its work.
import { readFileSync } from "node:fs";
import search from "approx-string-match";

const { text, quote, rounds } = JSON.parse(readFileSync(0, "utf8"));

// What Hypothesis allows (client/src/annotator/anchoring/match-quote.ts).
const maxErrors = Math.min(256, quote.length / 2);

const WARM_UP_MS = 1500;
const warm = performance.now() + WARM_UP_MS;
let found = 0;
while (performance.now() < warm) found += search(text, quote, maxErrors).length;
if (found === 0) throw new Error("the rival does not find the quote");

const times = [];
for (let round = 0; round < rounds; round++) {
  const start = process.hrtime.bigint();
  search(text, quote, maxErrors);
  times.push(process.hrtime.bigint() - start);
}
console.log(times.join("\n"));
