import assert from "node:assert/strict";
import { decodeChunks } from "../../job/timeline.ts";
import { BOOT, Box, exitOf, fixture, NONCE } from "./box.ts";

for (const code of [0, 1, 3, 125, 126, 127, 255]) {
  Deno.test(`runJob() records exit code ${code} of a command that ran`, async () => {
    await using box = Box.make(`${fixture("exit_with")} ${code}`);
    assert.deepEqual((await box.finish()).outcome, { kind: "exited", code });
  });
}

for (const signal of ["TERM", "KILL", "SEGV", "USR1", "PIPE"]) {
  Deno.test(`runJob() records the end by SIG${signal}`, async () => {
    await using box = Box.make(`${fixture("kill_self")} ${signal}`);
    assert.deepEqual((await box.finish()).outcome, { kind: "signaled", signal: `SIG${signal}` });
  });
}

Deno.test("runJob() records the end by a real-time signal by its number", async () => {
  await using box = Box.make(`${fixture("kill_self")} 34`);
  assert.deepEqual((await box.finish()).outcome, { kind: "signaled", signal: "SIG34" });
});

Deno.test("runJob() says hello with the whole state, and leaves a final record of the same end", async () => {
  await using box = Box.make(`${fixture("exit_with")} 5`);
  const { child, peer } = box.start();
  const { state: _, pid, ...hello } = await peer.hello();
  assert.deepEqual(hello, {
    kind: "hello",
    role: "worker",
    version: 1,
    run: 7,
    nonce: NONCE,
    mode: "run",
  });
  assert.ok(pid > 1);
  const ended = await peer.ended();
  assert.deepEqual(box.final(), { nonce: NONCE, boot: BOOT, state: ended });
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});

Deno.test("runJob() puts pid and start on record before the job runs", async () => {
  await using box = Box.make(`/bin/cat`);
  box.writeGate(`/bin/cat '${box.paths.started}'`);
  const ended = await box.finish();
  const started = JSON.parse(box.text("stdout"));
  assert.equal(started.pid, ended.pid);
  assert.deepEqual([started.nonce, started.boot], [NONCE, BOOT]);
  assert.equal(box.text("pid"), `${ended.pid}\n`);
});

Deno.test("runJob() ends as refused, for the gate's reason, when the gate cannot start the command", async () => {
  await using box = Box.make("/bin/true", {
    beforeGo: `echo '"make" is not in PATH' >"$(dirname "$0")/w/refused"; exit 127`,
  });
  const { outcome } = await box.finish();
  assert.deepEqual(outcome, { kind: "refused", reason: '"make" is not in PATH' });
});

Deno.test("runJob() ends as refused when the gate ends without a word", async () => {
  await using box = Box.make("/bin/true", { beforeGo: "exit 9" });
  assert.deepEqual((await box.finish()).outcome, {
    kind: "refused",
    reason: "its gate ended before the command began: exit code 9",
  });
});

Deno.test("runJob() ends as refused when there is no gate", async () => {
  await using box = Box.make("/bin/true");
  Deno.removeSync(box.paths.gate);
  const { outcome, pid } = await box.finish();
  assert.equal(outcome.kind, "refused");
  assert.equal(pid, undefined);
  assert.deepEqual(box.final().state.phase, "ended");
});

Deno.test("runJob() copies bytes that are no text as they are", async () => {
  await using box = Box.make(fixture("broken_utf8"));
  const ended = await box.finish();
  assert.deepEqual(
    [...box.bytes("stdout")],
    [0o303, 0o50, 0o377, 0, 0o376, 0o200, ...new TextEncoder().encode("end")],
  );
  assert.deepEqual([...box.bytes("stderr")], [0o355, 0o240, 0o200, 0o12]);
  assert.deepEqual([ended.stdoutBytes, ended.stderrBytes, ended.droppedBytes], [9, 4, 0]);
});

Deno.test("runJob() copies a line of 64 MB, and its timeline tells of each byte", async () => {
  const bytes = 64 * 1024 * 1024;
  const log = { bytes: 2 * bytes, files: 1, full: "rotate" } as const;
  await using box = Box.make(`${fixture("flood")} ${bytes}`, { ticket: { log } });
  const ended = await box.finish();
  assert.equal(ended.stdoutBytes, bytes);
  assert.equal(Deno.statSync(box.paths.stdout).size, bytes);
  const chunks = decodeChunks(box.bytes("timeline"));
  assert.equal(chunks.reduce((sum, chunk) => sum + chunk.bytes, 0), bytes);
  assert.ok(chunks.every((chunk) => chunk.stream === "stdout"));
});

Deno.test("runJob() keeps both streams in true order by the timeline", async () => {
  await using box = Box.make("/bin/true");
  box.writeGate(`${fixture("alternate")} 5 '${box.paths.w}'`);
  const { endedAt, startedAt } = await box.finish();
  const rest = { stdout: box.text("stdout"), stderr: box.text("stderr") };
  let merged = "";
  let last = startedAt ?? Infinity;
  for (const { at, stream, bytes } of decodeChunks(box.bytes("timeline"))) {
    merged += rest[stream].slice(0, bytes);
    rest[stream] = rest[stream].slice(bytes);
    assert.ok(last <= at && at <= endedAt + 1000, "times go forward");
    last = at;
  }
  const lines = [1, 2, 3, 4, 5].map((n) => `out ${n}\nerr ${n}\n`).join("");
  assert.equal(merged, lines);
  assert.deepEqual(rest, { stdout: "", stderr: "" });
});

Deno.test("runJob() makes the files of a silent job, none of which others can read", async () => {
  await using box = Box.make("/bin/true");
  await box.finish();
  for (const name of ["stdout", "stderr", "timeline"]) assert.equal(box.bytes(name).length, 0);
  for (const { name } of Deno.readDirSync(box.paths.w)) {
    const { mode } = Deno.statSync(`${box.paths.w}/${name}`);
    assert.equal((mode ?? 0) & 0o077, 0, name);
  }
});

Deno.test("runJob() gives the job no open file but its streams and the lock", async () => {
  const numbers = (text: string) => text.trim().split("\n").filter((number) => number !== "9");
  const { stdout } = await new Deno.Command(fixture("show_descriptors")).output();
  await using box = Box.make(fixture("show_descriptors"));
  await box.finish();
  assert.deepEqual(numbers(box.text("stdout")), numbers(new TextDecoder().decode(stdout)));
});

Deno.test("runJob() leaves no process and no lock behind", async () => {
  await using box = Box.make("/bin/true");
  await box.finish();
  await box.deserted();
});

Deno.test("runJob() writes last stats and a dump without the environment", async () => {
  await using box = Box.make("/bin/echo hello");
  await box.finish();
  const stats = JSON.parse(box.text("stats"));
  assert.deepEqual([stats.processes, stats.stdoutBytes], [0, 6]);
  const debug = JSON.parse(box.text("debug"));
  assert.equal(debug.state.phase, "ended");
  assert.deepEqual(Object.keys(debug), [
    ...["at", "worker", "run", "state", "output", "stop", "limit", "rules", "link"],
  ]);
});

Deno.test("runJob() outlives HUP, INT and TERM", async () => {
  await using box = Box.makeWaiting(4);
  const { child, peer } = box.start();
  await box.printed("ready");
  const { pid } = await peer.hello();
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) Deno.kill(pid, signal);
  assert.equal((await peer.order({ order: "ping" })).ok, true);
  box.release();
  assert.deepEqual((await peer.ended()).outcome, { kind: "exited", code: 4 });
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});
