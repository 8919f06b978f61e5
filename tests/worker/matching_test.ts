import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { until } from "../support/deadline.ts";
import { Matching, type Sought } from "../../worker/matching.ts";

const encoder = new TextEncoder();
const both = (pattern: string): Sought => ({ pattern, stream: "both" });

/** A matching, and the lines that it found so far, with the place of their pattern. */
function openMatching(...sought: Sought[]) {
  const found: string[] = [];
  const matching = new Matching(sought, ({ index, line }) => found.push(`${index} ${line}`));
  return { matching, found };
}

Deno.test("take() keeps the lines of both streams apart, and seeks each where it is wanted", () => {
  const { matching, found } = openMatching(
    both("ab"),
    { pattern: "b", stream: "stderr" },
    { pattern: "a", stream: "stdout" },
  );
  matching.take("stdout", encoder.encode("a"));
  matching.take("stderr", encoder.encode("b\na"));
  matching.take("stdout", encoder.encode("b\n"));
  matching.take("stderr", encoder.encode("b"));
  deepEqual(found, ["1 b", "0 ab", "2 ab"]);
  matching.finish();
  deepEqual(found.slice(3), ["0 ab", "1 ab"]);
  equal(matching.skippedBytes, 0);
});

Deno.test("take() matches the first of a long line, as the log has all of it", () => {
  const { matching, found } = openMatching(both("x$"), both("y"));
  const line = "x".repeat(LIMITS.lineBytes);
  matching.take("stdout", encoder.encode(`${line}y\n${"x".repeat(LIMITS.lineBytes - 1)}yx\n`));
  deepEqual(found, [`0 ${line}`, `1 ${"x".repeat(LIMITS.lineBytes - 1)}y`]);
});

/** What an automaton cannot do fast: patterns of a kind that makes it large. */
const slow = Array.from({ length: 100 }, (_, i) => both(`(?i)(?:[a-y]+[0-9]?){${i % 9 + 3}}${i}Z`));

Deno.test("take() lets a flood go by when a hundred rules are slow, and sees what it ends with", async () => {
  const { matching, found } = openMatching(both("^END$"), ...slow);
  const line = "Some words of a build that says 1 thing or 2 and goes on\n";
  const chunk = encoder.encode(line.repeat(Math.floor(LIMITS.outputChunkBytes / line.length)));
  const before = performance.now();
  const chunks = 40;
  let longest = 0;
  for (let i = 0; i < chunks; i++) {
    const began = performance.now();
    matching.take("stdout", chunk);
    longest = Math.max(longest, performance.now() - began);
  }
  matching.take("stdout", encoder.encode("END\n"));
  const ms = performance.now() - before;
  const skipped = matching.skippedBytes;
  equal(skipped > 0 && skipped <= chunks * chunk.length, true, `${skipped} skipped`);
  // all of it would take many seconds; the burst and a share of what copying takes is spent
  equal(ms < 5000, true, `${ms} ms, ${longest} for one chunk`);
  await until("the end is seen", () => found.includes("0 END"));
  equal(matching.skippedBytes, skipped);
});

Deno.test("take() counts each line of a flood that matches, or says that it was skipped", () => {
  const { matching, found } = openMatching(both("y"));
  const chunk = encoder.encode("y\n".repeat(60_000));
  for (let i = 0; i < 10; i++) matching.take("stdout", chunk);
  matching.finish();
  equal(2 * found.length + matching.skippedBytes, 10 * chunk.length);
});

Deno.test("take() goes past a rule that is never met at no cost that counts", () => {
  const { matching, found } = openMatching(both("never here: (\\w+)"));
  const line = "An ordinary line of output of an ordinary job, some 80 characters long, or so.\n";
  const chunk = encoder.encode(line.repeat(Math.floor(LIMITS.outputChunkBytes / line.length)));
  for (let i = 0; i < 20; i++) matching.take("stdout", chunk);
  deepEqual(found, []);
});
