import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import type { StreamName } from "../../job/timeline.ts";
import { LogReader, type Piece, type ReaderOptions, type TakePiece } from "../../logs/reader.ts";
import { findStart, type StartQuestion } from "../../logs/start.ts";
import { err, out, RunWriter, type Saying } from "./run_writer.ts";

const decoder = new TextDecoder();

/** What a reader gave, neighbours of one stream joined. */
class Given {
  readonly pieces: [StreamName, string][] = [];
  readonly times: (number | undefined)[] = [];
  readonly losses: string[] = [];
  readonly take = ({ stream, bytes, at }: Piece) => {
    this.times.push(at);
    const last = this.pieces.at(-1);
    const text = decoder.decode(bytes);
    if (last?.[0] === stream) last[1] += text;
    else this.pieces.push([stream, text]);
  };
  readonly lose: ReaderOptions["lose"] = (stream, { bytes, why }) => {
    this.losses.push(`${stream} ${bytes} ${why}`);
  };

  get text(): string {
    return this.pieces.map(([, text]) => text).join("");
  }
}

/** All that is there at once, or a piece at a time. */
type Way = (reader: LogReader, take: TakePiece, options: { ended: boolean }) => Promise<unknown>;

const atOnce: Way = (reader, take, options) => reader.advance(take, options);
const byPieces: Way = async (reader, take, options) => {
  for await (const piece of reader.pieces(options)) take(piece);
};

/** Both ways give the same. */
async function read(
  run: RunWriter,
  { only, times = false, ...question }: ReaderOptions & StartQuestion = {},
): Promise<Given> {
  const [given, other] = await Promise.all([atOnce, byPieces].map(async (way) => {
    const given = new Given();
    using reader = new LogReader(run.paths, { only, times, lose: given.lose });
    reader.begin(await findStart(run.paths.w, { ...question, only }));
    await way(reader, given.take, { ended: true });
    return given;
  })) as [Given, Given];
  deepEqual([other.pieces, other.losses], [given.pieces, given.losses]);
  return given;
}

Deno.test("LogReader gives both streams in the order of the timeline", async () => {
  using run = new RunWriter();
  run.write(out("a\n"), err("b\n"), out("c"), out("d\n"), err("e"));
  deepEqual((await read(run)).pieces, [
    ...[["stdout", "a\n"], ["stderr", "b\n"], ["stdout", "cd\n"], ["stderr", "e"]],
  ]);
  deepEqual((await read(run, { only: "stdout" })).pieces, [["stdout", "a\ncd\n"]]);
  deepEqual((await read(run, { only: "stderr" })).pieces, [["stderr", "b\ne"]]);
  deepEqual((await read(run, { times: true })).times, [1, 2, 3, 4, 5]);
});

Deno.test("LogReader gives what no record tells of last, once the run has ended", async () => {
  using run = new RunWriter();
  run.write(out("a")).bytes(out("b")).bytes(err("c"));
  using reader = new LogReader(run.paths);
  const given = new Given();
  await reader.advance(given.take, { ended: false });
  equal(given.text, "a");
  await reader.advance(given.take, { ended: true });
  deepEqual(given.pieces, [["stdout", "ab"], ["stderr", "c"]]);
});

Deno.test("LogReader waits for bytes whose record was first, and passes over those that never come", async () => {
  using run = new RunWriter();
  run.record({ stream: "stdout", bytes: 3, at: 1 }).bytes(out("a")).write(err("e"));
  const given = new Given();
  using reader = new LogReader(run.paths, { lose: given.lose });
  await reader.advance(given.take, { ended: false });
  equal(given.text, "a");
  run.bytes(out("b"));
  await reader.advance(given.take, { ended: false });
  equal(given.text, "ab");
  deepEqual(given.losses, []);
  await reader.advance(given.take, { ended: true });
  equal(given.text, "abe");
  deepEqual(given.losses, ["stdout 1 gone"]);
});

Deno.test("LogReader reads without a timeline, and without any file", async () => {
  using run = new RunWriter();
  run.bytes(out("a\nb\n")).bytes(err("c\n"));
  Deno.removeSync(run.paths.timeline);
  equal((await read(run)).text, "a\nb\nc\n");
  equal((await read(run, { tail: 2 })).text, "b\nc\n");
  Deno.removeSync(run.paths.w, { recursive: true });
  equal((await read(run)).text, "");
  equal((await read(run, { tail: 3 })).text, "");
});

Deno.test("LogReader reads over segments, plain and compressed", async () => {
  using run = new RunWriter();
  run.write(out("a\n"), err("b\n")).rotate("stdout").write(out("c\n"), err("d\n"));
  run.rotate("stderr").rotate("stdout").write(err("e\n"), out("f\n"));
  equal((await read(run)).text, "a\nb\nc\nd\ne\nf\n");
  equal((await read(run, { tail: 3 })).text, "d\ne\nf\n");
  for (const log of ["stdout", "stderr", "timeline"] as const) {
    await run.pack(log);
    equal((await read(run)).text, "a\nb\nc\nd\ne\nf\n", log);
    equal((await read(run, { tail: 5 })).text, "b\nc\nd\ne\nf\n", log);
    deepEqual((await read(run, { since: 3, times: true })).times, [3, 4, 5, 6]);
  }
  deepEqual((await read(run)).losses, []);
});

Deno.test("LogReader takes nothing that is no file for a segment, and is not held up by it", async () => {
  using run = new RunWriter();
  run.write(out("one\n"));
  run.write(err("two\n"));
  await Deno.remove(`${run.paths.w}/stdout`);
  equal((await new Deno.Command("mkfifo", { args: [`${run.paths.w}/stdout`] }).output()).code, 0);
  const { text, losses } = await read(run);
  equal(text, "two\n");
  deepEqual(losses, ["stdout 4 gone"]);
  await Deno.remove(`${run.paths.w}/stdout`);
  await Deno.mkdir(`${run.paths.w}/stdout`);
  equal((await read(run)).text, "two\n");
});

Deno.test("LogReader goes on with the oldest that is there, and says what was rotated away", async () => {
  using run = new RunWriter();
  run.write(out("a\n"), err("b\n")).rotate("stdout").write(out("c\n"));
  run.rotate("stdout").write(out("d\n"), err("e\n"));
  run.drop("stdout");
  const first = await read(run);
  deepEqual([first.text, first.losses], ["b\nc\nd\ne\n", ["stdout 2 rotated"]]);
  run.drop("stdout").drop("timeline").drop("timeline");
  const second = await read(run);
  // when b came nobody knows any more: before all that is known
  deepEqual([second.text, second.losses], ["b\nd\ne\n", ["stdout 4 rotated"]]);
  deepEqual((await read(run, { tail: 2 })).losses, []);
  equal((await read(run, { tail: 3 })).text, "b\nd\ne\n");
});

Deno.test("LogReader follows through rotation, and a slow one is told what it missed", async () => {
  using run = new RunWriter();
  const given = new Given();
  using reader = new LogReader(run.paths, { lose: given.lose });
  const advance = () => reader.advance(given.take, { ended: false });
  run.write(out("a\n"));
  await advance();
  run.write(out("b\n")).rotate("stdout").write(out("c\n"));
  await advance();
  equal(given.text, "a\nb\nc\n");
  run.write(out("d\n"));
  for (const text of ["e\n", "f\n", "g\n"]) run.rotate("stdout").write(out(text));
  // it holds the segment of d open, those of e and f are gone
  for (let i = 0; i < 4; i++) run.drop("stdout");
  await advance();
  equal(given.text, "a\nb\nc\nd\ng\n");
  deepEqual(given.losses, ["stdout 4 rotated"]);
});

Deno.test("LogReader tells of a file that was cut, reads what is written anew, and does not hang", async () => {
  using run = new RunWriter();
  const given = new Given();
  using reader = new LogReader(run.paths, { lose: given.lose });
  const advance = () => reader.advance(given.take, { ended: false });
  run.write(out("first\n"));
  await advance();
  run.write(out("second\n"));
  Deno.truncateSync(run.paths.stdout);
  run.write(out("x\n"), err("y\n"));
  for (let i = 0; i < 5; i++) await advance();
  equal(given.text, "first\nx\ny\n");
  deepEqual(given.losses, ["stdout 7 gone"]);
  run.write(out("z\n"));
  await advance();
  equal(given.text, "first\nx\ny\nz\n");
});

Deno.test("LogReader goes on after a cut that it could not see", async () => {
  using run = new RunWriter();
  const given = new Given();
  using reader = new LogReader(run.paths, { lose: given.lose });
  run.write(out("a\n"));
  await reader.advance(given.take, { ended: false });
  run.write(out("b\n"));
  Deno.truncateSync(run.paths.stdout);
  // the file is as long as it was when it was read
  run.write(out("c\n"));
  await reader.advance(given.take, { ended: true });
  deepEqual([given.text, given.losses], ["a\n", ["stdout 4 gone"]]);
  run.write(out("d\n"));
  await reader.advance(given.take, { ended: true });
  equal(given.text, "a\nd\n");
});

Deno.test("LogReader reads on where the log's own name was removed, once a new segment is begun", async () => {
  using run = new RunWriter();
  const given = new Given();
  using reader = new LogReader(run.paths, { lose: given.lose });
  run.write(out("a\n"));
  await reader.advance(given.take, { ended: false });
  Deno.removeSync(run.paths.stdout);
  await reader.advance(given.take, { ended: false });
  Deno.writeTextFileSync(run.paths.stdout, "");
  run.rotate("stdout").write(out("b\n"));
  await reader.advance(given.take, { ended: false });
  deepEqual([given.text, given.losses], ["a\nb\n", []]);
});

Deno.test("LogReader passes over a compressed segment that is damaged", async () => {
  using run = new RunWriter();
  run.write(out("a\n".repeat(5000))).rotate("stdout").write(out("b\n"));
  await run.pack("stdout");
  const [path = ""] = run.segments("stdout");
  Deno.truncateSync(path, 20);
  const given = await read(run);
  equal(given.text.endsWith("b\n"), true);
  equal(given.losses.length, 1);
  Deno.writeTextFileSync(path, "no gzip at all");
  deepEqual((await read(run)).text, "b\n");
});

Deno.test("findStart() leaves the last lines, whole ones in the order in which they began", async () => {
  using run = new RunWriter();
  run.write(out("a\nb"), err("x\n"), out("c\nd\n")).bytes(err("y\nz"));
  const tail = async (lines: number, only?: StreamName) =>
    (await read(run, { only, tail: lines })).text;
  equal(await tail(0), "");
  equal(await tail(1), "z");
  equal(await tail(2), "y\nz");
  equal(await tail(3), "d\ny\nz");
  equal(await tail(100), "a\nbx\nc\nd\ny\nz");
  equal(await tail(1, "stdout"), "d\n");
  equal(await tail(2, "stdout"), "bc\nd\n");
});

Deno.test("LogReader gives each byte once, in order, however it comes and wherever it is rotated", async () => {
  const saying = fc.record({
    stream: fc.constantFrom("stdout", "stderr"),
    text: fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 1, maxLength: 8 }),
  }) as fc.Arbitrary<Saying>;
  const act = fc.oneof(
    { weight: 5, arbitrary: saying },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        ...["rotate stdout", "rotate stderr", "rotate timeline", "read", "pack"] as const,
      ),
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(atOnce, byPieces),
      fc.array(act, { maxLength: 24 }),
      async (way, acts) => {
        using run = new RunWriter();
        const given = new Given();
        using reader = new LogReader(run.paths, { lose: given.lose, times: true });
        const sayings: Saying[] = [];
        for (const each of acts) {
          if (typeof each !== "string") {
            sayings.push(each);
            run.write(each);
          } else if (each === "read") await way(reader, given.take, { ended: false });
          else if (each === "pack") await Promise.all([run.pack("stdout"), run.pack("timeline")]);
          else if (each === "rotate timeline") run.rotateTimeline();
          else run.rotate(each === "rotate stdout" ? "stdout" : "stderr");
        }
        await way(reader, given.take, { ended: true });
        equal(given.text, sayings.map(({ text }) => text).join(""));
        deepEqual(given.losses, []);
        deepEqual(given.times, sayings.map((_, i) => i + 1));
        equal((await read(run)).text, given.text);
      },
    ),
    { numRuns: 100 },
  );
});
