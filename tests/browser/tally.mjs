// A reporter for Node's test runner: one line a test file with its counts, for `tests/run` to add up and to see that
// every file really ran tests.

import { basename } from "node:path";

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* tally(events) {
  /** @type {Map<string, { passed: number, failed: number, skipped: number }>} */
  const files = new Map();
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const file = basename(data.file ?? data.name);
    const counts = files.get(file) ?? { passed: 0, failed: 0, skipped: 0 };
    files.set(file, counts);
    // A file as a whole is reported as a test of its own when it could not run or holds none.
    const isFile = basename(data.name) === file;
    // What holds other tests fails with them and would be counted twice.
    const isOnlyParent = data.details?.error?.failureType === "subtestsFailed";
    if (type === "test:fail") counts.failed += isOnlyParent ? 0 : 1;
    else if (data.details?.type === "suite" || isFile) continue;
    else if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else counts.passed += 1;
  }
  for (const [file, { passed, failed, skipped }] of files) {
    yield `${file} ${passed} passed, ${failed} failed, ${skipped} skipped\n`;
  }
}
