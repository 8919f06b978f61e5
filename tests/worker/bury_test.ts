import assert from "node:assert/strict";
import type { EndedState } from "../../job/run.ts";
import { exists } from "../../system/durable.ts";
import { isLocked } from "../../system/lock.ts";
import { until } from "../support/deadline.ts";
import { BOOT, Box, exitOf, fixture } from "./box.ts";
import type { Peer } from "./peer.ts";

const NEXT = "fedcba9876543210";

/** Kills the worker of a job that runs; what is left is the undertaker's. */
async function killWorker(box: Box): Promise<void> {
  const { child, peer } = box.start();
  await box.printed("ready");
  Deno.kill((await peer.hello()).pid, "SIGKILL");
  await child.status;
  await until("the lock of the run is free", () => !isLocked(box.paths.workerLock));
}

function startUndertaker(box: Box): { child: Deno.ChildProcess; peer: Peer } {
  box.writeTicket({ mode: "bury", nonce: NEXT });
  return box.start("bury", NEXT);
}

async function bury(box: Box): Promise<EndedState> {
  const { child, peer } = startUndertaker(box);
  assert.deepEqual([(await peer.hello()).mode, (await peer.hello()).nonce], ["bury", NEXT]);
  const ended = await peer.ended();
  assert.deepEqual(box.final(), { nonce: NEXT, boot: BOOT, state: ended });
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
  return ended;
}

const lost = (reason: string) => ({ kind: "lost", reason: `its worker was killed; ${reason}` });

Deno.test("buryJob() ends what is left by TERM", async () => {
  await using box = Box.make(fixture("hold"));
  await killWorker(box);
  const started = JSON.parse(box.text("started"));
  const { outcome, pid, startedAt, stdoutBytes, leftBehind } = await bury(box);
  assert.deepEqual(outcome, lost("the rest of the job was ended by TERM"));
  assert.deepEqual([pid, startedAt, stdoutBytes, leftBehind], [started.pid, started.at, 6, false]);
  await box.deserted();
});

Deno.test("buryJob() ends what ignores TERM by KILL, after the grace of the ticket", async () => {
  await using box = Box.make(fixture("ignore_term"));
  await killWorker(box);
  const begin = Date.now();
  const { outcome, endedAt } = await bury(box);
  assert.deepEqual(outcome, lost("the rest of the job was ended by KILL"));
  assert.ok(endedAt - begin >= 300);
  await box.deserted();
});

Deno.test("buryJob() kills at once when somebody stops the job without grace", async () => {
  await using box = Box.make(fixture("ignore_term"), { ticket: { graceMs: 3_600_000 } });
  await killWorker(box);
  const { peer } = startUndertaker(box);
  assert.equal((await peer.order({ order: "ping" })).ok, true);
  await until("the rest is being ended", () => box.text("started") !== "");
  while (!(await peer.order({ order: "stop", graceMs: 0 })).ok);
  assert.deepEqual((await peer.ended()).outcome, lost("the rest of the job was ended by KILL"));
});

Deno.test("buryJob() says what was gone already", async () => {
  await using box = Box.makeWaiting(0);
  await killWorker(box);
  box.release();
  await box.deserted();
  assert.deepEqual((await bury(box)).outcome, lost("the rest of the job was already gone"));
});

Deno.test("buryJob() says what had left the group", async () => {
  await using box = Box.make("/bin/true", { ticket: { graceMs: 60_000 } });
  box.writeGate(
    `/bin/sh -c '${fixture("leave_process")} ${box.folder}/pid setsid; exec ${fixture("hold")}'`,
  );
  await killWorker(box);
  const { outcome, leftBehind } = await bury(box);
  assert.deepEqual(
    outcome,
    lost("the rest of the job was ended by TERM; processes that left its group still run"),
  );
  assert.equal(leftBehind, true);
});

Deno.test("buryJob() does not wait out the grace for processes that had left the group", async () => {
  await using box = Box.make("/bin/true", { ticket: { graceMs: 3_600_000 } });
  const wait = `until [ -e ${box.sign} ]; do sleep 0.01; done`;
  box.writeGate(
    `/bin/sh -c '${fixture("leave_process")} ${box.folder}/pid setsid; echo ready; ${wait}'`,
  );
  await killWorker(box);
  const { pid } = JSON.parse(box.text("started"));
  box.release();
  await until("the group is gone", () => !exists(`/proc/${pid}`));
  const { outcome } = await bury(box);
  assert.deepEqual(outcome, lost("processes that left its group still run"));
});

Deno.test("buryJob() touches nothing of another boot", async () => {
  await using box = Box.make(fixture("hold"));
  await killWorker(box);
  const started = JSON.parse(box.text("started"));
  Deno.writeTextFileSync(box.paths.started, JSON.stringify({ ...started, boot: "last-boot" }));
  assert.deepEqual((await bury(box)).outcome, {
    kind: "lost",
    reason: "the machine was restarted",
  });
  assert.ok(isLocked(box.paths.aliveLock), "the process that has the number now lives");
});

Deno.test("buryJob() touches nothing when there is no record of the start", async () => {
  await using box = Box.make(fixture("hold"));
  await killWorker(box);
  Deno.removeSync(box.paths.started);
  const { outcome, pid } = await bury(box);
  assert.deepEqual(outcome, lost("which processes were the job's is not on record"));
  assert.equal(pid, undefined);
  assert.ok(isLocked(box.paths.aliveLock));
});

Deno.test("buryJob() leaves the rest of a job that wants it", async () => {
  await using box = Box.make(fixture("hold"), { ticket: { orphan: "leave" } });
  await killWorker(box);
  const { outcome, leftBehind } = await bury(box);
  assert.deepEqual(outcome, lost("the rest of the job was left running"));
  assert.equal(leftBehind, true);
  assert.ok(isLocked(box.paths.aliveLock));
});

Deno.test("buryJob() lets a final record of the run win", async () => {
  await using box = Box.make(`${fixture("exit_with")} 4`);
  const before = await box.finish();
  const text = box.text("final");
  const { child, peer } = startUndertaker(box);
  assert.deepEqual(await peer.ended(), before);
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
  assert.equal(box.text("final"), text);
});

Deno.test("buryJob() takes what is no final record for none", async () => {
  await using box = Box.make(`${fixture("exit_with")} 4`);
  await box.finish();
  Deno.writeTextFileSync(box.paths.final, `{"state":{"phase":"ended"}}`);
  assert.deepEqual((await bury(box)).outcome, lost("the rest of the job was already gone"));
});

Deno.test("buryJob() needs no chored", async () => {
  await using box = Box.make(fixture("hold"));
  await killWorker(box);
  const { child, peer } = startUndertaker(box);
  peer.close();
  assert.equal(await exitOf(child), 0);
  assert.equal(box.final().state.phase, "ended");
});
