import assert from "node:assert/strict";
import fc from "fast-check";
import { type Chunk, decodeChunks, RECORD_BYTES, type StreamName } from "../../job/timeline.ts";
import { LIMITS } from "../../limits.ts";
import { Timeline } from "../../worker/timeline.ts";

/** A file that takes `room` bytes, however they come. */
class Disk {
  bytes: number[] = [];
  readonly trouble = undefined;
  room = Infinity;

  append(bytes: Uint8Array): number {
    const taken = Math.min(this.room, bytes.length);
    this.room -= taken;
    this.bytes.push(...bytes.subarray(0, taken));
    return taken;
  }

  get chunks(): Chunk[] {
    return decodeChunks(Uint8Array.from(this.bytes));
  }
}

const sumOf = (chunks: readonly Chunk[], stream: StreamName) =>
  chunks.filter((chunk) => chunk.stream === stream).reduce((sum, { bytes }) => sum + bytes, 0);

Deno.test("note() writes a record at once where there is room", () => {
  const disk = new Disk();
  const timeline = new Timeline(disk);
  const chunks: Chunk[] = [
    { at: 1_700_000_000_000.25, stream: "stdout", bytes: 1 },
    { at: 1_700_000_000_000.25, stream: "stdout", bytes: 0x7fff_ffff },
    { at: 1_700_000_000_001, stream: "stderr", bytes: 3 },
  ];
  for (const chunk of chunks) {
    assert.ok(timeline.hasRoom());
    timeline.note(chunk);
  }
  assert.deepEqual(disk.chunks, chunks);
  assert.equal(timeline.queuedBytes, 0);
});

Deno.test("note() adds to a record that waits, within its millisecond and stream", () => {
  const disk = new Disk();
  disk.room = 0;
  const timeline = new Timeline(disk);
  timeline.note({ at: 5, stream: "stdout", bytes: 10 });
  timeline.note({ at: 5, stream: "stdout", bytes: 20 });
  timeline.note({ at: 5, stream: "stderr", bytes: 1 });
  timeline.note({ at: 6, stream: "stderr", bytes: 2 });
  disk.room = Infinity;
  timeline.flush();
  assert.deepEqual(disk.chunks, [
    { at: 5, stream: "stdout", bytes: 30 },
    { at: 5, stream: "stderr", bytes: 1 },
    { at: 6, stream: "stderr", bytes: 2 },
  ]);
});

Deno.test("note() never adds to a record of which a part is written", () => {
  const disk = new Disk();
  disk.room = RECORD_BYTES - 1;
  const timeline = new Timeline(disk);
  timeline.note({ at: 5, stream: "stdout", bytes: 10 });
  timeline.note({ at: 5, stream: "stdout", bytes: 20 });
  disk.room = Infinity;
  timeline.flush();
  assert.deepEqual(disk.chunks.map(({ bytes }) => bytes), [10, 20]);
});

Deno.test("hasRoom() says no once no further record can wait", () => {
  const disk = new Disk();
  disk.room = 0;
  const timeline = new Timeline(disk);
  let records = 0;
  for (; timeline.hasRoom(); records++) timeline.note({ at: records, stream: "stdout", bytes: 1 });
  assert.equal(records, Math.floor(LIMITS.timelineQueueBytes / RECORD_BYTES));
  disk.room = RECORD_BYTES;
  assert.ok(timeline.hasRoom());
});

Deno.test("a timeline tells of every byte, in order, however its disk fills and empties", () => {
  const step = fc.record({
    stream: fc.constantFrom<StreamName>("stdout", "stderr"),
    bytes: fc.integer({ min: 1, max: 1000 }),
    later: fc.integer({ min: 0, max: 2 }),
    room: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const disk = new Disk();
    const timeline = new Timeline(disk);
    const noted: Chunk[] = [];
    let at = 1000;
    for (const { stream, bytes, later, room } of steps) {
      disk.room = room;
      at += later;
      if (!timeline.hasRoom()) continue;
      noted.push({ at, stream, bytes });
      timeline.note({ at, stream, bytes });
    }
    disk.room = Infinity;
    timeline.flush();
    const { chunks } = disk;
    for (const stream of ["stdout", "stderr"] as const) {
      assert.equal(sumOf(chunks, stream), sumOf(noted, stream));
    }
    assert.deepEqual(chunks.map(({ at }) => at), chunks.map(({ at }) => at).sort((a, b) => a - b));
    assert.equal(disk.bytes.length % RECORD_BYTES, 0);
  }));
});
