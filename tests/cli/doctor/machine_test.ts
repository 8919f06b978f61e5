import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Mark } from "../../../cli/doctor/finding.ts";
import { checkMachine } from "../../../cli/doctor/machine.ts";
import { factsOf } from "./systems.ts";

const now = Date.UTC(2026, 10, 28);

const NAMES = [
  ...["user", "inspector", "ps", "kill", "flock", "open files", "boot", "lingering", "clock"],
];

Deno.test("checkMachine() has nothing to warn of on a Linux that has all", () => {
  const findings = checkMachine(factsOf("linux"), now);
  deepEqual(findings.map(({ name }) => name), NAMES);
  deepEqual(findings.filter(({ mark }) => mark !== "ok"), []);
  equal(findings.every(({ remedy }) => remedy === null), true);
});

for (const system of ["macos", "freebsd"] as const) {
  Deno.test(`checkMachine() warns on ${system} of what it lacks, and fails nothing`, () => {
    const findings = checkMachine(factsOf(system), now);
    const warned = findings.filter(({ mark }) => mark === "warn").map(({ name }) => name);
    deepEqual(warned, ["inspector", "flock", "boot"]);
    equal(findings.every(({ mark }) => mark !== "fail"), true);
  });
}

/** Another fact, and what is said of it. */
const TROUBLES: readonly (readonly [string, string, Mark, RegExp, RegExp])[] = [
  ["uid 0", "user", "warn", /^u: jobs run with all rights/, /ordinary user/],
  ["block ", "inspector", "warn", /^SIGUSR1 opens/, /coreutils 8\.31/],
  ["ps no ps: bad -o", "ps", "fail", /\(ps: bad -o\)/, /procps/],
  ["kill no", "kill", "fail", /\(it says nothing\): no job can be stopped/, /procps/],
  ["flock ", "flock", "warn", /may go unseen/, /util-linux/],
  ["open_files 256", "open files", "warn", /^256: too few for 256 jobs/, /ulimit -n 1024/],
  ["linger no", "lingering", "warn", /when their user logs out/, /loginctl enable-linger/],
  ["synchronised no", "clock", "warn", /^2026-11-28T.*not synchronised/, /NTP/],
];

for (const [fact, name, mark, text, remedy] of TROUBLES) {
  Deno.test(`checkMachine() says what to do where it sees "${fact}"`, () => {
    const found = checkMachine(factsOf("linux", fact), now).filter((each) => each.mark !== "ok");
    deepEqual(found.map((each) => [each.name, each.mark]), [[name, mark]]);
    match(found[0]?.text ?? "", text);
    match(found[0]?.remedy ?? "", remedy);
  });
}

Deno.test("checkMachine() takes what is not told for no trouble", () => {
  const changes = ["linger ", "synchronised ", "open_files "];
  const findings = checkMachine(factsOf("linux", ...changes), now);
  deepEqual(findings.filter(({ mark }) => mark !== "ok"), []);
  equal(checkMachine(factsOf("linux", "open_files unlimited"), now)[5]?.mark, "ok");
});

Deno.test("checkMachine() fails a clock that is before the first release", () => {
  const clock = checkMachine(factsOf("linux"), 0).at(-1);
  deepEqual([clock?.name, clock?.mark], ["clock", "fail"]);
});
