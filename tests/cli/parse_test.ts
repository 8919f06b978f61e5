import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { Failure } from "../../cli/failure.ts";
import { parseWords } from "../../cli/parse.ts";
import type { AnyVerb } from "../../cli/verb.ts";
import { VERBS } from "../../cli/verbs.ts";

function verb(name: string): AnyVerb {
  const row = VERBS[name];
  if (row === undefined) throw new Error(`no verb ${name}`);
  return row.verb;
}

async function flagsOf(name: string, words: string[]) {
  const parsed = await parseWords(verb(name), words);
  if (parsed.kind !== "parsed") throw new Error(parsed.kind);
  return parsed;
}

Deno.test("parseWords() gives every verb without words its defaults", async () => {
  for (const [name, row] of Object.entries(VERBS)) {
    const { flags, words } = await flagsOf(name, []);
    deepEqual(words, []);
    for (const [flag, { kind, optional = false }] of Object.entries(row.verb.flags)) {
      const usual = kind === "boolean" && !optional ? false : undefined;
      equal(flags[flag], usual, `${name} --${flag}`);
    }
  }
});

Deno.test("parseWords() takes the session and debug mode at every verb", async () => {
  for (const name of Object.keys(VERBS)) {
    const { flags } = await flagsOf(name, ["-n", "other", "-d"]);
    deepEqual([flags.session, flags.debug], ["other", true], name);
  }
});

Deno.test("parseWords() gives values of all kinds", async () => {
  const run = await flagsOf("run", [
    ...["-j", "a", "-e", "A=1 B=2", "-eC=3", "--env", "D=a\nb", "--grace", "1m 5s", "-f"],
    ...["--", "sh", "-c", "x"],
  ]);
  deepEqual(run.words, ["sh", "-c", "x"]);
  deepEqual(run.flags.resetEnv, ["A=1 B=2", "C=3"]);
  deepEqual(run.flags.env, ["D=a\nb"]);
  deepEqual([run.flags.name, run.flags.grace, run.flags.follow], ["a", 65_000, true]);
  const list = await flagsOf("list", ["-s", "running,failed", "--state=held"]);
  deepEqual(list.flags.state, [["running", "failed"], ["held"]]);
  equal((await flagsOf("kill", ["-HUP", "a"])).flags.signal, "SIGHUP");
  equal((await flagsOf("log", ["--tail", "5", "a"])).flags.tail, 5);
});

Deno.test("parseWords() refuses with 100, says what is wrong and what is near", async () => {
  const table: [string, string[], RegExp][] = [
    ["list", ["--al"], /^Cannot use "--al": no such option: did you mean "--all"\?$/],
    ["list", ["-Z"], /^Cannot use "-Z": no such option$/],
    ["list", ["word"], /^Cannot use "word": one word too many$/],
    ["list", ["-s", "runing"], /"runing" is no state: did you mean "running"\?$/],
    ["list", ["-s"], /^Cannot use --state: a value must follow$/],
    ["run", ["-j", "a", "-j", "b"], /^Cannot use --name twice$/],
    ["run", ["-j", "a-b"], /^Cannot use "a-b" for --name: a name is 1 to 63/],
    ["run", ["-j", "12"], /not digits alone$/],
    ["run", ["--grace", "soon"], /^Cannot use "soon" for --grace: it is no time/],
    ["run", ["--grace", "2d"], /at most 24 hours$/],
    ["log", ["--tail", "x", "a"], /^Cannot use "x" for --tail: a number from 0 to \d+ is wanted$/],
    ["signal", ["-s", "HUPP", "a"], /it is no signal: did you mean "HUP"\?$/],
    ["help", ["a", "b"], /one word too many$/],
    [
      "run",
      ["--orphan", "foo"],
      /^Cannot use "foo" for --orphan: it is none of kill, leave, adopt$/,
    ],
    ["run", ["--output", "pip"], /^Cannot use "pip" for --output: .*: did you mean "pipe"\?$/],
    ["run", ["--no-follow=x"], /^Cannot use /],
  ];
  for (const [name, words, message] of table) {
    await rejects(parseWords(verb(name), words), (error) => {
      return error instanceof Failure && error.code === 100 && message.test(error.message);
    }, `${name} ${words.join(" ")}`);
  }
});

Deno.test("parseWords() hears help and version", async () => {
  equal((await parseWords(verb("run"), ["--help"])).kind, "help");
  equal((await parseWords(verb("run"), ["-f", "-v"])).kind, "version");
});
