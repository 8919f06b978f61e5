import assert from "node:assert/strict";
import { readErrand } from "../../worker/errand.ts";

const words = ["run", "/base/run", "/base/s.sock", "12", "0123abcd", "boot"];

Deno.test("readErrand() reads the words of the launcher", () => {
  const { paths, ...errand } = readErrand(words) ?? assert.fail();
  assert.equal(paths.gate, "/base/run/gate");
  assert.deepEqual(errand, {
    mode: "run",
    socket: "/base/s.sock",
    run: 12,
    nonce: "0123abcd",
    boot: "boot",
  });
});

Deno.test("readErrand() takes a machine without a boot id", () => {
  assert.equal(readErrand(words.with(5, ""))?.boot, "");
});

Deno.test("readErrand() refuses a word too few, too many, or of the wrong kind", () => {
  const wrong = [
    [],
    words.slice(0, 5),
    [...words, "more"],
    words.with(0, "dance"),
    words.with(1, ""),
    words.with(2, ""),
    words.with(3, "x"),
    words.with(3, "-1"),
    words.with(3, ""),
    words.with(4, ""),
  ];
  for (const each of wrong) assert.equal(readErrand(each), undefined, each.join(" "));
});
