import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { SEED_LETTERS, spokenVerb } from "../../cli/seed_letters.ts";
import { findVerb } from "../../cli/verb_table.ts";
import { VERBS } from "../../cli/verbs.ts";
import { parseWords } from "../../cli/parse.ts";

Deno.test("spokenVerb() hears the verb in plain letters", () => {
  const table: [string, string, string[]][] = [
    ["-l", "list", []],
    ["-l --json", "list", ["--json"]],
    ["-j build -s", "show", ["build"]],
    ["-s -j build", "show", ["build"]],
    ["-sj build", "show", ["build"]],
    ["-jbuild -S", "show", ["--stats", "build"]],
    ["-j build -t", "stop", ["build"]],
    ["-j build -k 9", "signal", ["--signal=9", "build"]],
    ["-k9 -j build", "signal", ["--signal=9", "build"]],
    ["-j build -o", "log", ["--stdout", "build"]],
    ["-j build -of", "log", ["--stdout", "-f", "build"]],
    ["-n other -j build -t", "stop", ["build"]],
    ["-j build -n other -t", "stop", ["build"]],
    ["--name build -t", "stop", ["build"]],
    ["-j build -- make -t", "run", ["-j", "build", "--", "make", "-t"]],
    ["-- make", "run", ["--", "make"]],
    ["-j build -x -- make", "run", ["-j", "build", "-x", "--", "make"]],
    ["-j build -k -- make", "run", ["-j", "build", "-k", "--", "make"]],
    ["-D 17:00 -T 5 -j build -- make", "run", [
      "-D",
      "17:00",
      "-T",
      "5",
      "-j",
      "build",
      "--",
      "make",
    ]],
    ["-j build -k -c make", "run", ["-j", "build", "-k", "-c", "make"]],
    ["-kxcmake", "run", ["-kxcmake"]],
    ["-Dtomorrow --command=make -k", "run", ["-Dtomorrow", "--command=make", "-k"]],
    ["-jc -t", "stop", ["c"]],
    ["-j build -k 9 -C -c", "signal", ["--signal=9", "-C", "-c", "build"]],
    ["-j build", "run", ["-j", "build"]],
    ["list -q", "list", ["-q"]],
    ["-n other list -q", "list", ["-q"]],
    ["-nother list", "list", []],
    ["--session=other -d list", "list", []],
    ["-v", "version", []],
    ["--help", "help", []],
    ["--help run", "help", ["run"]],
    ["-n other", "help", []],
  ];
  for (const [line, verb, words] of table) {
    const spoken = spokenVerb(line.split(" "));
    deepEqual([spoken.verb, spoken.words], [verb, words], line);
  }
  deepEqual(spokenVerb([]).verb, "help");
});

Deno.test("spokenVerb() tells debug mode, refuses two verbs at once and a letter without its value", () => {
  deepEqual(spokenVerb(["-d", "list"]).debug, true);
  deepEqual(spokenVerb(["list"]).debug, false);
  throws(() => spokenVerb(["-l", "-t"]), /Cannot list and stop at once/);
  throws(() => spokenVerb(["-k"]), /"-k": a value must follow/);
});

Deno.test("SEED_LETTERS speaks of verbs and options that there are", async () => {
  for (const { verb = "", words = [], value } of Object.values(SEED_LETTERS)) {
    const found = findVerb(verb, VERBS);
    if (found === undefined) throw new Error(`no verb ${verb}`);
    await parseWords(found.row.verb, [...words, ...value === undefined ? [] : [`${value}=9`]]);
  }
});
