// Fuzzing of chore.toml, of the lines that its complaints name, and of JSON that a user has edited.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { JsonError, readJson } from "../../cli/json_text.ts";
import { readConfig } from "../../job/config.ts";
import { PLAIN, TABLES } from "../../job/config_shape.ts";
import { configOf, settingsOf } from "../../job/session_config.ts";
import { findLines } from "../../job/toml_position.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";
import { fact, fuzz } from "./fuzz.ts";
import { mutatedText } from "./texts.ts";
import { strangeNumber } from "./values.ts";

const TOMLS = [
  'keep = "2h"\n[groups]\nbuilds = 2\n[defaults]\ngrace = "30s"\nrestart = "on-failure"\n' +
  'attempts = 3\nsuccess = [0, 75]\ngroup = "builds"\nlimit = "cpu=10m,mem=1G"\nnice = 5\n',
  '[hooks]\npre = """\necho a\n"""\non-fail = \'echo "b"\'\ntimeout = 90\n[alert]\n' +
  'command = "mail"\non = ["failed", "lost"]\nmost-per-minute = 5\n[output]\nsize = "1M"\n',
  '[session.web]\nkeep = 5\n[session.web.defaults]\npriority = -3\norphan = "leave"\n' +
  '[session."b"]\nkeep = 1\n[log]\nsize = 65536\nfiles = 3\n# the end',
  'defaults = { grace = 1, stable = "5m", sandbox = "strict" }\nsession.x.output.full = "stop"\n',
];
const WORDS = [
  ...["[session.web]", "[[groups]]", "[", "]", "{", "}", "=", ".", '"', "'", '"""', "'''", "#"],
  ...["1979-05-27", "1979-05-27T07:32:00Z", "07:32:00", "inf", "nan", "0xff", "1_000", "\\u0000"],
  ...["\\U0010ffff", "\\U00110000", "\\x00", ...Object.keys(PLAIN), ...Object.keys(TABLES)],
  ...Object.values(TABLES).flatMap(({ entries }) => Object.keys(entries)),
];
const toml = mutatedText([...TOMLS, TOMLS.slice(0, 3).join("\n")], WORDS);
const json = mutatedText(
  ['{"argv": ["make", "-s"],\n "cwd": "/", "restart": {"attempts": 3, "delayMs": 1.5e3}}', "[]"],
  ["{", "}", "[", "]", ":", ",", '"', "\\u0000", "true", "null", "-", "1e999", "//", "\n"],
);
/** As edit(1) leaves it: what JSON.parse takes is to be the same here. */
const reading = { file: "chore.toml", session: "web", suggest: nearest };

fuzz("config", {
  "readConfig() gives what a session can hold, or names the lines that are wrong": fact(
    toml,
    (given) => {
      const read = readConfig(given, reading);
      if (read.kind === "wrong") return checkComplaints(read.complaints, given);
      const config = configOf(read.section);
      equal(strangeNumber({ ...config, groups: Object.fromEntries(config.groups) }), undefined);
      const settings = settingsOf(config);
      deepEqual(JSON.parse(JSON.stringify(settings)), settings);
    },
    { runs: 400 },
  ),
  "findLines() gives a line of the text for any path, whatever the text": fact(
    fc.tuple(toml, fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.nat(3)), { maxLength: 5 })),
    ([given, path]) => {
      const line = findLines(given)(path);
      ok(line >= 1 && line <= given.split("\n").length, `${line}`);
    },
    { runs: 300 },
  ),
  "readJson() reads what JSON.parse() reads, or says in which line it cannot": fact(
    json,
    (given) => {
      try {
        deepEqual(readJson(given).value, JSON.parse(given));
      } catch (error) {
        if (error instanceof SyntaxError) throw new Error("JSON.parse() refuses what it takes");
        if (!(error instanceof JsonError)) throw error;
        ok(error.line >= 1 && error.line <= given.split("\n").length);
      }
    },
    { runs: 300 },
  ),
});

function checkComplaints(complaints: readonly string[], given: string): void {
  ok(complaints.length > 0 && complaints.length <= LIMITS.configComplaints + 1);
  for (const complaint of complaints) {
    const [, line] = /^chore\.toml:(\d+)?/.exec(complaint) ?? [];
    ok(complaint.startsWith("chore.toml:"), complaint);
    ok(line === undefined || Number(line) <= given.split("\n").length, complaint);
    ok(complaint.length < 10_000, `${complaint.length} characters`);
  }
}

Deno.test("readConfig() takes the texts that are mutated", () => {
  for (const text of TOMLS) equal(readConfig(text, reading).kind, "section", text);
});
