import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import type { StreamName } from "../../job/timeline.ts";
import { LIMITS } from "../../limits.ts";
import { GatheredOutput } from "../../cli/gathered_output.ts";
import { jsonSink } from "../../cli/json_sink.ts";
import { rawSink, timedSink } from "../../cli/log_sinks.ts";
import type { LogSink } from "../../logs/run_log.ts";
import { prefixSink } from "../../cli/prefix_sink.ts";

/** Sinks that remember. */
function memory() {
  const written = { stdout: "", stderr: "" };
  const order: string[] = [];
  const sink = (stream: StreamName) => ({
    writeSync(bytes: Uint8Array) {
      const text = new TextDecoder().decode(bytes);
      written[stream] += text;
      order.push(text);
      return bytes.length;
    },
  });
  const sinks = { stdout: sink("stdout"), stderr: sink("stderr") };
  return { written, order, sinks, output: new GatheredOutput(sinks) };
}

const piece = (stream: StreamName, text: string, { at }: { at?: number } = {}) => ({
  ...{ stream, at, bytes: new TextEncoder().encode(text) },
});

Deno.test("rawSink() keeps the streams apart, and changes nothing", () => {
  const { written, sinks } = memory();
  const { take } = rawSink(sinks);
  for (const each of [piece("stdout", "a\x1b["), piece("stderr", "b"), piece("stdout", "c\n")]) {
    take(each);
  }
  equal(written.stdout, "a\x1b[c\n");
  equal(written.stderr, "b");
});

Deno.test("timedSink() puts before each line when it began", () => {
  const { written, output } = memory();
  const { take } = timedSink(output);
  take(piece("stdout", "a", { at: 0 }));
  take(piece("stderr", "x\n", { at: 1 }));
  take(piece("stdout", "b\nc\nd", { at: 2000 }));
  take(piece("stdout", "\n", { at: 3000 }));
  take(piece("stdout", "e"));
  output.flush();
  equal(
    written.stdout,
    "1970-01-01T00:00:00.000Z ab\n1970-01-01T00:00:02.000Z c\n1970-01-01T00:00:02.000Z d\n" +
      "-                        e",
  );
  equal(written.stderr, "1970-01-01T00:00:00.001Z x\n");
});

const heads = { stdout: "job | ", stderr: "JOB | " };

Deno.test("prefixSink() gives whole lines, and in the end what has no newline", () => {
  const { written, order, output } = memory();
  const one = prefixSink(output, { heads, times: false });
  const two = prefixSink(output, { heads: { stdout: "two | ", stderr: "" }, times: false });
  one.take(piece("stdout", "a"));
  two.take(piece("stdout", "b\nc"));
  one.take(piece("stderr", "x\n"));
  one.take(piece("stdout", "d\n\ne\n"));
  for (const sink of [one, two]) sink.end();
  output.flush();
  equal(written.stdout, "two | b\njob | ad\njob | \njob | e\ntwo | c\n");
  equal(written.stderr, "JOB | x\n");
  deepEqual(order, ["two | b\n", "JOB | x\n", "job | ad\njob | \njob | e\ntwo | c\n"]);
});

Deno.test("prefixSink() has the time at which a line began", () => {
  const { written, output } = memory();
  const sink = prefixSink(output, { heads, times: true });
  sink.take(piece("stdout", "a\nb", { at: 0 }));
  sink.take(piece("stdout", "c\nd\n", { at: 5 }));
  output.flush();
  equal(
    written.stdout,
    "job | 1970-01-01T00:00:00.000Z a\njob | 1970-01-01T00:00:00.000Z bc\n" +
      "job | 1970-01-01T00:00:00.005Z d\n",
  );
});

Deno.test("prefixSink() gives a line that is too long in parts, whatever comes in one piece", () => {
  const most = LIMITS.outputChunkBytes;
  const long = "x".repeat(2 * most + 10);
  for (const size of [1000, 100_000, most]) {
    const { written, output } = memory();
    const sink = prefixSink(output, { heads, times: false });
    for (let i = 0; i < long.length; i += size) {
      sink.take(piece("stdout", long.slice(i, i + size)));
    }
    sink.take(piece("stdout", "\nshort\n"));
    sink.end();
    output.flush();
    const lines = written.stdout.split("\n");
    deepEqual(lines.map(({ length }) => length), [most + 6, most + 6, 16, 11, 0]);
  }
});

Deno.test("prefixSink() and jsonSink() keep each line of each stream, however it is cut", () => {
  const pieces = fc.array(
    fc.record({
      stream: fc.constantFrom("stdout", "stderr") as fc.Arbitrary<StreamName>,
      text: fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 1, maxLength: 7 }),
    }),
  );
  fc.assert(fc.property(pieces, (all) => {
    const [prefixed, json] = [memory(), memory()];
    const sinks: LogSink[] = [
      prefixSink(prefixed.output, { heads, times: false }),
      jsonSink(json.output, { job: "job", run: 1 }),
    ];
    for (const sink of sinks) {
      for (const { stream, text } of all) sink.take(piece(stream, text));
      sink.end();
    }
    prefixed.output.flush();
    json.output.flush();
    for (const stream of ["stdout", "stderr"] as const) {
      const said = all.filter((each) => each.stream === stream).map(({ text }) => text).join("");
      const lines = said.split("\n").slice(0, said.endsWith("\n") || said === "" ? -1 : undefined);
      const headed = lines.map((line) => `${heads[stream]}${line}\n`).join("");
      equal(prefixed.written[stream], headed);
      const objects = json.written.stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
      const own = objects.filter((object) => object.stream === stream);
      deepEqual(own.map(({ text }) => text), lines);
    }
  }));
});

Deno.test("jsonSink() cuts a long line, says so, and lets no control character through", () => {
  const { written, output } = memory();
  const sink = jsonSink(output, { job: "job", run: 7 });
  sink.take(piece("stdout", "x".repeat(LIMITS.outputChunkBytes + 1), { at: 0 }));
  sink.take({ stream: "stderr", at: 1, bytes: Uint8Array.of(0xff, 0, 0x9b, 10) });
  sink.end();
  output.flush();
  const objects = written.stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  deepEqual(objects.map(({ text, cut }) => [text.length, cut]), [
    [LIMITS.outputChunkBytes, true],
    [3, undefined],
    [1, undefined],
  ]);
  deepEqual(objects[1], {
    ...{ time: "1970-01-01T00:00:00.001Z", job: "job", run: 7, stream: "stderr" },
    text: "\ufffd\0\ufffd",
  });
  equal(written.stdout.includes("\0"), false);
});
