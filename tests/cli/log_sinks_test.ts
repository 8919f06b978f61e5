import { strictEqual as equal } from "node:assert/strict";
import type { StreamName } from "../../job/timeline.ts";
import { rawSink, timedSink } from "../../cli/log_sinks.ts";

/** Sinks that remember. */
function memory() {
  const written = { stdout: "", stderr: "" };
  const sink = (stream: StreamName) => ({
    writeSync(bytes: Uint8Array) {
      written[stream] += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  });
  return { written, sinks: { stdout: sink("stdout"), stderr: sink("stderr") } };
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
  const { written, sinks } = memory();
  const { take } = timedSink(sinks);
  take(piece("stdout", "a", { at: 0 }));
  take(piece("stderr", "x\n", { at: 1 }));
  take(piece("stdout", "b\nc\nd", { at: 2000 }));
  take(piece("stdout", "\n", { at: 3000 }));
  take(piece("stdout", "e"));
  equal(
    written.stdout,
    "1970-01-01T00:00:00.000Z ab\n1970-01-01T00:00:02.000Z c\n1970-01-01T00:00:02.000Z d\n" +
      "-                        e",
  );
  equal(written.stderr, "1970-01-01T00:00:00.001Z x\n");
});
