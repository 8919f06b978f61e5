import assert from "node:assert/strict";
import { tryLock } from "../../system/lock.ts";
import { readTicket } from "../../worker/claim.ts";
import { Box, exitOf, NONCE } from "./box.ts";

const whole = {
  run: 1,
  job: 1,
  name: "n",
  nonce: NONCE,
  mode: "run",
  graceMs: 1,
  timeoutMs: 2,
  orphan: "kill",
  output: "pipe",
  debug: false,
};

Deno.test("readTicket() reads what chored wrote", () => {
  assert.deepEqual(readTicket(JSON.stringify(whole)), whole);
});

Deno.test("readTicket() reads a ticket from before there were time limits", () => {
  const { timeoutMs: _, ...old } = whole;
  assert.deepEqual(readTicket(JSON.stringify(old)), { ...whole, timeoutMs: 0 });
});

Deno.test("readTicket() knows what is no ticket", () => {
  for (const text of [undefined, "", "{", "null", "1", "[]", "{}"]) {
    assert.equal(readTicket(text), undefined);
  }
  for (const name of ["run", "nonce", "mode", "graceMs", "orphan", "output"]) {
    assert.equal(readTicket(JSON.stringify({ ...whole, [name]: undefined })), undefined, name);
  }
});

for (
  const [name, ticket] of Object.entries(
    {
      "another nonce": { nonce: "ffffffffffffffff" },
      "another mode": { mode: "bury" },
      "another run": { run: 8 },
    } as const,
  )
) {
  Deno.test(`a worker whose ticket has ${name} leaves with 77 and starts nothing`, async () => {
    await using box = Box.make("/bin/true");
    box.writeTicket(ticket);
    assert.equal(await exitOf(box.spawn()), 77);
    assert.throws(() => box.text("started"), Deno.errors.NotFound);
  });
}

Deno.test("a worker without a ticket leaves with 77", async () => {
  await using box = Box.make("/bin/true");
  Deno.removeSync(box.paths.ticket);
  assert.equal(await exitOf(box.spawn()), 77);
});

Deno.test("a worker that finds its run owned waits 5 s, then leaves with 76", async () => {
  await using box = Box.make("/bin/true");
  using _lock = tryLock(box.paths.workerLock);
  const begin = Date.now();
  assert.equal(await exitOf(box.spawn()), 76);
  assert.ok(Date.now() - begin >= 5000);
});

Deno.test("a worker that finds its run owned begins as soon as it is free", async () => {
  await using box = Box.make("/bin/true");
  const lock = tryLock(box.paths.workerLock);
  const { child, peer } = box.start();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(peer.messages.length, 0);
  lock?.close();
  assert.deepEqual((await peer.ended()).outcome, { kind: "exited", code: 0 });
  peer.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});

Deno.test("a worker that cannot have the lock at all says so and leaves with 111", async () => {
  await using box = Box.make("/bin/true");
  Deno.mkdirSync(box.paths.workerLock);
  assert.equal(await exitOf(box.spawn()), 111);
  assert.match(box.text("worker.err"), /Cannot own run 7: /);
});
