import assert from "node:assert/strict";
import { until } from "../support/deadline.ts";
import { statusOf } from "../support/proc.ts";
import { Box, fixture } from "./box.ts";

const isStopped = (pid: number) => statusOf(pid, "State")?.startsWith("T") === true;

Deno.test("pause stops each process of the group, and resume lets it go on", async () => {
  await using box = Box.make(`/bin/sh -c 'sleep 60 & echo "child $!"; wait'`);
  const { peer } = box.start();
  await box.printed("child");
  const pids = [(await peer.running()).pid, Number(/\d+/.exec(box.text("stdout"))?.[0])];
  assert.equal((await peer.order({ order: "pause" })).ok, true);
  await until("all are stopped", () => pids.every(isStopped));
  assert.equal((await peer.order({ order: "resume" })).ok, true);
  await until("all go on", () => !pids.some(isStopped));
});

Deno.test("pause and resume, sent together, take effect in that order", async () => {
  await using box = Box.make(fixture("hold"));
  const { peer } = box.start();
  await box.printed("ready");
  const { pid } = await peer.running();
  await Promise.all([peer.order({ order: "pause" }), peer.order({ order: "resume" })]);
  await until("the job goes on", () => !isStopped(pid));
});

Deno.test("stop ends a job that is paused by TERM", async () => {
  await using box = Box.make("/bin/sleep 60");
  const { peer } = box.start();
  const { pid } = await peer.running();
  await peer.order({ order: "pause" });
  await until("the job is stopped", () => isStopped(pid));
  assert.equal((await peer.order({ order: "stop", graceMs: 60_000 })).ok, true);
  const { outcome, timedOut } = await peer.ended();
  assert.deepEqual([outcome, timedOut], [{ kind: "signaled", signal: "SIGTERM" }, false]);
});

Deno.test("stop ends a job that is paused and ignores TERM by KILL", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "pause" });
  await peer.order({ order: "stop", graceMs: 100 });
  assert.deepEqual((await peer.ended()).outcome, { kind: "signaled", signal: "SIGKILL" });
  await box.deserted();
});

Deno.test("pause is refused while the job is being stopped", async () => {
  await using box = Box.make(fixture("ignore_term"));
  const { peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "stop", graceMs: 3_600_000 });
  const { ok, detail } = await peer.order({ order: "pause" });
  assert.deepEqual({ ok, detail }, { ok: false, detail: "it is being stopped" });
});

Deno.test("pause that lies in the pipe before the job begins is refused, and the job begins", async () => {
  await using box = Box.make(fixture("hold"));
  const { peer } = box.start();
  const { ok, detail } = await peer.order({ order: "pause" });
  if (!ok) assert.equal(detail, "it has not begun");
  await peer.order({ order: "resume" });
  await box.printed("ready");
});

Deno.test("pause and resume say so when no process is left", async () => {
  await using box = Box.make("/bin/true");
  const { peer } = box.start();
  await peer.ended();
  for (const order of ["pause", "resume"] as const) {
    const { ok, detail } = await peer.order({ order });
    assert.deepEqual({ ok, detail }, { ok: false, detail: "no process of the job is left" });
  }
});
