import {
  deepStrictEqual as deepEqual,
  match,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
import fc from "fast-check";
import { segmentName } from "../../job/segments.ts";
import { encodeBases, type StreamName } from "../../job/timeline.ts";
import { LIMITS } from "../../limits.ts";
import { makeTest } from "../../logs/grep.ts";
import { type LogWish, openRunLog } from "../../logs/run_log.ts";
import type { Piece } from "../../logs/reader.ts";
import { err, out, RunWriter, type Saying } from "./run_writer.ts";

/** All that a sink got. */
async function show(run: RunWriter, wish: LogWish): Promise<{ text: string; lines: number }> {
  const decoder = new TextDecoder();
  let text = "";
  const sink = { take: ({ bytes }: Piece) => void (text += decoder.decode(bytes)), end() {} };
  using log = await openRunLog(run, sink, { wish });
  await log.end();
  return { text, lines: log.lines };
}

interface Line {
  readonly stream: StreamName;
  readonly at: number;
  text: string;
}

/** The lines of what was said, in the order in which they began, and for each character its line. */
function naiveLines(sayings: readonly Required<Saying>[]): { lines: Line[]; owners: Line[] } {
  const lines: Line[] = [];
  const owners: Line[] = [];
  const open: Partial<Record<StreamName, Line | undefined>> = {};
  for (const { stream, text, at } of sayings) {
    for (const character of text) {
      const line = open[stream] ?? { stream, at, text: "" };
      if (open[stream] === undefined) lines.push(line);
      line.text += character;
      owners.push(line);
      open[stream] = character === "\n" ? undefined : line;
    }
  }
  return { lines, owners };
}

function naiveShow(sayings: readonly Required<Saying>[], wish: LogWish): string {
  const { since = -Infinity, until = Infinity, tail = Infinity, grep, only } = wish;
  const { lines, owners } = naiveLines(sayings);
  const wanted = lines.filter(({ at, stream }) =>
    at >= since && at < until && (only === undefined || stream === only)
  );
  const last = <T>(list: readonly T[]) => tail === 0 ? [] : list.slice(-tail);
  if (grep === undefined) {
    const shown = new Set(last(wanted));
    return owners.map((line, i) => shown.has(line) ? characterAt(owners, i) : "").join("");
  }
  const pattern = new RegExp(grep.pattern);
  const matching = wanted.filter(({ text }) =>
    pattern.test(text.replace(/\n$/, "")) !== grep.invert
  );
  // each comes whole, once it has ended
  const endOf = (line: Line) =>
    line.text.endsWith("\n")
      ? owners.lastIndexOf(line)
      : owners.length + (line.stream === "stdout" ? 0 : 1);
  return last(matching.toSorted((a, b) => endOf(a) - endOf(b))).map(({ text }) => text).join("");
}

function characterAt(owners: readonly Line[], index: number): string {
  const line = owners[index];
  if (line === undefined) return "";
  let nth = 0;
  for (let i = 0; i < index; i++) if (owners[i] === line) nth++;
  return line.text[nth] ?? "";
}

const saying = fc.record({
  stream: fc.constantFrom("stdout", "stderr") as fc.Arbitrary<StreamName>,
  text: fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 1, maxLength: 6 }),
  later: fc.nat(2),
  rotate: fc.constantFrom(undefined, undefined, "stdout", "stderr") as fc.Arbitrary<
    StreamName | undefined
  >,
});
const optional = (most: number) => fc.option(fc.nat(most), { nil: undefined });
const wish: fc.Arbitrary<LogWish> = fc.record({
  only: fc.constantFrom(undefined, undefined, "stdout", "stderr") as fc.Arbitrary<
    StreamName | undefined
  >,
  since: optional(25),
  until: optional(25),
  tail: optional(12),
  grep: fc.option(
    fc.record({ pattern: fc.constantFrom("a", "^b", "a$", "^$", "ab"), invert: fc.boolean() }),
    { nil: undefined },
  ),
});

Deno.test("openRunLog() shows by time, pattern and number of lines what a naive reader would", async () => {
  const property = fc.asyncProperty(
    fc.array(saying, { maxLength: 20 }),
    wish,
    fc.boolean(),
    async (all, wish, packs) => {
      using run = new RunWriter();
      const sayings: Required<Saying>[] = [];
      let at = 0;
      for (const { stream, text, later, rotate } of all) {
        at += later;
        sayings.push({ stream, text, at });
        run.write({ stream, text, at });
        if (rotate !== undefined) run.rotate(rotate);
      }
      if (packs) {
        for (const log of ["stdout", "stderr", "timeline"] as const) {
          await run.pack(log);
        }
      }
      equal((await show(run, wish)).text, naiveShow(sayings, wish));
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("openRunLog() tells how many lines of the tail a run has", async () => {
  using run = new RunWriter();
  run.write(out("a1\n"), err("b\n"), out("a2\n"));
  equal((await show(run, { tail: 2 })).lines, 2);
  equal((await show(run, { tail: 5 })).lines, 3);
  const grep = { pattern: "a", invert: false };
  deepEqual(await show(run, { tail: 5, grep }), { text: "a1\na2\n", lines: 2 });
  deepEqual(await show(run, { tail: 1, grep }), { text: "a2\n", lines: 1 });
  deepEqual(await show(run, { tail: 1, grep: { ...grep, invert: true } }), {
    text: "b\n",
    lines: 1,
  });
});

Deno.test("openRunLog() shows a long line whole by what its beginning says", async () => {
  using run = new RunWriter();
  const long = "x".repeat(LIMITS.grepLineBytes - 1);
  const lines = [`y${long}late\n`, `${long}late\n`, `${long}Z\n`, `y${long}`];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 50_000) run.write(out(line.slice(i, i + 50_000)));
  }
  const found = async (pattern: string, { invert = false } = {}) =>
    (await show(run, { grep: { pattern, invert } })).text;
  equal(await found("^y"), (lines[0] ?? "") + lines[3]);
  equal(await found("^y", { invert: true }), (lines[1] ?? "") + lines[2]);
  // the line is cut behind its Z
  equal(await found("Z$"), lines[2]);
  equal(await found("late"), "");
  run.write(out("late\n".repeat(3)));
  equal(await found("late"), "late\n".repeat(2));
});

Deno.test("openRunLog() takes bytes that are no UTF-8, NUL and all, as they are", async () => {
  using run = new RunWriter();
  const bytes = Uint8Array.of(0xff, 0, 0x61, 10, 0xc3, 10, 0xef, 0xbb, 0xbf, 0x61, 10);
  Deno.writeFileSync(run.paths.stdout, bytes);
  run.record({ stream: "stdout", bytes: bytes.length, at: 1 });
  const shown: number[] = [];
  const sink = { take: ({ bytes }: Piece) => void shown.push(...bytes), end() {} };
  using log = await openRunLog(run, sink, { wish: { grep: { pattern: "a$", invert: false } } });
  await log.end();
  deepEqual(shown, [...bytes.subarray(0, 4), ...bytes.subarray(6)]);
});

const FAR = LIMITS.outputOffsetBytes;
for (const wish of [{}, { tail: 1 }, { tail: 9, since: 2 }, { since: 2, until: 3 }] as LogWish[]) {
  Deno.test(`openRunLog() is done at once where a file is named for a place far away: ${JSON.stringify(wish)}`, async () => {
    using run = new RunWriter();
    run.write(out("a\nb\n"), err("c\n")).rotate("stdout").write(out("d\n"));
    Deno.writeTextFileSync(`${run.paths.w}/${segmentName("stdout", FAR)}`, "far\n");
    Deno.writeFileSync(
      `${run.paths.w}/${segmentName("timeline", FAR - 4)}`,
      encodeBases({ stdout: FAR, stderr: 3 }),
    );
    match((await show(run, wish)).text, /^[a-d\n]*(far\n)?$/);
  });
}

Deno.test("openRunLog() is done at once where the timeline tells of a place far away", async () => {
  for (const offset of [FAR, 2 ** 40, 10]) {
    using run = new RunWriter();
    run.write(out("a\n"));
    run.record({ at: -(offset + 1), stream: "stdout", bytes: 0 });
    run.write(out("b\n"));
    for (const wish of [{}, { tail: 1 }, { tail: 2, since: 2 }]) {
      match((await show(run, wish)).text, /^(a\n)?(b\n)?$/);
    }
  }
});

Deno.test("makeTest() refuses what is no pattern, and is quick with those that are slow elsewhere", () => {
  const test = (pattern: string) => makeTest({ pattern, invert: false });
  for (const pattern of ["(", "a{2,1}", "(?=a)", "\\1", "[z-a]"]) {
    throws(() => test(pattern), /^Error: .*: expected a regular/);
  }
  throws(() => test("x".repeat(LIMITS.grepChars + 1)), /it has more than \d+ characters/);
  equal(test("x".repeat(LIMITS.grepChars))("x"), false);
  equal(test("^(a|a)*$")(`${"a".repeat(5000)}b`), false);
  equal(test("((a*)*)*b")("a".repeat(5000)), false);
});
