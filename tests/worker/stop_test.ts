import assert from "node:assert/strict";
import { until, within } from "../support/deadline.ts";
import { Box, exitOf, fixture } from "./box.ts";
import { tryLock } from "../../system/lock.ts";

Deno.test("stop ends the job by TERM within its grace", async () => {
  await using box = Box.make("/bin/sleep 60");
  const { peer } = box.start();
  await peer.running();
  assert.equal((await peer.order({ order: "stop", graceMs: 10_000 })).ok, true);
  const ended = await peer.ended();
  assert.deepEqual(ended.outcome, { kind: "signaled", signal: "SIGTERM" });
  assert.equal(ended.leftBehind, false);
});

Deno.test("stop ends a job that ignores TERM by KILL, after the grace and not before", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { peer } = box.start();
  await box.printed("ready");
  const begin = Date.now();
  await peer.order({ order: "stop", graceMs: 400 });
  const ended = await peer.ended();
  assert.deepEqual(ended.outcome, { kind: "signaled", signal: "SIGKILL" });
  assert.ok(ended.endedAt - begin >= 400);
  await box.deserted();
});

Deno.test("stop without a grace kills at once", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "stop", graceMs: 0 });
  assert.deepEqual((await peer.ended()).outcome, { kind: "signaled", signal: "SIGKILL" });
});

Deno.test("stop, given again with a shorter grace, shortens it", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "stop", graceMs: 3_600_000 });
  await peer.order({ order: "stop", graceMs: 50 });
  assert.deepEqual((await peer.ended()).outcome, { kind: "signaled", signal: "SIGKILL" });
});

Deno.test("stop ends a job that is paused", async () => {
  await using box = Box.make("/bin/sleep 60");
  const { peer } = box.start();
  await peer.running();
  assert.equal((await peer.order({ order: "signal", signal: "SIGSTOP" })).ok, true);
  await peer.order({ order: "stop", graceMs: 60_000 });
  assert.deepEqual((await peer.ended()).outcome, { kind: "signaled", signal: "SIGTERM" });
});

Deno.test("stop goes on to KILL when chored dies after its order", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { child, peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "stop", graceMs: 200 });
  peer.close();
  assert.equal(await exitOf(child), 0);
  const { state } = box.final();
  assert.ok(state.phase === "ended");
  assert.deepEqual(state.outcome, { kind: "signaled", signal: "SIGKILL" });
});

Deno.test("stop waits for the rest of the group, and kills it after the grace", async () => {
  await using box = Box.make(
    `/bin/sh -c 'trap "exit 3" TERM; "${fixture("ignore_term")}" & wait'`,
  );
  const { peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "stop", graceMs: 500 });
  const ended = await peer.ended();
  assert.deepEqual(ended.outcome, { kind: "exited", code: 3 });
  assert.equal(ended.leftBehind, false);
  await box.deserted();
});

Deno.test("stop that lies in the pipe before the job begins keeps it from beginning", async () => {
  await using box = Box.make("/bin/touch /nowhere");
  const ran = `${box.folder}/ran`;
  box.writeGate(`/bin/touch '${ran}'`);
  // while it cannot have the lock the worker reads what lies there
  const lock = tryLock(box.paths.workerLock);
  const attempts = watchAttempts(box.paths.w);
  const { child, peer } = box.start();
  peer.send({ kind: "order", order: "stop", id: 9, graceMs: 0 });
  await within("the worker asks for the lock again and again", attempts);
  lock?.close();
  const { outcome, startedAt } = await peer.ended();
  assert.deepEqual(outcome, { kind: "refused", reason: "stopped before it started" });
  assert.equal(startedAt, undefined);
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
  assert.throws(() => Deno.statSync(ran), Deno.errors.NotFound);
});

Deno.test("signal reaches every process of the group", async () => {
  await using box = Box.make(
    `/bin/sh -c 'trap "echo caught; exit 0" HUP; sleep 60 & echo ready; wait'`,
  );
  const { peer } = box.start();
  await box.printed("ready");
  assert.equal((await peer.order({ order: "signal", signal: "SIGHUP" })).ok, true);
  const ended = await peer.ended();
  assert.deepEqual(ended.outcome, { kind: "exited", code: 0 });
  assert.equal(ended.leftBehind, false);
  assert.match(box.text("stdout"), /caught/);
});

Deno.test("signal STOP and CONT, sent together, arrive in that order", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { peer } = box.start();
  await box.printed("ready");
  const { pid } = await peer.running();
  for (let turn = 0; turn < 10; turn++) {
    await Promise.all([
      peer.order({ order: "signal", signal: "SIGSTOP" }),
      peer.order({ order: "signal", signal: "SIGCONT" }),
    ]);
    await until(
      "the job goes on",
      () => !/^\d+ \(.*\) T/.test(Deno.readTextFileSync(`/proc/${pid}/stat`)),
    );
  }
});

Deno.test("signal and stop say so when no process is left", async () => {
  await using box = Box.make("/bin/true");
  const { peer } = box.start();
  await peer.ended();
  const signal = await peer.order({ order: "signal", signal: "SIGHUP" });
  const stop = await peer.order({ order: "stop", graceMs: 0 });
  for (const { ok, detail } of [signal, stop]) {
    assert.deepEqual({ ok, detail }, { ok: false, detail: "no process of the job is left" });
  }
});

Deno.test("usage sums the group, and the stats tell it too", async () => {
  await using box = Box.make(`/bin/sh -c 'sleep 60 & sleep 60 & echo ready; wait'`);
  const { peer } = box.start();
  await box.printed("ready");
  const { usage, ok } = await peer.order({ order: "usage" });
  assert.ok(ok && usage !== undefined);
  assert.deepEqual([usage.processes, usage.threads, usage.stdoutBytes], [3, 3, 6]);
  assert.ok(usage.rssBytes > 100_000);
  const kept = JSON.parse(box.text("stats"));
  assert.deepEqual([kept.processes, kept.stdoutBytes], [3, 6]);
});

Deno.test("debug rewrites the dump while the job runs", async () => {
  await using box = Box.make("/bin/sleep 60");
  const { peer } = box.start();
  await peer.running();
  assert.equal((await peer.order({ order: "debug" })).ok, true);
  const dump = JSON.parse(box.text("debug"));
  assert.deepEqual([dump.state.phase, dump.link.isUp, dump.stop.isUnderWay], [
    "running",
    true,
    false,
  ]);
});

/** Resolves once files of `folder` were opened many times more than at a start. */
async function watchAttempts(folder: string): Promise<void> {
  using watcher = Deno.watchFs(folder);
  let opened = 0;
  for await (const { kind, paths } of watcher) {
    if (kind === "access" && paths[0]?.endsWith("/worker.lock") && ++opened === 30) return;
  }
}
