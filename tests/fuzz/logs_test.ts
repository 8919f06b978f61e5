// Fuzzing of the readers of a run's output: folders that a worker left, with files damaged, renamed, gone and grown.

import { ok } from "node:assert/strict";
import fc from "fast-check";
import { GatheredOutput, type Sinks } from "../../cli/gathered_output.ts";
import { jsonSink } from "../../cli/json_sink.ts";
import { type LogSink, type LogWish, openRunLog } from "../../logs/run_log.ts";
import { LogReader } from "../../logs/reader.ts";
import { gatheredSink, timedSink } from "../../cli/log_sinks.ts";
import { prefixSink } from "../../cli/prefix_sink.ts";
import { dropOld, loggedOf, measureLogs, removeLeftovers } from "../../daemon/logged.ts";
import { LOGS, segmentName } from "../../job/segments.ts";
import { RECORD_BYTES, type StreamName } from "../../job/timeline.ts";
import { sweepLogs } from "../../worker/sweep_logs.ts";
import { RunOutput } from "../../worker/run_output.ts";
import { RunWriter } from "../logs/run_writer.ts";
import { within } from "../support/deadline.ts";
import { mutatedBytes } from "./bytes.ts";
import { fact, fuzz } from "./fuzz.ts";
import { strangeNumber } from "./values.ts";

const streams = fc.constantFrom<StreamName>("stdout", "stderr");

/** What a job said, and where its logs were rotated. */
const sayings = fc.array(
  fc.record({
    stream: streams,
    text: fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "b", "\n", "é", "\x1b"), maxLength: 8 }),
      fc.constantFrom("x".repeat(5000), "line\n".repeat(300), "\n"),
    ),
    rotate: fc.option(streams, { nil: undefined, freq: 3 }),
  }),
  { maxLength: 12 },
);

/** What was done to one of the files, by its place among their names. */
type Damage =
  | { readonly kind: "byte"; readonly file: number; readonly nth: number; readonly byte: number }
  | { readonly kind: "cut" | "remove"; readonly file: number; readonly nth: number }
  | {
    readonly kind: "time" | "length";
    readonly file: number;
    readonly nth: number;
    readonly is: number;
  }
  | { readonly kind: "rename"; readonly file: number; readonly name: string }
  | { readonly kind: "add"; readonly name: string; readonly bytes: Uint8Array };

const times = [NaN, Infinity, -Infinity, -1, -0, 1e300, -1e300, 8.64e15 + 1, -(2 ** 53), 2 ** 60];
const lengths = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const otherNames = [
  ...LOGS,
  ...LOGS.flatMap((log) =>
    [0, 1, 12, 5000, 2 ** 52, 9_999_999_999_999_999].map((offset) => segmentName(log, offset))
  ),
  ...["stdout.0000000000000005.gz", "timeline.0000000000000024.gz", "stdout.next", "stderr.gz"],
];
const [file, nth] = [fc.nat(), fc.nat()];
const name = fc.constantFrom(...otherNames);
const kind = <K extends string>(...kinds: readonly K[]) => fc.constantFrom(...kinds);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: kind("byte"), file, nth, byte: fc.nat(255) }),
  fc.record({ kind: kind("cut", "remove"), file, nth }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind("time"), file, nth, is: fc.constantFrom(...times) }),
  },
  fc.record({ kind: kind("length"), file, nth, is: fc.constantFrom(...lengths) }),
  fc.record({ kind: kind("rename"), file, name }),
  fc.record({
    ...{ kind: kind("add"), name },
    bytes: mutatedBytes([new Uint8Array(24), gzipOf("hello\n")]),
  }),
);

/** What cannot be damaged stays as it is. */
function inflict(damage: Damage, folder: string): void {
  const names = namesIn(folder);
  const isOfTime = damage.kind === "time" || damage.kind === "length";
  const some = isOfTime ? names.filter((each) => each.startsWith("timeline")) : names;
  const path = "file" in damage ? `${folder}/${some[damage.file % some.length]}` : folder;
  try {
    if (damage.kind === "remove") Deno.removeSync(path);
    else if (damage.kind === "rename") Deno.renameSync(path, `${folder}/${damage.name}`);
    else if (damage.kind === "add") Deno.writeFileSync(`${folder}/${damage.name}`, damage.bytes);
    else Deno.writeFileSync(path, damaged(damage, Deno.readFileSync(path)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function damaged(damage: Exclude<Damage, { kind: "add" | "rename" }>, bytes: Uint8Array) {
  const { kind, nth } = damage;
  if (kind === "cut" || kind === "remove") return bytes.slice(0, nth % (bytes.length + 1));
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  const record = (nth % Math.max(1, Math.floor(bytes.length / RECORD_BYTES))) * RECORD_BYTES;
  if (kind === "byte" && bytes.length > 0) changed[nth % bytes.length] = damage.byte;
  if (bytes.length < RECORD_BYTES) return changed;
  if (kind === "time") view.setFloat64(record, damage.is);
  if (kind === "length") view.setUint32(record + RECORD_BYTES - 4, damage.is);
  return changed;
}

const run = fc.record({
  sayings,
  packs: fc.boolean(),
  damages: fc.array(damage, { minLength: 1, maxLength: 4 }),
});

const optional = (most: number) => fc.option(fc.nat(most), { nil: undefined, freq: 1 });
const wish: fc.Arbitrary<LogWish> = fc.record({
  only: fc.option(streams, { nil: undefined, freq: 1 }),
  since: fc.oneof(optional(15), fc.constantFrom(undefined, undefined, 8.64e15)),
  until: optional(15),
  tail: optional(5),
  grep: fc.option(fc.record({ pattern: fc.constantFrom("a", "^$"), invert: fc.boolean() }), {
    nil: undefined,
    freq: 2,
  }),
});

type SinkOf = (output: GatheredOutput) => LogSink;
const sink = fc.constantFrom<SinkOf>(
  gatheredSink,
  timedSink,
  (output) => jsonSink(output, { job: "build", run: 7 }),
  (output) => prefixSink(output, { heads: { stdout: "a | ", stderr: "a ! " }, times: true }),
);

fuzz("logs", {
  "openRunLog() shows what is there of a damaged log, and no byte twice": fact(
    fc.tuple(run, wish, sink),
    async ([given, wish, sinkOf]) => {
      using written = await write(given);
      const output = new CountedOutput();
      let taken = 0;
      const gathered = new GatheredOutput(output.sinks);
      const { take, end } = sinkOf(gathered);
      const counting: LogSink = {
        take: (piece) => (taken += piece.bytes.length, take(piece)),
        end,
      };
      using log = await openRunLog(
        { ...written, lose: (_, { bytes }) => ok(bytes > 0 && !isNaN(bytes), `${bytes} lost`) },
        counting,
        { wish: { ...wish, times: true } },
      );
      await within("the end of a log", log.end());
      gathered.flush();
      ok(taken <= await written.most(), `${taken} bytes of ${await written.most()}`);
    },
    { runs: 60 },
  ),
  "LogReader follows a log that is damaged meanwhile, and comes to an end": fact(
    fc.tuple(run, fc.array(damage, { minLength: 1, maxLength: 4 })),
    async ([given, later]) => {
      using written = await write(given);
      using reader = new LogReader(written.paths, { times: true });
      const take = () => {};
      await within("what is there", reader.advance(take, { ended: false }));
      for (const each of later) {
        inflict(each, written.paths.w);
        await within("what is there now", reader.advance(take, { ended: false }));
      }
      await within("the end", reader.advance(take, { ended: true }));
    },
    { runs: 40 },
  ),
  "RunOutput reads a damaged log to its end": fact(run, async (given) => {
    using written = await write(given);
    const most = await written.most();
    const output = new RunOutput(written.paths.w, { isOver: true });
    await quietly(async () => {
      let read = 0;
      for await (const bytes of output) {
        read += bytes.length;
        if (read > most) throw new Error(`${read} bytes of ${most}`);
      }
    });
    ok(Number.isSafeInteger(output.missedBytes), `${output.missedBytes}`);
  }, { runs: 40 }),
  "chored counts, drops and sweeps damaged logs": fact(run, async (given) => {
    using written = await write(given);
    const { w } = written.paths;
    const counted = [loggedOf({ w }), measureLogs(w)];
    equalNumbers(counted);
    await quietly(() => Promise.resolve(sweepLogs(w)));
    dropOld(w);
    removeLeftovers(w);
    equalNumbers([loggedOf({ w }), measureLogs(w)]);
  }, { runs: 40 }),
});

function equalNumbers(counts: readonly object[]): void {
  ok(strangeNumber(counts) === undefined, strangeNumber(counts));
}

interface Given {
  readonly sayings: readonly { stream: StreamName; text: string; rotate: StreamName | undefined }[];
  readonly packs: boolean;
  readonly damages: readonly Damage[];
}

/** The files, as they are after all that was done to them. */
async function write({ sayings, packs, damages }: Given) {
  const writer = new RunWriter();
  for (const { stream, text, rotate } of sayings) {
    writer.write({ stream, text });
    if (rotate !== undefined) writer.rotate(rotate);
  }
  if (packs) { for (const log of LOGS) await writer.pack(log); }
  const { paths } = writer;
  for (const each of damages) inflict(each, paths.w);
  return {
    paths,
    most: () => mostBytes(paths.w),
    [Symbol.dispose]: () => writer[Symbol.dispose](),
  };
}

/** All bytes of the streams that there are, in whatever form. */
async function mostBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const name of namesIn(folder).filter((name) => /^std(out|err)/.test(name))) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    sum += name.endsWith(".gz") ? await unpackedBytes(bytes) : bytes.length;
  }
  return sum;
}

async function unpackedBytes(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  let sum = 0;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    for await (const chunk of stream) sum += chunk.length;
  } catch {
    // damaged: up to there
  }
  return sum;
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

class CountedOutput {
  readonly sinks: Sinks = { stdout: this.#sink(), stderr: this.#sink() };

  #sink() {
    return { writeSync: (bytes: Uint8Array) => bytes.length };
  }
}

/** The worker complains on its standard error, which is a file. */
async function quietly(act: () => Promise<unknown>): Promise<void> {
  const { error } = console;
  console.error = () => {};
  try {
    await act();
  } finally {
    console.error = error;
  }
}

/** As gzip(1) makes it, with nothing compressed. */
function gzipOf(text: string): Uint8Array {
  const body = new TextEncoder().encode(text);
  const head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, body.length, 0, ~body.length & 0xff, 0xff];
  return new Uint8Array([...head, ...body, 0, 0, 0, 0, body.length, 0, 0, 0]);
}
