import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { parseTab } from "../../job/tab.ts";
import type { TabEntry } from "../../job/tab_entry.ts";
import { LIMITS } from "../../limits.ts";

const user = { home: "/home/ann", name: "ann" };

function entriesOf(text: string): readonly TabEntry[] {
  const read = parseTab(text, user);
  if (read.kind === "table") return read.entries;
  throw new Error(JSON.stringify(read.problems));
}

function entryOf(text: string): TabEntry {
  const [entry] = entriesOf(text);
  if (entry === undefined) throw new Error("no entry");
  return entry;
}

/** Each as `LINE:COLUMN: message`. */
function problemsOf(text: string): string[] {
  const read = parseTab(text, user);
  return read.kind === "table"
    ? []
    : read.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

Deno.test("parseTab() makes of a line without options what cron(8) makes of it", () => {
  const { line, key, name, wish } = entryOf("\n# a comment\n  0 3 * * 1-5   make  -s % | cat \n");
  deepEqual([line, name, key], [3, undefined, "1 0 3 * * 1-5 make -s % | cat"]);
  deepEqual(wish.argv, ["/bin/sh", "-c", "make  -s % | cat"]);
  deepEqual([wish.cwd, wish.umask], ["/home/ann", 0o022]);
  deepEqual(wish.when, {
    ...{ kind: "cron", expression: "0 3 * * 1-5", overlap: "skip", catchUp: "once" },
  });
  deepEqual(wish.env, [
    ...["HOME=/home/ann", "LOGNAME=ann", "PATH=/usr/bin:/bin", "SHELL=/bin/sh", "USER=ann"],
  ]);
});

Deno.test("parseTab() knows five fields, six, and names", () => {
  const table: [line: string, expression: string, command: string][] = [
    ["* * * * * x", "* * * * *", "x"],
    ["0\t3 * * * x y", "0 3 * * *", "x y"],
    ["*/5 * * * * * x", "*/5 * * * * *", "x"],
    ["0 0 3 * * mon-fri x", "0 0 3 * * mon-fri", "x"],
    ["~ 3 * * * x", "~ 3 * * *", "x"],
    ["0 0 3 * * x mon", "0 0 3 * *", "x mon"],
    ["@daily x", "@daily", "x"],
    ["@reboot  x", "@reboot", "x"],
  ];
  for (const [line, expression, command] of table) {
    const { wish } = entryOf(line);
    const { when } = wish;
    ok(when?.kind === "cron");
    deepEqual([when.expression, wish.argv.at(-1)], [expression, command], line);
  }
});

Deno.test("parseTab() takes options, and words after --", () => {
  const { name, key, wish } = entryOf(
    "0 3 * * * -kx -j back_up -p5 --timeout=1h -C sub --env 'A=b c' --zone UTC --overlap queue -- echo 'a b' -c",
  );
  deepEqual([name, key, wish.argv], ["back_up", "=back_up", ["echo", "a b", "-c"]]);
  deepEqual([wish.pinned, wish.priority, wish.timeoutMs], [true, 5, 3_600_000]);
  deepEqual([wish.cwd, wish.restart], ["/home/ann/sub", { policy: "on-failure" }]);
  ok(wish.env.includes("A=b c"));
  ok(wish.when?.kind === "cron");
  deepEqual([wish.when.zone, wish.when.overlap], ["UTC", "queue"]);
});

Deno.test("parseTab() takes options before a text for the shell", () => {
  const { name, wish } = entryOf("@daily -j a -g work sort <x | uniq -c -- y");
  deepEqual([name, wish.group], ["a", "work"]);
  deepEqual(wish.argv, ["/bin/sh", "-c", "sort <x | uniq -c -- y"]);
});

Deno.test("parseTab() gives variables to the lines that follow, and zones to their times", () => {
  const text = [
    "@daily one",
    "SHELL=/bin/bash",
    "HOME=/srv",
    "CRON_TZ=Europe/Berlin",
    "@daily two",
    "TZ=UTC",
    "@daily -- three",
    "CRON_TZ=",
    "@daily --clean-env four",
    "@daily -e A=1 five",
  ].join("\n");
  const wishes = entriesOf(text).map(({ wish }) => wish);
  const zones = wishes.map(({ when }) => when?.kind === "cron" ? when.zone : "none");
  deepEqual(zones, [undefined, "Europe/Berlin", "UTC", undefined, undefined]);
  deepEqual(wishes.map(({ cwd }) => cwd), ["/home/ann", "/srv", "/srv", "/srv", "/srv"]);
  deepEqual(wishes[1]?.argv, ["/bin/bash", "-c", "two"]);
  ok(!wishes[1]?.env.some((variable) => variable.startsWith("CRON_TZ")));
  ok(wishes[2]?.env.includes("TZ=UTC"));
  deepEqual(wishes[4]?.env, ["A=1", "HOME=/srv", "PATH=/usr/bin:/bin"]);
});

Deno.test("parseTab() tells lines of the same text apart by number", () => {
  const keys = entriesOf("@daily x\n@daily   x\n@hourly x\n@daily -j x x\n").map(({ key }) => key);
  deepEqual(keys, ["1 @daily x", "2 @daily x", "1 @hourly x", "=x"]);
});

Deno.test("parseTab() sets what is not known of the user to nothing", () => {
  const read = parseTab("@daily x\n", { home: undefined, name: undefined });
  ok(read.kind === "table");
  deepEqual(read.entries[0]?.wish.cwd, "/");
  deepEqual(read.entries[0]?.wish.env, ["PATH=/usr/bin:/bin", "SHELL=/bin/sh"]);
});

Deno.test("parseTab() says what is wrong, with line and column", () => {
  const table: [line: string, place: string, message: RegExp][] = [
    ["* * * x", "1:1", /it has 4 fields: expected 5/],
    ["1 62 * * * x", "1:3", /hour "62": expected 0 to 23/],
    ["0 0 31 2 * x", "1:1", /no year has such a date/],
    ["1 2 * * * * * x", "1:13", /more than 6 fields/],
    ["@nightly x", "1:1", /"@nightly" is unknown/],
    ["  0 3 * * *", "1:12", /there is no command/],
    ["@daily", "1:7", /there is no command/],
    ["@daily --", "1:10", /there is no command/],
    ["@daily -z x", "1:8", /Cannot use "-z": a line of a choretab has no such option/],
    ["@daily --at now x", "1:8", /Cannot use "--at": a line/],
    ["@daily --constructor=1 x", "1:8", /Cannot use "--constructor=1": a line/],
    ["@daily --pin=yes x", "1:8", /Cannot use --pin with a value: it takes none/],
    ["@daily -p", "1:8", /Cannot use --priority: a value must follow/],
    ["@daily -p 5 -p 6 x", "1:13", /Cannot use --priority twice/],
    ["@daily -p 5000 x", "1:8", /Cannot use "5000" for --priority: a number from -1000/],
    ["@daily -j 7 x", "1:8", /Cannot use "7" for --name: a name is/],
    ["@daily --orphan foo x", "1:8", /it is none of kill, leave, adopt/],
    ["@daily --restart no --attempts 3 x", "1:1", /Cannot use --attempts and --restart no/],
    ["@daily -x --restart no x", "1:1", /choose one/],
    ["@daily --orphan adopt --output pipe x", "1:1", /--orphan adopt needs --output/],
    ["@daily --env A x", "1:1", /Cannot set "A": NAME=VALUE is wanted/],
    ["@daily --zone Mars x", "1:1", /"Mars" is no time zone/],
    ["@daily -j 'a x", "1:11", /its quote is not closed/],
    ["@daily -- é 'b", "1:13", /its quote is not closed/],
    ["@daily -- a > b", "1:13", /">" is for a shell/],
    ["@daily -- '' b", "1:11", /argv: the name of the command is empty/],
    ["@daily x\r", "1:9", /carriage return/],
    ["@daily x\0y", "1:9", /NUL/],
    ['A="b', "1:3", /its quote is not closed/],
    ["CRON_TZ=Mars", "1:9", /"Mars" is no time zone/],
    ["SHELL=sh\n@daily x", "2:1", /Cannot use SHELL "sh": it is no absolute path/],
    ["HOME=x\n@daily -- x", "2:11", /cwd: a path is absolute/],
    ["@daily -j a x\n\n@hourly -j a y", "3:1", /line 1 has the name "a" already/],
  ];
  for (const [text, place, message] of table) {
    const [problem = "", ...others] = problemsOf(text);
    deepEqual(others, [], text);
    ok(problem.startsWith(`${place}: `), `${text}: ${problem}`);
    match(problem, message);
  }
});

Deno.test("parseTab() tells of all that is wrong, up to a bound", () => {
  equal(problemsOf("@a x\n@daily x\n@b x").length, 2);
  const { tabProblems } = LIMITS;
  equal(problemsOf("@a x\n".repeat(tabProblems)).length, tabProblems);
  equal(problemsOf("@a x\n".repeat(tabProblems + 1)).length, tabProblems);
});

Deno.test("parseTab() takes as many lines and bytes as it may, and no more", () => {
  const lines = "@daily x\n".repeat(LIMITS.tabLines);
  equal(entriesOf(lines).length, LIMITS.tabLines);
  deepEqual(problemsOf(`${lines}#`), [
    `${LIMITS.tabLines + 1}:1: a choretab has at most ${LIMITS.tabLines} lines`,
  ]);
  const comment = `#${"é".repeat((LIMITS.tabBytes - 2) / 2)}`;
  equal(entriesOf(`${comment}\n`).length, 0);
  match(problemsOf(`${comment}xy`)[0] ?? "", /^1:1: a choretab has at most \d+ bytes$/);
});
