import { ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { freeName, isId, isJobName, nameFromCommand } from "../../job/name.ts";
import { LIMITS } from "../../limits.ts";

const longest = "a".repeat(63);

for (const name of ["a", "Z", "_", "build", "make_2", "2nd", "0x1f", "_1", longest]) {
  Deno.test(`isJobName() takes "${name}"`, () => ok(isJobName(name)));
}

const WRONG = [
  ...["", `${longest}a`, "a-b", "a.b", "a b", "a\n", "\na", "é", "a/b", "../a", "a,b", "-", "$a"],
  ...["0", "7", "42", "007", "9".repeat(15), "9".repeat(16), "1".repeat(63)],
];
for (const name of WRONG) {
  Deno.test(`isJobName() refuses ${JSON.stringify(name)}`, () => equal(isJobName(name), false));
}

Deno.test("isJobName() takes 63 characters and refuses 64", () => {
  equal(LIMITS.nameChars, 63);
  equal(isJobName("a".repeat(LIMITS.nameChars)), true);
  equal(isJobName("a".repeat(LIMITS.nameChars + 1)), false);
});

Deno.test("isId() reads digits as SQLite gives them out, and nothing else", () => {
  for (const id of ["1", "42", "100000", "9".repeat(15)]) ok(isId(id), id);
  for (const text of ["", "0", "01", "-1", "+1", "1.0", "1e3", " 1", "1\n", "9".repeat(16), "1a"]) {
    equal(isId(text), false, text);
  }
});

Deno.test("isId() and isJobName() never claim the same word", () => {
  fc.assert(fc.property(word, (text) => ok(!(isId(text) && isJobName(text)))));
});

const FROM_COMMAND: readonly (readonly [readonly string[], string])[] = [
  [["make"], "make"],
  [["/usr/bin/make", "-s", "install"], "make_install"],
  [["./configure", "--prefix=/usr"], "configure"],
  [["rsync", "-a", "/src/", "host:/dst"], "rsync"],
  [["node", "build/server.js"], "node_server_js"],
  [["sh", "-c", "echo hello; exit 3"], "echo_hello"],
  [["g++", "main.cc"], "g_main_cc"],
  [["7z", "x", "a.zip"], "7z_x"],
  [["7"], "job_7"],
  [["007"], "job_007"],
  [["42", "43"], "42_43"],
  [["9".repeat(80)], `job_${"9".repeat(43)}`],
  [["a".repeat(80)], "a".repeat(47)],
  [["/"], "job"],
  [["???"], "job"],
  [[""], "job"],
  [[], "job"],
];
for (const [argv, name] of FROM_COMMAND) {
  Deno.test(`nameFromCommand() makes "${name}" of ${JSON.stringify(argv)}`, () =>
    equal(nameFromCommand(argv), name));
}

/** Words of commands, with many that are nearly a name. */
const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 100 }),
  fc.stringMatching(/^[0-9]{0,80}$/),
  fc.stringMatching(/^[a-z_/.-]{0,80}$/),
);

Deno.test("nameFromCommand() gives a valid name, whatever the command", () => {
  fc.assert(fc.property(fc.array(word, { maxLength: 5 }), (argv) => {
    ok(isJobName(nameFromCommand(argv)), nameFromCommand(argv));
  }));
});

Deno.test("freeName() gives a valid name that is not taken, whatever the command and the id", () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 3 }),
      fc.bigInt(1n, 999_999_999_999_999n),
      (argv, id) => {
        const name = nameFromCommand(argv);
        const free = freeName(name, Number(id), { isTaken: (each) => each === name });
        ok(isJobName(free), free);
        ok(free !== name);
      },
    ),
  );
});

Deno.test("freeName() leaves a free name as it is, and puts the id behind another", () => {
  const taken = new Set(["make", "make_9"]);
  const isTaken = (name: string) => taken.has(name);
  equal(freeName("test", 7, { isTaken }), "test");
  equal(freeName("make", 7, { isTaken }), "make_7");
});

Deno.test("freeName() goes on where somebody has chosen the very name", () => {
  const taken = new Set(["make", "make_7", "make_8"]);
  equal(freeName("make", 7, { isTaken: (name) => taken.has(name) }), "make_9");
});
