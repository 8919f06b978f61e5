// Tables of whatever text, and tables that are written from what they mean.

import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { importCrontab } from "../../job/crontab_import.ts";
import { quote } from "../../job/quote.ts";
import { parseTab } from "../../job/tab.ts";

const user = { home: "/home/ann", name: "ann" };

const piece = fc.constantFrom(
  ...["* * * * * ", "@daily ", "0 3 * * 1-5 ", "-j ", "-x ", "--", " -- ", "'", '"', "\\", "%"],
  ...["A=", "SHELL=", "CRON_TZ=", "\n", "\t", "#", "~", "--env ", "-p 5 ", "|", "UTC", "é", "\0"],
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(piece, fc.string({ maxLength: 4 }))).map((pieces) => pieces.join("")),
);

Deno.test("parseTab() never fails but with problems, which lie in the text", () => {
  fc.assert(
    fc.property(text, (given) => {
      const read = parseTab(given, user);
      const lines = given.split("\n");
      if (read.kind === "table") {
        for (const { line } of read.entries) ok(line >= 1 && line <= lines.length);
        return;
      }
      ok(read.problems.length > 0);
      for (const { line, column } of read.problems) {
        ok(line >= 1 && line <= lines.length);
        ok(column >= 1 && column <= [...lines[line - 1] ?? ""].length + 1, given);
      }
    }),
    { numRuns: 400 },
  );
});

Deno.test("importCrontab() makes a line of each line, and of a good crontab a good choretab", () => {
  fc.assert(
    fc.property(text, (given) => {
      const { text: made, warnings } = importCrontab(given);
      ok(made.split("\n").length === given.split("\n").length);
      for (const { line } of warnings) ok(line >= 1 && line <= given.split("\n").length);
    }),
    { numRuns: 400 },
  );
});

const plain = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((word) => !/[\n\r\0\ufffd]/.test(word) && word.isWellFormed());
const entry = fc.record({
  time: fc.constantFrom("* * * * *", "@hourly", "5 4 * * sun", "*/2 1-3 * * * 1,2"),
  name: fc.option(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/), { nil: undefined }),
  priority: fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: undefined }),
  pin: fc.boolean(),
  variables: fc.array(fc.tuple(fc.stringMatching(/^[A-Z]{1,5}$/), plain), { maxLength: 2 }),
  argv: fc.array(plain, { minLength: 1, maxLength: 4 }),
});

Deno.test("parseTab() reads back what a line was written from", () => {
  fc.assert(fc.property(entry, ({ time, name, priority, pin, variables, argv }) => {
    const line = [
      time,
      ...name === undefined ? [] : ["-j", name],
      ...priority === undefined ? [] : [`--priority=${priority}`],
      ...pin ? ["-k"] : [],
      ...variables.map(([variable, value]) => `--env ${quote(`${variable}=${value}`)}`),
      "--",
      ...argv.map(quote),
    ].join(" ");
    const read = parseTab(line, user);
    ok(read.kind === "table", `${line}: ${JSON.stringify(read)}`);
    const [{ name: named, wish } = { name: undefined, wish: undefined }] = read.entries;
    deepEqual([named, wish?.argv, wish?.priority], [name, argv, priority]);
    deepEqual([wish?.pinned, wish?.when?.kind === "cron" && wish.when.expression], [
      pin ? true : undefined,
      time,
    ]);
    for (const [variable, value] of new Map(variables)) {
      ok(wish?.env.includes(`${variable}=${value}`));
    }
  }));
});
