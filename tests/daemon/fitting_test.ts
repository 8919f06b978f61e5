import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { fitting } from "../../daemon/fitting.ts";
import { LIMITS } from "../../limits.ts";
import { encodeFrame } from "../../wire/frame.ts";

const itself = (texts: readonly string[]) => texts;

Deno.test("fitting() keeps all of a page of plain jobs", () => {
  const page = Array(LIMITS.listedJobs).fill([
    "/usr/bin/make",
    "-s",
    "all",
    "/home/ann/src",
    "why",
  ]);
  deepEqual(fitting(page, itself), page);
  deepEqual(fitting([], itself), []);
});

Deno.test("fitting() cuts a page of large items so that it fits a frame, also of the longest characters", () => {
  for (
    const texts of [["\u20ac".repeat(30_000)], Array(4096).fill("\u20ac"), ["x".repeat(90_000)]]
  ) {
    const page = Array(LIMITS.listedJobs).fill(texts);
    const cut = fitting(page, itself);
    ok(cut.length > 1 && cut.length < page.length);
    ok(encodeFrame({ kind: "reply", id: 1, value: { jobs: cut } }).length <= LIMITS.frameBytes);
  }
});

Deno.test("fitting() keeps one item at least, so that a page leads on", () => {
  equal(fitting(["x".repeat(LIMITS.frameBytes), "y"], (text) => [text]).length, 1);
});
