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

Deno.test("readErrand() takes the gate of a policy", () => {
  const { paths } = readErrand([...words, "/policy/gate"]) ?? assert.fail();
  assert.deepEqual([paths.gate, paths.folder], ["/policy/gate", "/base/run"]);
});

Deno.test("readErrand() takes the script for a control group, with the gate of a policy or without", () => {
  const word = "cgroup=/lib/chore/cgroup.sh";
  const { cgroup, ...errand } = readErrand([...words, word]) ?? assert.fail();
  assert.equal(cgroup, "/lib/chore/cgroup.sh");
  assert.deepEqual(errand, readErrand(words));
  const both = readErrand([...words, word, "/policy/gate"]) ?? assert.fail();
  assert.deepEqual([both.cgroup, both.paths.gate], [cgroup, "/policy/gate"]);
});

Deno.test("readErrand() refuses a word too few, too many, or of the wrong kind", () => {
  const wrong = [
    [],
    words.slice(0, 5),
    [...words, "more"],
    [...words, "/policy/gate", "more"],
    [...words, "cgroup=relative"],
    [...words, "/policy/gate", "cgroup=/x"],
    words.with(5, "cgroup=/x").slice(0, 5),
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
