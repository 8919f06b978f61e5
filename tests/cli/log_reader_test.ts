import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { type Chunk, encodeChunk, RECORD_BYTES, type StreamName } from "../../job/timeline.ts";
import { LogReader, type Piece, type ReaderOptions } from "../../cli/log_reader.ts";
import { type RunPaths, runPaths } from "../../system/paths.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

interface Write {
  readonly stream: StreamName;
  readonly text: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const out = (text: string): Write => ({ stream: "stdout", text });
const err = (text: string): Write => ({ stream: "stderr", text });

/** A run's files, written as a worker does: the bytes, then the record. */
class Run {
  readonly #folder = temporaryFolder();
  readonly paths: RunPaths = runPaths(this.#folder.path);
  #at = 0;

  constructor() {
    Deno.mkdirSync(this.paths.w);
    for (const path of [this.paths.stdout, this.paths.stderr, this.paths.timeline]) {
      Deno.writeFileSync(path, new Uint8Array());
    }
  }

  write(...writes: Write[]): this {
    for (const { stream, text } of writes) {
      this.bytes({ stream, text });
      this.record({ stream, bytes: encoder.encode(text).length, at: ++this.#at });
    }
    return this;
  }

  bytes({ stream, text }: Write): this {
    Deno.writeFileSync(this.paths[stream], encoder.encode(text), { append: true });
    return this;
  }

  record(chunk: Chunk): this {
    const view = new DataView(new ArrayBuffer(RECORD_BYTES));
    encodeChunk(chunk, view);
    Deno.writeFileSync(this.paths.timeline, new Uint8Array(view.buffer), { append: true });
    return this;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** What a reader gave, neighbours of one stream joined. */
class Given {
  readonly pieces: [StreamName, string][] = [];
  readonly times: (number | undefined)[] = [];
  readonly take = ({ stream, bytes, at }: Piece) => {
    this.times.push(at);
    const last = this.pieces.at(-1);
    const text = decoder.decode(bytes);
    if (last?.[0] === stream) last[1] += text;
    else this.pieces.push([stream, text]);
  };

  get text(): string {
    return this.pieces.map(([, text]) => text).join("");
  }
}

function read(run: Run, options: ReaderOptions & { tail?: number } = {}): Given {
  using reader = new LogReader(run.paths, options);
  const given = new Given();
  if (options.tail !== undefined) reader.skipToTail(options.tail);
  reader.advance(given.take, { ended: true });
  return given;
}

Deno.test("LogReader gives both streams in the order of the timeline", () => {
  using run = new Run();
  run.write(out("a\n"), err("b\n"), out("c"), out("d\n"), err("e"));
  deepEqual(read(run).pieces, [
    ...[["stdout", "a\n"], ["stderr", "b\n"], ["stdout", "cd\n"], ["stderr", "e"]],
  ]);
  deepEqual(read(run, { only: "stdout" }).pieces, [["stdout", "a\ncd\n"]]);
  deepEqual(read(run, { only: "stderr" }).pieces, [["stderr", "b\ne"]]);
  deepEqual(read(run, { times: true }).times, [1, 2, 3, 4, 5]);
});

Deno.test("LogReader gives what no record tells of last, once the run has ended", () => {
  using run = new Run();
  run.write(out("a")).bytes(out("b")).bytes(err("c"));
  using reader = new LogReader(run.paths);
  const given = new Given();
  reader.advance(given.take, { ended: false });
  equal(given.text, "a");
  reader.advance(given.take, { ended: true });
  deepEqual(given.pieces, [["stdout", "ab"], ["stderr", "c"]]);
});

Deno.test("LogReader waits for bytes whose record was first, and passes over those that never come", () => {
  using run = new Run();
  run.record({ stream: "stdout", bytes: 3, at: 1 }).bytes(out("a")).write(err("e"));
  using reader = new LogReader(run.paths);
  const given = new Given();
  reader.advance(given.take, { ended: false });
  equal(given.text, "a");
  run.bytes(out("b"));
  reader.advance(given.take, { ended: false });
  equal(given.text, "ab");
  reader.advance(given.take, { ended: true });
  equal(given.text, "abe");
});

Deno.test("LogReader reads without a timeline, and without any file", () => {
  using run = new Run();
  run.bytes(out("a\nb\n")).bytes(err("c\n"));
  Deno.removeSync(run.paths.timeline);
  equal(read(run).text, "a\nb\nc\n");
  equal(read(run, { tail: 2 }).text, "b\nc\n");
  Deno.removeSync(run.paths.w, { recursive: true });
  equal(read(run).text, "");
  equal(read(run, { tail: 3 }).text, "");
});

Deno.test("LogReader.skipToTail() leaves the last lines, whole ones or not", () => {
  using run = new Run();
  run.write(out("a\nb"), err("x\n"), out("c\nd\n")).bytes(err("y\nz"));
  const tail = (lines: number, options: ReaderOptions = {}) =>
    read(run, { ...options, tail: lines }).text;
  equal(tail(0), "");
  equal(tail(1), "z");
  equal(tail(2), "y\nz");
  equal(tail(3), "d\ny\nz");
  equal(tail(4), "c\nd\ny\nz");
  equal(tail(100), "a\nbx\nc\nd\ny\nz");
  equal(tail(1, { only: "stdout" }), "d\n");
  equal(tail(2, { only: "stdout" }), "bc\nd\n");
});

Deno.test("LogReader gives each byte once, in order, however it comes and wherever it begins", () => {
  const write = fc.record({
    stream: fc.constantFrom("stdout", "stderr"),
    text: fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 8 }),
  }) as fc.Arbitrary<Write>;
  const writes = fc.array(write, { maxLength: 20 });
  fc.assert(
    fc.property(writes, fc.nat(20), fc.nat(12), (all, split, lines) => {
      using run = new Run();
      const given = new Given();
      using reader = new LogReader(run.paths);
      run.write(...all.slice(0, split));
      reader.advance(given.take, { ended: false });
      run.write(...all.slice(split));
      reader.advance(given.take, { ended: true });
      const text = all.map((each) => each.text).join("");
      equal(given.text, text);
      const ends = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
      const wanted = text.split("\n").slice(Math.max(0, ends - lines)).join("\n");
      equal(read(run, { tail: lines }).text, text === "" ? "" : wanted);
    }),
    { numRuns: 60 },
  );
});
