import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { loggedOf, measureLogs } from "../../daemon/logged.ts";
import { type LogName, partName, segmentName } from "../../job/segments.ts";
import { LIMITS } from "../../limits.ts";
import { exists } from "../../system/durable.ts";
import { tryLock } from "../../system/lock.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { TestSession } from "../support/test_session.ts";

/** Segments of `size` bytes each in `w`, and the plain name for the newest. */
function write(w: string, log: LogName, { sizes }: { sizes: readonly number[] }): void {
  let offset = 0;
  for (const size of sizes) {
    Deno.writeFileSync(`${w}/${segmentName(log, offset)}`, new Uint8Array(size));
    if (exists(`${w}/${log}`)) Deno.removeSync(`${w}/${log}`);
    Deno.linkSync(`${w}/${segmentName(log, offset)}`, `${w}/${log}`);
    offset += size;
  }
}

function addEnded(test: TestSession, sizes: readonly number[]): { run: number; w: string } {
  const { run, paths } = test.addRun({ state: "succeeded" });
  test.session.store.changeRun(run, { endedAt: 1 });
  write(paths.w, "stdout", { sizes });
  return { run, w: paths.w };
}

function limit(test: TestSession, outputBytes: number): void {
  test.session.config = { ...test.session.config, outputBytes };
}

const names = (w: string) =>
  [...Deno.readDirSync(w)].map(({ name }) => name).filter((name) => name.startsWith("std")).sort();

Deno.test("measureLogs() counts each segment once, and knows which are old", () => {
  using folder = temporaryFolder();
  const w = folder.path;
  deepEqual(measureLogs(w), { bytes: 0, oldBytes: 0 });
  write(w, "stdout", { sizes: [100, 200, 30] });
  write(w, "timeline", { sizes: [12] });
  Deno.writeFileSync(`${w}/stderr`, new Uint8Array(7));
  Deno.writeFileSync(`${w}/final`, new Uint8Array(1000));
  deepEqual(measureLogs(w), { bytes: 349, oldBytes: 300 });
  deepEqual(loggedOf({ w }), { stdoutBytes: 330, stderrBytes: 7 });
  deepEqual(loggedOf({ w: `${w}/gone` }), { stdoutBytes: 0, stderrBytes: 0 });
});

Deno.test("look() drops nothing while all logs fit", async () => {
  await using test = new TestSession();
  const one = addEnded(test, [100, 100, 10]);
  limit(test, 210);
  equal(await test.session.logTotal.look(), 210);
  equal(names(one.w).length, 4);
});

Deno.test("look() drops old segments of the oldest runs first, never the newest, and tells it", async () => {
  await using test = new TestSession();
  const runs = [[100, 10], [50], [100, 10], [100, 10]].map((sizes) => addEnded(test, sizes));
  limit(test, 200);
  equal(await test.session.logTotal.look(), 180);
  deepEqual(runs.map(({ w }) => names(w)), [
    ["stdout", segmentName("stdout", 100)],
    ["stdout", segmentName("stdout", 0)],
    ["stdout", segmentName("stdout", 100)],
    ["stdout", segmentName("stdout", 0), segmentName("stdout", 100)],
  ]);
  match(test.logged.join("\n"), /info run \d+: 100 bytes of its old logs dropped: too much in all/);
  match(test.logged.join("\n"), /info logs: 380 bytes of 200: old ones dropped: 180 left/);
});

Deno.test("look() says once that the newest alone are too much, and again only after it was not", async () => {
  await using test = new TestSession();
  addEnded(test, [100]);
  const warnings = () =>
    test.logged.filter((line) => line.startsWith("warn logs: 100 bytes")).length;
  limit(test, 99);
  for (let i = 0; i < 3; i++) equal(await test.session.logTotal.look(), 100);
  equal(warnings(), 1);
  limit(test, 100);
  await test.session.logTotal.look();
  limit(test, 99);
  await test.session.logTotal.look();
  equal(warnings(), 2);
});

Deno.test("look() forgets a run that is removed, and one that is gone from the disk costs nothing", async () => {
  await using test = new TestSession();
  const [one, other] = [addEnded(test, [100, 1]), addEnded(test, [100, 1])];
  equal(await test.session.logTotal.look(), 202);
  test.session.logTotal.forget(one.run);
  test.session.logTotal.forget(one.run);
  equal(await test.session.logTotal.look(), 101);
  Deno.removeSync(other.w, { recursive: true });
  limit(test, 50);
  equal(await test.session.logTotal.look(), 0);
});

Deno.test("look() leaves a run alone whose worker still has it, and then sweeps what that one left", async () => {
  await using test = new TestSession();
  const { w } = addEnded(test, [100, 10]);
  Deno.writeTextFileSync(`${w}/${partName("stdout", 0)}`, "half");
  limit(test, 50);
  using lock = tryLock(`${w}/worker.lock`);
  equal(await test.session.logTotal.look(), 0);
  equal(names(w).length, 4);
  lock?.close();
  equal(await test.session.logTotal.look(), 10);
  deepEqual(names(w), ["stdout", segmentName("stdout", 100)]);
});

Deno.test("look() measures a part of many runs, and tick() goes on at once", async () => {
  await using test = new TestSession();
  const count = LIMITS.measuredAtOnce + 3;
  test.session.store.transaction(() => {
    for (let i = 0; i < count; i++) addEnded(test, [1]);
  });
  await test.session.logTotal.tick(0);
  await test.session.logTotal.tick(1);
  equal(await test.session.logTotal.look(), count);
});
