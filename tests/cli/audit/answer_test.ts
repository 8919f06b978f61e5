import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { answerOf, type Asked, withoutPrefaces } from "../../../cli/audit/answer.ts";

const GRANTED = [
  { kind: "read", value: "/base" },
  { kind: "read", value: "/base/own" },
  { kind: "run", value: "/bin/ps" },
  { kind: "net", value: "unix:/base/s" },
];

/** A question, and what answers it: a grant by its number, or the word for none. */
const QUESTIONS: readonly (readonly [string, string | null, number | "denied" | "shrugged"])[] = [
  ["read", "/base", 0],
  ["read", "/base/x/y", 0],
  ["read", "/base/own/x", 1],
  ["read", "/basement", "denied"],
  ["read", null, "denied"],
  ["write", "/base", "denied"],
  ["run", "/bin/ps", 2],
  ["run", "/bin/ps/x", "denied"],
  ["net", "unix:/base/s", 3],
  ["net", "unix:/base/s.new", "denied"],
  ["env", "HOME", "shrugged"],
  ["sys", "uid", "denied"],
];

for (const [kind, value, expected] of QUESTIONS) {
  Deno.test(`answerOf() answers to ${kind} ${value} as Deno would`, () => {
    const { answer, by } = answerOf({ kind, value }, { granted: GRANTED, ignoresEnv: true });
    if (typeof expected === "string") deepEqual([answer, by], [expected, undefined]);
    else deepEqual([answer, by], ["granted", GRANTED[expected]]);
  });
}

Deno.test("answerOf() denies the environment to a program that has none, and gives all to env *", () => {
  const wanted = { kind: "env", value: null };
  equal(answerOf(wanted, { granted: [], ignoresEnv: false }).answer, "denied");
  const all = [{ kind: "env", value: "*" }];
  equal(answerOf(wanted, { granted: all, ignoresEnv: false }).answer, "granted");
});

Deno.test("withoutPrefaces() drops the question for all programs before that for one, and no other", () => {
  const ask = (kind: string, value: string | null): Asked => ({
    ...{ kind, value, answer: "denied", by: undefined },
  });
  const asked = [ask("run", null), ask("run", "/a"), ask("run", null), ask("read", null)];
  deepEqual(withoutPrefaces(asked).map(({ kind, value }) => [kind, value]), [
    ["run", "/a"],
    ["run", null],
    ["read", null],
  ]);
});
