import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { readConfig } from "../../job/config.ts";
import { PLAIN, PROFILE, TABLES } from "../../job/config_shape.ts";
import { BUILT_IN, settingsOf } from "../../job/session_config.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";
import { Page } from "./page.ts";

const page = Page.read("chore.toml.5");

/** The keys that a part explains, with what stands for their values. */
function keysOf(part: string): Map<string, string> {
  const items = page.part(part).items.filter(({ words: [macro] }) => macro === "Cm");
  return new Map(items.map(({ words: [, key = "", , , value = ""] }) => [key, value]));
}

Deno.test("chore.toml.5 explains each key of each table, and no other", () => {
  deepEqual([...keysOf("Keys without a table").keys()], Object.keys(PLAIN));
  for (const [table, { entries }] of Object.entries(ALL)) {
    deepEqual([...keysOf(table).keys()].sort(), Object.keys(entries).sort(), table);
  }
});

Deno.test("chore.toml.5 has a part for each table, and no other", () => {
  deepEqual(page.headings.filter((heading) => /^[a-z]/.test(heading)).sort(), [
    ...[...Object.keys(TABLES), "groups", "profile"].sort(),
  ]);
});

/** A value of each kind that the page names. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  time: ["90s", "1h 30m", 1],
  size: ["512K", "10M", 65_536],
  n: [1],
  text: ["echo"],
  list: ["cpu=10m,files=256"],
  name: ["web", "none"],
  switch: [true, false],
  promises: ["stdio rpath proc"],
  class: ["idle"],
  mask: ["027"],
  "[path,": [["r:/srv", "rwc:/srv/out"]],
  "[n,": [[0, 75]],
  "[word,": [[], ["failed", "lost", "timedout"]],
};

const ALL = { ...TABLES, profile: PROFILE };

for (const [table, { entries }] of Object.entries(ALL)) {
  Deno.test(`chore.toml.5 says which kind of value the keys of ${table} have`, () => {
    for (const [key, value] of keysOf(table)) {
      const shape = Reflect.get(entries, key) as v.GenericSchema;
      for (const each of VALUES[value] ?? wordsFor(table, key)) {
        ok(v.is(shape, each), `${key} = ${each}`);
      }
    }
  });
}

/** The words that the page has for a key. */
function wordsFor(table: string, key: string): string[] {
  if (key === "group") return ["default"];
  const lines = page.part(table).lines;
  const start = lines.findIndex((line) => line.startsWith(`.It Cm ${key} `));
  const length = lines.slice(start + 1).findIndex((line) => /^\.(It|El)/.test(line));
  const text = lines.slice(start + 1, start + 1 + length).join("\n");
  const words = [...text.matchAll(/Ql \\\(dq(.*?)\\\(dq/g)].map(([, word = ""]) => word);
  const options = Reflect.get(ALL, table).entries[key].wrapped.options;
  deepEqual([...new Set(words)].filter((word) => options.includes(word)).sort(), [
    ...options.toSorted(),
  ], key);
  return options;
}

Deno.test("chore.toml.5 has the defaults that are built in", () => {
  const settings = settingsOf(BUILT_IN);
  const said: Readonly<Record<string, string>> = {
    keep: "default is 1 hour",
    "defaults.attempts": "default is 5",
    "defaults.delay": "default is 1 second",
    "defaults.delay-most": "default is 5 minutes",
    "defaults.grace": "default is 10 seconds, the most is 24 hours",
    "defaults.priority": "default is 0",
    "defaults.stable": "default is 10 minutes",
    "hooks.timeout": "default is 5 minutes",
    "alert.timeout": "default is 1 minute",
    "alert.most-per-minute": "default is 10",
    "output.files": "default is 5",
    "output.size": "default is 10M",
    "output.total": "default is 2G",
    "log.files": "default is 4",
    "log.size": "default is 1M",
  };
  const short: Readonly<Record<string, string>> = { h: "hour", s: "second", m: "minute" };
  for (const [key, sentence] of Object.entries(said)) {
    const [, number, unit = ""] = /^(\d+)(\w?)$/.exec(String(settings[key])) ?? [];
    ok(sentence.startsWith(`default is ${number}${short[unit] ? ` ${short[unit]}` : unit}`), key);
    const [table, name] = key.includes(".") ? key.split(".") : ["Keys without a table", key];
    const item = page.part(table ?? "").items.find(({ words }) => words[1] === name);
    ok(item?.text.includes(sentence), `${key}: ${item?.text}`);
  }
});

Deno.test("chore.toml.5 has the numbers of limits.ts", () => {
  for (
    const sentence of [
      `has at most ${LIMITS.configBytes} bytes`,
      `a line each, up to ${LIMITS.configComplaints}`,
      `from 0 to ${LIMITS.slots}`,
      `a session has at most ${LIMITS.profiles}`,
      `at most ${LIMITS.timeMaxMs / (24 * 3600 * 1000)} days`,
      `stay, from 1 to ${LIMITS.logFilesMost}`,
      `of a run, from 1 to ${LIMITS.outputFilesMost}`,
      `sent in a minute, from 1 to ${LIMITS.alertsPerMinuteMost}`,
    ]
  ) {
    ok(page.text.includes(sentence), sentence);
  }
});

Deno.test("chore.toml.5 has an example that is read, and a message that is given", () => {
  const lines = page.part("EXAMPLES").examples;
  const text = lines.filter((line) => !line.startsWith("$ ")).join("\n");
  for (const session of ["chored", "night"]) {
    const read = readConfig(text, { file: "f", session, suggest: nearest });
    ok(read.kind === "section", read.kind === "wrong" ? read.complaints.join("\n") : "");
    equal(read.section.keepMs, session === "night" ? 7 * 24 * 3600 * 1000 : 2 * 3600 * 1000);
    ok(read.section.groups.size > 0 && read.section.hooks["on-fail"] !== undefined);
  }
  const shown = page.part("When it is read").examples.map((line) => line.replaceAll("\\(dq", '"'));
  const file = "/home/ann/.config/chore/chore.toml";
  const wrong = readConfig(`${"\n".repeat(6)}defaults.grace = ""`, {
    ...{ file, session: "chored", suggest: nearest },
  });
  deepEqual(wrong, { kind: "wrong", complaints: shown });
});
