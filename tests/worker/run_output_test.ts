import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { segmentName } from "../../job/segments.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { RunOutput } from "../../worker/run_output.ts";

async function readAll(
  output: RunOutput,
  seen: (text: string) => void = () => {},
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of output) {
    text += decoder.decode(bytes, { stream: true });
    seen(text);
  }
  return text;
}

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A log as a worker may leave it: the bytes of its segments, which of them are compressed, how many are gone. */
const Log = fc.record({
  segments: fc.array(fc.record({ bytes: fc.nat(300), isPacked: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  }),
  gone: fc.nat(6),
});

Deno.test("RunOutput reads all that is there of a log, however it is cut and compressed", async () => {
  await fc.assert(
    fc.asyncProperty(Log, async ({ segments, gone }) => {
      using folder = temporaryFolder();
      const total = segments.reduce((sum, { bytes }) => sum + bytes, 0);
      const text = Array.from({ length: total }, (_, at) => String.fromCharCode(97 + at % 26)).join(
        "",
      );
      const dropped = Math.min(gone, segments.length - 1);
      let offset = 0;
      let oldest = 0;
      for (const [index, { bytes, isPacked }] of segments.entries()) {
        const isNewest = index === segments.length - 1;
        const path = `${folder.path}/${segmentName("stdout", offset)}`;
        const part = text.slice(offset, offset + bytes);
        if (index === dropped) oldest = offset;
        // an empty one would have the same name as the next
        if (index >= dropped && (bytes > 0 || isNewest)) {
          if (isPacked && !isNewest) Deno.writeFileSync(`${path}.gz`, await gzip(part));
          else Deno.writeTextFileSync(path, part);
        }
        offset += bytes;
      }
      const output = new RunOutput(folder.path, { isOver: true });
      equal(await readAll(output), text.slice(oldest));
      equal(output.missedBytes, oldest);
    }),
    { numRuns: 60 },
  );
});

Deno.test("RunOutput follows a log through its first rotation, and one that removes what it reads", async () => {
  using folder = temporaryFolder();
  const file = (name: string) => `${folder.path}/${name}`;
  const steps: readonly [seen: string, act: () => void][] = [
    ["one", () => {
      Deno.linkSync(file("stdout"), file(segmentName("stdout", 0)));
      Deno.writeTextFileSync(file("stdout"), "two", { append: true });
      Deno.writeTextFileSync(file(segmentName("stdout", 6)), "three");
      Deno.removeSync(file("stdout"));
      Deno.linkSync(file(segmentName("stdout", 6)), file("stdout"));
    }],
    ["onetwothree", () => {
      Deno.removeSync(file(segmentName("stdout", 0)));
      Deno.writeTextFileSync(file(segmentName("stdout", 11)), "four");
      Deno.removeSync(file(segmentName("stdout", 6)));
    }],
    ["onetwothreefour", () => Deno.writeTextFileSync(file("final"), "{}")],
  ];
  Deno.writeTextFileSync(file("stdout"), "one");
  const output = new RunOutput(folder.path, { isOver: false });
  const open = [...steps];
  const text = await readAll(output, (seen) => {
    if (open[0]?.[0] === seen) open.shift()?.[1]();
  });
  deepEqual([text, output.missedBytes, open.length], ["onetwothreefour", 0, 0]);
});

Deno.test("RunOutput misses nothing of a segment that is compressed while it reads the one before", async () => {
  using folder = temporaryFolder();
  const file = (offset: number) => `${folder.path}/${segmentName("stdout", offset)}`;
  [[0, "one"], [3, "two"], [6, "three"]].forEach(([offset, text]) =>
    Deno.writeTextFileSync(file(Number(offset)), String(text))
  );
  const packed = await gzip("two");
  const output = new RunOutput(folder.path, { isOver: true });
  const text = await readAll(output, (seen) => {
    if (seen !== "one") return;
    Deno.writeFileSync(`${file(3)}.gz`, packed);
    Deno.removeSync(file(3));
  });
  deepEqual([text, output.missedBytes], ["onetwothree", 0]);
});

Deno.test("RunOutput tells of a compressed segment that is damaged as of bytes that are missing", async () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/${segmentName("stdout", 0)}.gz`, "no gzip");
  Deno.writeTextFileSync(`${folder.path}/${segmentName("stdout", 10)}`, "newest");
  const output = new RunOutput(folder.path, { isOver: true });
  equal(await readAll(output), "newest");
  equal(output.missedBytes, 10);
});

Deno.test("RunOutput ends where there is nothing, and where it is stopped", async () => {
  using folder = temporaryFolder();
  equal(await readAll(new RunOutput(`${folder.path}/nowhere`, { isOver: false })), "");
  Deno.writeTextFileSync(`${folder.path}/stdout`, "some");
  const output = new RunOutput(folder.path, { isOver: false });
  equal(await readAll(output, () => output.stop()), "some");
});
