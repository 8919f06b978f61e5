import assert from "node:assert/strict";
import { killGroup, readComplaint } from "../../system/kill.ts";

Deno.test("killGroup() reaches every process of a group, and knows when none is left", async () => {
  const child = new Deno.Command("sh", {
    args: ["-c", "sleep 60 & sleep 60"],
    detached: true,
    stdout: "null",
  }).spawn();
  assert.deepEqual(await killGroup(child.pid, "0"), { kind: "sent" });
  assert.deepEqual(await killGroup(child.pid, "SIGKILL"), { kind: "sent" });
  assert.equal((await child.status).signal, "SIGKILL");
  while ((await killGroup(child.pid, "0")).kind === "sent"); // until the last zombie is reaped
  assert.deepEqual(await killGroup(child.pid, "SIGTERM"), { kind: "gone" });
});

Deno.test("killGroup() says what failed", async () => {
  const result = await killGroup(1_234_567_890, "SIGNONSENSE");
  assert.equal(result.kind, "failed");
});

Deno.test("readComplaint() tells an empty group from a failure", () => {
  assert.deepEqual(readComplaint("kill: (-9): No such process\n"), { kind: "gone" });
  assert.deepEqual(readComplaint("kill: (-9): Operation not permitted\n"), {
    kind: "failed",
    reason: "kill: (-9): Operation not permitted",
  });
  assert.deepEqual(readComplaint(""), { kind: "failed", reason: "kill(1) failed" });
});
