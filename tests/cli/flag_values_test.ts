import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import {
  jobsFlag,
  noneOf,
  numberFlag,
  parseJobs,
  parseNumber,
  parseTime,
  timeFlag,
  wordFlag,
} from "../../cli/flag_values.ts";
import { LIMITS } from "../../limits.ts";

Deno.test("parseTime() reads a time up to its bound, and says what is wanted", () => {
  equal(parseTime("0"), 0);
  equal(parseTime("1m 30s"), 90_000);
  equal(parseTime("400d"), LIMITS.timeMaxMs);
  throws(() => parseTime("401d"), /^Error: it is at most 400 days$/);
  for (const text of ["", "soon", "-5", "5 apples"]) {
    throws(() => parseTime(text), /^Error: it is no time: write 30, 90s or 2m$/);
  }
});

Deno.test("parseNumber() reads whole numbers between its bounds", () => {
  const bounds = { least: -10, most: 10 };
  for (const number of [-10, 0, 10]) equal(parseNumber(String(number), bounds), number);
  for (const text of ["-11", "11", "", "1.5", "1e1", "x", "0x1", " 1"]) {
    throws(() => parseNumber(text, bounds), /^Error: a number from -10 to 10 is wanted$/, text);
  }
});

Deno.test("parseJobs() reads names and ids with commas between", () => {
  deepEqual(parseJobs("a"), ["a"]);
  deepEqual(parseJobs("a, 12,b_c"), ["a", "12", "b_c"]);
  for (const text of ["", ",", "a,", "a,,b", "a-b", "a b", "n".repeat(64)]) {
    throws(
      () => parseJobs(text),
      /is no job: a name is 1 to 63 letters, digits and _, with commas/,
    );
  }
});

Deno.test("noneOf() names the words that may stand there, and the one that is near", () => {
  equal(noneOf("foo", ["skip", "queue"]), "it is none of skip, queue");
  equal(noneOf("skp", ["skip", "queue"]), 'it is none of skip, queue: did you mean "skip"?');
});

Deno.test("timeFlag(), numberFlag(), wordFlag() and jobsFlag() make flags that need not be given", () => {
  const flags = [
    timeFlag({ brief: "a" }),
    numberFlag({ brief: "a", least: 0, most: 1 }),
    wordFlag("a", ["b"]),
    jobsFlag("a"),
  ];
  for (const { optional, brief } of flags) deepEqual([optional, brief], [true, "a"]);
});
