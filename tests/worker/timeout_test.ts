import assert from "node:assert/strict";
import type { EndedState, Ticket } from "../../job/run.ts";
import { isLocked } from "../../system/lock.ts";
import { until } from "../support/deadline.ts";
import { statusOf } from "../support/proc.ts";
import { Box, exitOf, fixture } from "./box.ts";

const NEXT = "fedcba9876543210";
const TERM = { kind: "signaled", signal: "SIGTERM" };
const KILL = { kind: "signaled", signal: "SIGKILL" };

const limited = (ticket: Partial<Ticket>) => ({ ticket });

/** A run that has done `trap` before it can begin, so that no limit is over sooner. */
function trapping(trap: string, ticket: Partial<Ticket>): Box {
  const box = Box.make("/bin/true", { ticket });
  const lines = ["#!/bin/sh", trap, "read -r word", `: >'${box.paths.go}'`, "exec </dev/null"];
  Deno.removeSync(box.paths.gate);
  Deno.writeTextFileSync(
    box.paths.gate,
    [...lines, "while :; do sleep 0.01; done", ""].join("\n"),
    { mode: 0o500 },
  );
  return box;
}

function ranMs({ startedAt, endedAt }: EndedState): number {
  return endedAt - (startedAt ?? Infinity);
}

Deno.test("a time limit ends the job by TERM, and not before it is over", async () => {
  await using box = Box.make("/bin/sleep 60", limited({ timeoutMs: 200, graceMs: 60_000 }));
  const ended = await box.finish();
  assert.deepEqual([ended.outcome, ended.timedOut, ended.leftBehind], [TERM, true, false]);
  assert.ok(ranMs(ended) >= 200, String(ranMs(ended)));
  const { state } = box.final();
  assert.ok(state.phase === "ended" && state.timedOut);
});

Deno.test("a time limit ends a job that ignores TERM by KILL, after the grace of the ticket", async () => {
  await using box = trapping("trap '' TERM", { timeoutMs: 300, graceMs: 200 });
  const ended = await box.finish();
  assert.deepEqual([ended.outcome, ended.timedOut], [KILL, true]);
  assert.ok(ranMs(ended) >= 500, String(ranMs(ended)));
  await box.deserted();
});

Deno.test("a time limit without a grace kills at once", async () => {
  await using box = trapping("trap '' TERM", { timeoutMs: 200, graceMs: 0 });
  const { outcome, timedOut } = await box.finish();
  assert.deepEqual([outcome, timedOut], [KILL, true]);
});

Deno.test("a time limit is the cause of an end with an exit code too", async () => {
  await using box = trapping("trap 'exit 0' TERM", { timeoutMs: 200, graceMs: 60_000 });
  const { outcome, timedOut } = await box.finish();
  assert.deepEqual([outcome, timedOut], [{ kind: "exited", code: 0 }, true]);
});

Deno.test("a time limit holds while chored is away", async () => {
  await using box = trapping("trap '' TERM", { timeoutMs: 200, graceMs: 100 });
  const { child, peer } = box.start();
  peer.close();
  assert.equal(await exitOf(child), 0);
  const { state } = box.final();
  assert.ok(state.phase === "ended");
  assert.deepEqual([state.outcome, state.timedOut], [KILL, true]);
});

Deno.test("a time limit that is not over leaves no trace", async () => {
  await using box = Box.make(`${fixture("exit_with")} 3`, limited({ timeoutMs: 60_000 }));
  const { outcome, timedOut } = await box.finish();
  assert.deepEqual([outcome, timedOut], [{ kind: "exited", code: 3 }, false]);
});

Deno.test("a time limit does not reach what outlives the job", async () => {
  await using box = Box.make("/bin/true", limited({ timeoutMs: 1500 }));
  box.writeGate(`${fixture("leave_process")} '${box.folder}/pid'`);
  const { outcome, timedOut, leftBehind } = await box.finish();
  assert.deepEqual([outcome, timedOut, leftBehind], [{ kind: "exited", code: 0 }, false, true]);
});

Deno.test("a stop that is under way when the time limit is over goes on as it was", async () => {
  await using box = Box.make(fixture("ignore_term"), limited({ timeoutMs: 2000, graceMs: 0 }));
  const { peer } = box.start();
  await box.printed("ready");
  const begin = Date.now();
  await peer.order({ order: "stop", graceMs: 2500 });
  const ended = await peer.ended();
  assert.deepEqual([ended.outcome, ended.timedOut], [KILL, false]);
  assert.ok(ended.endedAt - begin >= 2500);
});

Deno.test("a time limit stands still while the job is paused", async () => {
  await using box = Box.make("/bin/sleep 60", limited({ timeoutMs: 2000, graceMs: 60_000 }));
  const { peer } = box.start();
  const { pid } = await peer.running();
  assert.equal((await peer.order({ order: "pause" })).ok, true);
  const pausedAt = Date.now();
  const leftMs = async () => {
    await peer.order({ order: "debug" });
    return JSON.parse(box.text("debug")).limit as { goesOn: boolean; leftMs: number };
  };
  const before = await leftMs();
  assert.equal(before.goesOn, false);
  await until("the whole limit has passed", () => Date.now() - pausedAt > 2000);
  assert.deepEqual(await leftMs(), before);
  assert.match(statusOf(pid, "State") ?? "", /^T/);
  const resumedAt = Date.now();
  await peer.order({ order: "resume" });
  const ended = await peer.ended();
  assert.deepEqual([ended.outcome, ended.timedOut], [TERM, true]);
  assert.ok(ended.endedAt - resumedAt >= before.leftMs);
  assert.ok(ranMs(ended) >= 4000, String(ranMs(ended)));
});

/** Kills the worker of a job that waits in the waiting form of the gate, and gives the next one its ticket. */
async function leaveToAdopter(box: Box, ticket: Partial<Ticket>): Promise<void> {
  box.writeGate(
    `/bin/sh -c 'trap : TERM; (trap - TERM; echo ready; exec sleep 60); echo $? >${box.paths.exitCode}'` +
      ` >>'${box.paths.stdout}' 2>/dev/null`,
  );
  const { child, peer } = box.start();
  await box.printed("ready");
  Deno.kill((await peer.hello()).pid, "SIGKILL");
  await child.status;
  await until("the lock of the run is free", () => !isLocked(box.paths.workerLock));
  box.writeTicket({ mode: "adopt", nonce: NEXT, ...ticket });
}

async function adopt(box: Box): Promise<EndedState> {
  const { child, peer } = box.start("adopt", NEXT);
  const ended = await peer.ended();
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
  return ended;
}

const adopted = { orphan: "adopt", output: "direct" } as const;

// The time of day at which the job began, as its worker recorded it, and what the adopter makes of that.
const BEGAN: Readonly<Record<string, number>> = {
  "watches what is left of the time limit": -59_500,
  "ends a job at once whose time limit was over before it came": -120_000,
};

for (const [fact, ms] of Object.entries(BEGAN)) {
  Deno.test(`adoptJob() ${fact}`, async () => {
    await using box = Box.make("/bin/true", { ticket: adopted });
    await leaveToAdopter(box, { timeoutMs: 60_000, graceMs: 60_000 });
    beginAt(box, Date.now() + ms);
    const ended = await adopt(box);
    assert.deepEqual([ended.outcome, ended.timedOut], [{ kind: "exited", code: 143 }, true]);
    assert.ok(ranMs(ended) >= 60_000, String(ranMs(ended)));
  });
}

Deno.test("adoptJob() gives at most the whole time limit where the clock was set back", async () => {
  await using box = Box.make("/bin/true", { ticket: adopted });
  await leaveToAdopter(box, { timeoutMs: 300, graceMs: 60_000 });
  beginAt(box, Date.now() + 24 * 3600 * 1000);
  const { outcome, timedOut } = await adopt(box);
  assert.deepEqual([outcome, timedOut], [{ kind: "exited", code: 143 }, true]);
});

Deno.test("adoptJob() tells that the time limit ended a job whose worker died of it too", async () => {
  await using box = Box.make("/bin/true", { ticket: adopted });
  await leaveToAdopter(box, { timeoutMs: 60_000, graceMs: 60_000 });
  Deno.writeTextFileSync(box.paths.timedOut, "");
  const { pid } = JSON.parse(box.text("started"));
  await new Deno.Command("kill", { args: ["-TERM", "--", `-${pid}`] }).output();
  const { outcome, timedOut } = await adopt(box);
  assert.deepEqual([outcome, timedOut], [{ kind: "exited", code: 143 }, true]);
});

Deno.test("adoptJob() tells that a full log ended a job whose worker died meanwhile", async () => {
  await using box = Box.make("/bin/true", { ticket: adopted });
  await leaveToAdopter(box, { graceMs: 60_000 });
  Deno.writeTextFileSync(box.paths.logFull, "");
  const { pid } = JSON.parse(box.text("started"));
  await new Deno.Command("kill", { args: ["-TERM", "--", `-${pid}`] }).output();
  const { outcome, timedOut, logFull } = await adopt(box);
  assert.deepEqual([outcome, timedOut, logFull], [{ kind: "exited", code: 143 }, false, true]);
});

Deno.test("a time limit leaves its mark before the job hears of it", async () => {
  const trap = `trap '[ -e "\${0%/*}/w/timedout" ] && exit 7; exit 8' TERM`;
  await using box = trapping(trap, { timeoutMs: 200 });
  const { outcome, timedOut } = await box.finish();
  assert.deepEqual([outcome, timedOut], [{ kind: "exited", code: 7 }, true]);
});

function beginAt(box: Box, at: number): void {
  const started = JSON.parse(box.text("started"));
  Deno.writeTextFileSync(box.paths.started, JSON.stringify({ ...started, at }));
}

Deno.test("adoptJob() needs no time limit", async () => {
  await using box = Box.make("/bin/true", { ticket: adopted });
  await leaveToAdopter(box, {});
  const { child, peer } = box.start("adopt", NEXT);
  await peer.running();
  for (const order of ["pause", "resume"] as const) {
    assert.equal((await peer.order({ order })).ok, true);
  }
  await peer.order({ order: "stop", graceMs: 60_000 });
  const { outcome, timedOut } = await peer.ended();
  assert.deepEqual([outcome, timedOut], [{ kind: "exited", code: 143 }, false]);
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});
