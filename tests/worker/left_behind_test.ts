import assert from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { Box, exitOf, fixture } from "./box.ts";

Deno.test("watch() gives up output that a child of the ended job holds, and says that it was left behind", async () => {
  await using box = Box.make("/bin/true");
  box.writeGate(`${fixture("leave_process")} '${box.folder}/pid'`);
  const { child, peer } = box.start();
  const { pid: _, ...ended } = await peer.ended();
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
  assert.deepEqual(ended.outcome, { kind: "exited", code: 0 });
  assert.equal(ended.leftBehind, true);
  const lateMs = JSON.parse(box.text("debug")).at - ended.endedAt;
  assert.ok(lateMs >= LIMITS.drainMs, "it read on");
});

Deno.test("watch() sees a child that left the group and holds the output", async () => {
  await using box = Box.make("/bin/true");
  box.writeGate(`${fixture("leave_process")} '${box.folder}/pid' setsid`);
  assert.equal((await box.finish()).leftBehind, true);
});

Deno.test("watch() sees a child in the group that holds no output, without waiting for it", async () => {
  await using box = Box.make(`/bin/sh -c 'sleep 60 >/dev/null 2>&1 & exit 2'`);
  const ended = await box.finish();
  assert.deepEqual([ended.outcome, ended.leftBehind], [{ kind: "exited", code: 2 }, true]);
});

Deno.test("watch() takes what a child still writes after the end of the job", async () => {
  await using box = Box.make(`/bin/sh -c '(sleep 0.3; echo late) & exit 0'`);
  const ended = await box.finish();
  assert.equal(box.text("stdout"), "late\n");
  assert.deepEqual([ended.stdoutBytes, ended.leftBehind], [5, false]);
});

Deno.test("watch() waits for a job that closed its output", async () => {
  await using box = Box.make("/bin/true");
  box.writeGate(`${fixture("end_without_streams")} '${box.sign}'`);
  const { peer } = box.start();
  await peer.running();
  await box.printed("last words");
  box.release();
  assert.deepEqual((await peer.ended()).outcome, { kind: "exited", code: 5 });
});
