import assert from "node:assert/strict";
import { decodeChunks, type StreamName } from "../../job/timeline.ts";
import { until } from "../support/deadline.ts";
import { Box, exitOf, fixture } from "./box.ts";

const isRoot = Deno.uid() === 0;
const mib = 1024 * 1024;

/** A disk of 1 MiB, of which `ballast` takes what the job must not have. */
class SmallDisk implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "chore" });

  constructor() {
    run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", this.path);
  }

  fill(bytes: number): void {
    Deno.writeFileSync(`${this.path}/ballast`, new Uint8Array(bytes));
  }

  free(): void {
    Deno.removeSync(`${this.path}/ballast`);
  }

  [Symbol.dispose](): void {
    run("umount", "-l", this.path);
    Deno.removeSync(this.path);
  }
}

function run(command: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(command, { args }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
}

function timelineBytes(box: Box, stream: StreamName): number {
  return decodeChunks(box.bytes("timeline"))
    .filter((chunk) => chunk.stream === stream)
    .reduce((sum, chunk) => sum + chunk.bytes, 0);
}

Deno.test({
  name: "a full disk drops output, counts it, and neither ends nor blocks the job",
  ignore: !isRoot,
  async fn() {
    using disk = new SmallDisk();
    await using box = Box.make("/bin/true", { folder: disk.path });
    box.writeGate(`/bin/sh -c '${fixture("flood")} ${8 * mib}; exit 5'`);
    const { child, peer } = box.start();
    const ended = await peer.ended();
    peer.send({ kind: "taken" });
    assert.equal(await exitOf(child), 0);
    assert.deepEqual(ended.outcome, { kind: "exited", code: 5 });
    assert.equal(ended.stdoutBytes + ended.droppedBytes, 8 * mib);
    assert.ok(ended.droppedBytes >= 7 * mib && ended.stdoutBytes > 0);
    assert.equal(Deno.statSync(box.paths.stdout).size, ended.stdoutBytes);
    assert.ok(timelineBytes(box, "stdout") <= ended.stdoutBytes);
  },
});

Deno.test({
  name: "a full disk that gets room again takes output again, and the timeline fits the files",
  ignore: !isRoot,
  async fn() {
    using disk = new SmallDisk();
    await using box = Box.make("/bin/true", { folder: disk.path });
    disk.fill(mib / 2);
    const bytes = 700 * 1024; // more than is free now, less than is free then
    const wait = `until [ -e ${box.sign} ]; do sleep 0.01; done`;
    box.writeGate(
      `/bin/sh -c '${fixture("flood")} ${bytes}; ${wait}; echo after >&2; echo after'`,
    );
    const { child, peer } = box.start();
    await until("output is dropped", () => sizeOf(box.paths.stdout) > mib / 4 && isFull(disk.path));
    disk.free();
    box.release();
    const ended = await peer.ended();
    peer.send({ kind: "taken" });
    assert.equal(await exitOf(child), 0);
    assert.equal(box.text("stderr"), "after\n");
    assert.match(box.text("stdout"), /xafter\n$/);
    assert.equal(ended.stdoutBytes + ended.stderrBytes + ended.droppedBytes, bytes + 12);
    for (const stream of ["stdout", "stderr"] as const) {
      assert.equal(timelineBytes(box, stream), Deno.statSync(box.paths[stream]).size, stream);
    }
    assert.deepEqual(box.final().state, ended);
  },
});

Deno.test({
  name: "a full disk delays the final record until there is room, not the report",
  ignore: !isRoot,
  async fn() {
    using disk = new SmallDisk();
    await using box = Box.makeWaiting(5, { folder: disk.path });
    const { child, peer } = box.start();
    await box.printed("ready");
    fillUp(disk);
    box.release();
    const ended = await peer.ended();
    assert.deepEqual(ended.outcome, { kind: "exited", code: 5 });
    assert.throws(() => box.final(), Deno.errors.NotFound);
    disk.free();
    await until("the final record is there", () => sizeOf(box.paths.final) > 0);
    assert.deepEqual(box.final().state, ended);
    assert.equal(await exitOf(child), 0);
  },
});

Deno.test({
  name: "a full disk does not keep a worker whose end chored has taken",
  ignore: !isRoot,
  async fn() {
    using disk = new SmallDisk();
    await using box = Box.makeWaiting(5, { folder: disk.path });
    const { child, peer } = box.start();
    await box.printed("ready");
    fillUp(disk);
    box.release();
    await peer.ended();
    peer.send({ kind: "taken" });
    assert.equal(await exitOf(child), 0);
    assert.throws(() => box.final(), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "a full disk on which the start cannot be recorded refuses the run",
  ignore: !isRoot,
  async fn() {
    using disk = new SmallDisk();
    await using box = Box.makeWaiting(5, { folder: disk.path });
    fillUp(disk);
    const { child, peer } = box.start();
    const { outcome } = await peer.ended();
    assert.equal(outcome.kind, "refused");
    assert.ok("reason" in outcome && /No space left/.test(outcome.reason));
    peer.send({ kind: "taken" });
    assert.equal(await exitOf(child), 0);
    await box.deserted();
  },
});

Deno.test("a run folder that is deleted costs the job nothing but its files", async () => {
  await using box = Box.makeWaiting(5);
  const { child, peer } = box.start();
  await box.printed("ready");
  Deno.removeSync(box.paths.folder, { recursive: true });
  assert.equal((await peer.order({ order: "usage" })).ok, true);
  assert.equal((await peer.order({ order: "debug" })).ok, true);
  box.release();
  const ended = await peer.ended();
  assert.deepEqual(ended.outcome, { kind: "exited", code: 5 });
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});

/** Takes the last byte, whatever its blocks. */
function fillUp(disk: SmallDisk): void {
  assert.throws(() => disk.fill(2 * mib), /No space left/);
}

function isFull(path: string): boolean {
  try {
    Deno.writeTextFileSync(`${path}/probe`, "x");
    Deno.removeSync(`${path}/probe`);
    return false;
  } catch {
    return true;
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
