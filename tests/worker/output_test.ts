import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import type { StreamName } from "../../job/timeline.ts";
import { LIMITS } from "../../limits.ts";
import { until } from "../support/deadline.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { namesIn, openOutput, readLog, readTimeline } from "./segments.ts";

const encoder = new TextEncoder();
const streams = ["stdout", "stderr"] as const;

/** Bytes that tell where they are from, with a line's end now and then. */
function content(
  stream: StreamName,
  [offset, length]: readonly [number, number],
): Uint8Array {
  const seed = stream === "stdout" ? 7 : 11;
  return Uint8Array.from({ length }, (_, i) => {
    const at = offset + i;
    return at % 97 === 96 ? 10 : 32 + (at * seed + (at >> 8)) % 90;
  });
}

const step = fc.record({
  stream: fc.constantFrom(...streams),
  // more than a segment holds, and less than a line
  length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 900 })),
  is: fc.constantFrom("take", "take", "take", "take", "clear", "trim", "another worker"),
});

Deno.test("take() and all that rotates lose nothing but the oldest, keep times in order, and stay within the policy", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 100, max: 400 }),
      async (steps, files, bytes) => {
        using folder = temporaryFolder();
        let output = openOutput(folder.path, { log: { files, bytes }, output: "fifo" });
        const written: Record<StreamName, number> = { stdout: 0, stderr: 0 };
        const order: StreamName[] = [];
        for (const { stream, length, is } of steps) {
          if (is === "take") {
            equal(output.take(stream, content(stream, [written[stream], length])), undefined);
            written[stream] += length;
            order.push(stream);
          } else if (is === "another worker") {
            await output.sync();
            output = openOutput(folder.path, {
              ...{ log: { files, bytes }, output: "fifo", mode: "adopt" },
            });
          } else equal(output.order(is).ok, true);
        }
        await output.sync();
        equal(output.droppedBytes, 0);
        deepEqual([output.stdoutBytes, output.stderrBytes], [written.stdout, written.stderr]);
        const w = `${folder.path}/w`;
        for (const stream of streams) {
          const log = readLog(w, stream);
          equal(log.oldest + log.bytes.length, written[stream]);
          deepEqual(log.bytes, content(stream, [log.oldest, log.bytes.length]));
          equal(log.sizes.length <= files, true);
          equal(log.sizes.every((size) => size <= bytes), true, `${log.sizes} of ${bytes}`);
        }
        const timeline = readLog(w, "timeline");
        equal(timeline.sizes.length <= files + 1, true);
        // one segment holds its base records and one record more than its size, at most
        equal(timeline.sizes.every((size) => size < bytes + 48), true, `${timeline.sizes}`);
        checkTold(readTimeline(w), { written, order });
      },
    ),
    { numRuns: 60 },
  );
});

function checkTold(
  told: ReturnType<typeof readTimeline>,
  { written, order }: { written: Record<StreamName, number>; order: readonly StreamName[] },
): void {
  for (const stream of streams) {
    const own = told.filter((each) => each.stream === stream);
    const last = own.at(-1);
    if (last !== undefined) equal(last.offset + last.bytes, written[stream]);
    own.reduce((end, { offset, bytes }) => {
      equal(offset, end);
      return offset + bytes;
    }, own[0]?.offset ?? 0);
  }
  equal(told.every(({ at }, i) => at >= (told[i - 1]?.at ?? 0)), true);
  // a chunk may be told in pieces: what is left when they are joined is the end of the order
  const turns = (all: readonly StreamName[]) => all.filter((each, i) => each !== all[i - 1]);
  const [all, seen] = [turns(order), turns(told.map(({ stream }) => stream))];
  deepEqual(seen, all.slice(all.length - seen.length));
}

Deno.test("take() ends a segment with a line, where one ends in it", () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 20, files: 9 } });
  output.take("stdout", encoder.encode("one\ntwo\nthree\nfour\nfive\nsix\n"));
  output.take("stdout", encoder.encode("a line of more than twenty bytes\nend\n"));
  deepEqual(readLog(`${folder.path}/w`, "stdout").sizes, [19, 20, 20, 6]);
});

Deno.test("take() makes no segment as long as all fits, and no name but the three", () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 100 } });
  output.take("stdout", new Uint8Array(100));
  output.take("stderr", new Uint8Array(100));
  deepEqual(namesIn(`${folder.path}/w`), ["stderr", "stdout", "timeline"]);
  output.take("stdout", new Uint8Array(1));
  equal(namesIn(`${folder.path}/w`).includes("stdout.0000000000000100"), true);
});

Deno.test("take() in mode direct never rotates, whatever the gate says", () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 100, files: 1 }, output: "direct" });
  for (let i = 0; i < 50; i++) output.take("stderr", new Uint8Array(50));
  deepEqual(namesIn(`${folder.path}/w`), ["stderr", "stdout", "timeline"]);
  equal(output.stderrBytes, 2500);
  equal(output.order("off").ok, false);
});

Deno.test("take() drops and counts what comes while the log is off, and the next worker knows of it", () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path);
  output.take("stdout", encoder.encode("one"));
  output.order("off");
  equal(output.logging, "off");
  output.take("stdout", encoder.encode("two"));
  deepEqual([output.stdoutBytes, output.droppedBytes], [3, 3]);
  const next = openOutput(folder.path, { mode: "adopt", output: "fifo" });
  equal(next.logging, "off");
  next.take("stdout", encoder.encode("three"));
  next.order("on");
  next.take("stdout", encoder.encode("four"));
  equal(new TextDecoder().decode(readLog(`${folder.path}/w`, "stdout").bytes), "onefour");
  equal(openOutput(folder.path, { mode: "adopt", output: "fifo" }).logging, undefined);
});

Deno.test("take() with block waits when all is full, until somebody makes room, and loses nothing", async () => {
  using folder = temporaryFolder();
  const told: (string | undefined)[] = [];
  const output = openOutput(folder.path, {
    log: { bytes: 100, files: 2, full: "block" },
    owner: { changed: () => told.push(output.logging) },
  });
  equal(output.take("stdout", content("stdout", [0, 194])), undefined);
  let isDone = false;
  const waits = output.take("stdout", content("stdout", [194, 150]));
  waits?.then(() => isDone = true);
  equal(output.take("stderr", content("stderr", [0, 50])), undefined);
  deepEqual([output.logging, told], ["blocked", ["blocked"]]);
  await Promise.resolve();
  equal(isDone, false);
  const before = output.stdoutBytes;
  equal(before <= 200, true);
  output.order("clear");
  await waits;
  deepEqual([output.stdoutBytes, output.droppedBytes, output.logging], [344, 0, undefined]);
  const log = readLog(`${folder.path}/w`, "stdout");
  deepEqual(log.bytes, content("stdout", [log.oldest, 344 - log.oldest]));
  equal(log.oldest, before);
  equal(told.at(-1), undefined);
});

Deno.test("take() with block that is switched off drops what waited", async () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 100, files: 1, full: "block" } });
  const waits = output.take("stdout", new Uint8Array(150));
  output.order("off");
  await waits;
  deepEqual([output.stdoutBytes, output.droppedBytes, output.logging], [100, 50, "off"]);
});

Deno.test("take() with block waits no longer once the job has ended, and lets the rest in", async () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 100, files: 1, full: "block" } });
  const waits = output.take("stdout", new Uint8Array(150));
  output.finish();
  await waits;
  deepEqual([output.stdoutBytes, output.droppedBytes], [150, 0]);
  equal(output.take("stdout", new Uint8Array(LIMITS.outputRestBytes)), undefined);
  deepEqual(
    [output.stdoutBytes, output.droppedBytes],
    [100 + LIMITS.outputRestBytes, 50],
  );
});

Deno.test("take() with stop says that the log is full, and drops the rest", () => {
  using folder = temporaryFolder();
  let full = 0;
  const output = openOutput(folder.path, {
    log: { bytes: 100, files: 2, full: "stop" },
    owner: { full: () => full++ },
  });
  output.take("stdout", new Uint8Array(200));
  equal(full, 0);
  output.take("stdout", new Uint8Array(1));
  deepEqual([full, output.stdoutBytes, output.droppedBytes], [1, 200, 1]);
  output.take("stderr", new Uint8Array(5));
  deepEqual([full, output.stderrBytes], [1, 5]);
});

Deno.test("take() goes on after a record that a killed worker left cut short", () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { output: "fifo" });
  output.take("stdout", encoder.encode("one"));
  Deno.writeFileSync(`${folder.path}/w/timeline`, new Uint8Array(5), { append: true });
  Deno.writeTextFileSync(`${folder.path}/w/stdout`, "unrecorded", { append: true });
  const next = openOutput(folder.path, { output: "fifo", mode: "adopt" });
  next.take("stdout", encoder.encode("two"));
  equal(next.stdoutBytes, 16);
  const newest = namesIn(`${folder.path}/w`).findLast((name) => name.startsWith("timeline."));
  equal(newest, "timeline.0000000000000017");
  equal(Deno.readFileSync(`${folder.path}/w/${newest}`).length, 36);
});

Deno.test("sync() and packRest() compress what stays, and nothing twice", async () => {
  using folder = temporaryFolder();
  const w = `${folder.path}/w`;
  const output = openOutput(folder.path, { log: { bytes: 4000, files: 4 } });
  output.take("stdout", content("stdout", [0, 30_000]));
  output.finish();
  await output.sync();
  await output.packRest();
  const packed = namesIn(w).filter((name) => name.endsWith(".gz"));
  equal(packed.filter((name) => name.startsWith("stdout")).length, 3);
  const log = readLog(w, "stdout");
  deepEqual(log.bytes, content("stdout", [log.oldest, 30_000 - log.oldest]));
  const { mtime } = Deno.statSync(`${w}/${packed[0]}`);
  await output.packRest();
  deepEqual(Deno.statSync(`${w}/${packed[0]}`).mtime, mtime);
  equal(namesIn(w).some((name) => name.endsWith(".part")), false);
});

Deno.test("take() is followed by compression once the output is quiet", async () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 4000, files: 3 } });
  output.take("stdout", content("stdout", [0, 9000]));
  const isPacked = () => namesIn(`${folder.path}/w`).some((name) => /^stdout\.\d+\.gz$/.test(name));
  equal(isPacked(), false);
  await until("the old segments are compressed", isPacked);
  output.take("stdout", content("stdout", [9000, 100]));
  await until(
    "all of it is done",
    () => !namesIn(`${folder.path}/w`).some((name) => /^stdout\.\d+\.gz\.part$/.test(name)),
  );
  const log = readLog(`${folder.path}/w`, "stdout");
  deepEqual(log.bytes, content("stdout", [log.oldest, 9100 - log.oldest]));
});

Deno.test("take() begins a new segment where somebody deleted, replaced or cut the log", () => {
  const w = (folder: string) => `${folder}/w`;
  const harms: readonly [string, (folder: string) => void][] = [
    ["deleted", (folder) => Deno.removeSync(`${folder}/stdout`)],
    ["cut", (folder) => Deno.truncateSync(`${folder}/stdout`, 1)],
    ["replaced", (folder) => {
      Deno.renameSync(`${folder}/stdout`, `${folder}/stdout.mine`);
      Deno.writeTextFileSync(`${folder}/stdout`, "");
    }],
    [
      "all deleted",
      (folder) => namesIn(folder).forEach((name) => Deno.removeSync(`${folder}/${name}`)),
    ],
  ];
  for (const [name, harm] of harms) {
    using folder = temporaryFolder();
    const output = openOutput(folder.path);
    output.take("stdout", encoder.encode("one"));
    output.take("stderr", encoder.encode("err"));
    harm(w(folder.path));
    output.look();
    output.take("stdout", encoder.encode("two"));
    const log = readLog(w(folder.path), "stdout");
    deepEqual([log.oldest, new TextDecoder().decode(log.bytes)], [3, "two"], name);
    deepEqual(readTimeline(w(folder.path)).at(-1)?.offset, 3, name);
  }
});

Deno.test("take() mends a name that somebody deleted, and loses nothing", () => {
  for (const name of ["stdout", "stdout.0000000000000060"]) {
    using folder = temporaryFolder();
    const w = `${folder.path}/w`;
    const output = openOutput(folder.path, { log: { bytes: 60 } });
    output.take("stdout", content("stdout", [0, 100]));
    Deno.removeSync(`${w}/${name}`);
    output.look();
    output.take("stdout", content("stdout", [100, 10]));
    const log = readLog(w, "stdout");
    deepEqual(log.bytes, content("stdout", [log.oldest, 110]), name);
  }
});

Deno.test("take() counts as dropped what no folder takes any more, and never makes the folder again", () => {
  using folder = temporaryFolder();
  const output = openOutput(folder.path, { log: { bytes: 100, files: 2 } });
  output.take("stdout", new Uint8Array(150));
  Deno.removeSync(`${folder.path}/w`, { recursive: true });
  output.look();
  for (let i = 0; i < 3; i++) output.take("stdout", new Uint8Array(150));
  deepEqual([output.stdoutBytes, output.droppedBytes], [150, 450]);
  deepEqual(namesIn(folder.path), []);
});
