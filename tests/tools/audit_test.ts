import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { VERBS } from "../../cli/verbs.ts";
import { PROGRAMS, RIGHTS } from "../../job/rights.ts";
import { answerOf, type Asked, withoutPrefaces } from "../../tools/audit/answer.ts";
import { audit } from "../../tools/audit/audit.ts";
import { readAuditLog } from "../../tools/audit/log.ts";
import { named, reportOn } from "../../tools/audit/report.ts";
import { ROOT } from "../support/place.ts";

const SCRIPT = Deno.readTextFileSync(`${ROOT}/tools/audit/every_verb.sh`);

Deno.test("audit() finds that the programs use all of their rights, and want no other", async () => {
  const { code, output, programs } = await audit(SCRIPT, { mostMs: 180_000 });
  equal(code, 0, output);
  for (const { program, starts, used, unused, denied } of programs) {
    const known = PROGRAMS.find((each) => each === program) ?? "chore";
    const table = RIGHTS[known].map(({ kind, value }) => `${kind} ${value}`);
    deepEqual({ unused, denied }, { unused: [], denied: {} }, program);
    deepEqual(Object.keys(used), table.sort(), program);
    equal(starts > 0, true, program);
  }
  equal(programs.length, PROGRAMS.length);
});

Deno.test("audit() shows what is never used, and how the script ended", async () => {
  const { code, output, programs } = await audit("chore help >/dev/null; echo said; exit 7");
  deepEqual([code, output.includes("said\n")], [7, true]);
  const [chore, chored, worker] = programs;
  deepEqual([chore?.starts, chored?.starts, worker?.starts], [1, 0, 0]);
  deepEqual(chore?.used, { "env *": 1 });
  deepEqual(chore?.unused, [
    "net unix:SOCKET",
    "read BASE",
    "run ROOT/bin/chored",
    "write SOCKET",
  ]);
});

Deno.test("audit() ends a script that does not end", async () => {
  const { code } = await audit("chore help >/dev/null; exec sleep 600", { mostMs: 500 });
  equal(code, 143);
});

Deno.test("every_verb.sh touches each verb", () => {
  const missing = Object.keys(VERBS).filter((verb) =>
    !new RegExp(`\\bchore ${verb}\\b`).test(SCRIPT)
  );
  deepEqual(missing, [], "add them to tools/audit/every_verb.sh");
});

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

Deno.test("named() says a right in the words of SECURITY.md", () => {
  const places = { root: "/r", base: "/h/base", extra: { value: "/etc/c", name: "CONFIG" } };
  const name = (kind: string, value: string) => named({ kind, value }, places);
  equal(name("run", "/r/bin/chored"), "run ROOT/bin/chored");
  equal(name("net", "unix:/h/base/run/other.sock.new"), "net unix:SOCKET.new");
  equal(name("write", "/h/base/cache/s/runs/12/w"), "write RUN/w");
  equal(name("read", "/h/base"), "read BASE");
  equal(name("read", "/etc/c"), "read CONFIG");
  equal(name("run", "/bin/ps"), "run PS");
});

Deno.test("readAuditLog() takes the lines of DENO_AUDIT_PERMISSIONS, and names one that is none", () => {
  const words = ["run", "--ignore-env", "/our/daemon/main.ts"];
  const manifest = { words, granted: GRANTED };
  const line = (permission: string, value: string | null) =>
    JSON.stringify({ v: 1, datetime: "2026-11-24T16:36:48Z", permission, value });
  const text = `${line("read", "/base/a")}\n${line("write", "/etc/x")}\n\n${line("env", "A")}\n`;
  const [report] = reportOn([readAuditLog(text, manifest)], { root: "/our", base: "/base" })
    .filter(({ starts }) => starts > 0);
  equal(report?.program, "chored");
  deepEqual(report?.used, { "read BASE": 1 });
  deepEqual(report?.denied, { "write /etc/x": 1 });
  for (const wrong of ["{}", "x", "null", '{"permission":1}', '{"permission":"read","value":2}']) {
    throws(
      () => readAuditLog(`${line("read", null)}\n${wrong}\n`, manifest),
      /Cannot read line 2:/,
    );
  }
});
