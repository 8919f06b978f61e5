import assert from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { connectSocket, listenSocket } from "../../wire/socket.ts";
import { within } from "../support/deadline.ts";
import { Box, exitOf } from "./box.ts";
import { Peer } from "./peer.ts";

/** The next worker that calls at the socket of `box`. */
async function called(listener: Deno.UnixListener): Promise<Peer> {
  return new Peer(await within("the worker calls", listener.accept()));
}

Deno.test("a worker whose chored is gone calls at the socket and tells its whole state", async () => {
  await using box = Box.makeWaiting(3);
  const { child, peer } = box.start();
  const running = await peer.running();
  await box.printed("ready");
  peer.close();
  using listener = listenSocket(box.socket);
  const next = await called(listener);
  const hello = await next.hello();
  assert.deepEqual([hello.run, hello.state], [7, running]);
  next.send({ kind: "welcome" });
  assert.equal((await next.order({ order: "ping" })).ok, true);
  box.release();
  assert.deepEqual((await next.ended()).outcome, { kind: "exited", code: 3 });
  next.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});

Deno.test("a worker goes from one chored to the next, however many there are", async () => {
  await using box = Box.makeWaiting(0);
  const { peer } = box.start();
  await peer.running();
  peer.close();
  using listener = listenSocket(box.socket);
  for (let turn = 0; turn < 5; turn++) {
    const next = await called(listener);
    assert.equal((await next.hello()).state.phase, "running");
    next.send({ kind: "welcome" });
    next.close();
  }
});

Deno.test("a worker takes a socket without a listener for a chored that comes later", async () => {
  await using box = Box.makeWaiting(0);
  listenSocket(box.socket).close(); // the name stays, nobody listens
  await assert.rejects(connectSocket(box.socket), Deno.errors.ConnectionRefused);
  const { peer } = box.start();
  await peer.running();
  peer.close();
  await new Promise((resolve) => setTimeout(resolve, 3 * LIMITS.reconnectMostMs));
  using listener = listenSocket(box.socket);
  assert.equal((await (await called(listener)).hello()).state.phase, "running");
});

Deno.test("a worker without any chored writes all down and ends", async () => {
  await using box = Box.makeWaiting(8);
  const { child, peer } = box.start();
  await peer.running();
  peer.close();
  box.release();
  assert.equal(await exitOf(child), 0);
  const { state } = box.final();
  assert.ok(state.phase === "ended");
  assert.deepEqual(state.outcome, { kind: "exited", code: 8 });
  assert.equal(box.text("stdout"), "ready\ndone\n");
});

Deno.test("a worker tells its end to a chored that comes after it", async () => {
  await using box = Box.makeWaiting(8);
  const { child, peer } = box.start();
  await peer.running();
  await box.printed("ready");
  peer.close();
  box.release();
  using listener = listenSocket(box.socket);
  const next = await called(listener);
  assert.deepEqual((await next.ended()).outcome, { kind: "exited", code: 8 });
  next.send({ kind: "taken" });
  assert.equal(await exitOf(child), 0);
});

Deno.test("a worker that is sent away keeps its job, writes its end down, and seeks no chored", async () => {
  await using box = Box.makeWaiting(8);
  using listener = listenSocket(box.socket);
  const { child, peer } = box.start();
  await peer.running();
  peer.send({ kind: "reject", reason: "another worker owns the run" });
  peer.close();
  await box.printed("ready");
  const call = listener.accept().then(() => "called", () => "nobody called");
  box.release();
  assert.equal(await exitOf(child), 0);
  listener.close();
  assert.equal(await call, "nobody called");
  assert.equal(box.final().state.phase, "ended");
});

Deno.test("a worker that is told `taken` while its job runs does not end", async () => {
  await using box = Box.makeWaiting(8);
  const { peer } = box.start();
  await peer.running();
  peer.send({ kind: "taken" });
  assert.equal((await peer.order({ order: "ping" })).ok, true);
  box.release();
  assert.deepEqual((await peer.ended()).outcome, { kind: "exited", code: 8 });
});

const longFrame = new Uint8Array([0x7f, 0xff, 0xff, 0xff, 1, 2, 3]);
const noCbor = new Uint8Array([0, 0, 0, 2, 0xff, 0xff]);
const noMap = new Uint8Array([0, 0, 0, 1, 0x01]);
const halfFrame = new Uint8Array([0, 0, 0, 9, 0xa1]);

for (const [name, bytes] of Object.entries({ longFrame, noCbor, noMap, halfFrame })) {
  Deno.test(`a bad frame (${name}) ends the channel, and neither worker nor job`, async () => {
    await using box = Box.makeWaiting(0);
    const child = box.spawn();
    await box.printed("ready");
    const writer = child.stdin.getWriter();
    await writer.write(bytes);
    if (name === "halfFrame") await writer.close();
    using listener = listenSocket(box.socket);
    assert.equal((await (await called(listener)).hello()).state.phase, "running");
    await writer.abort().catch(() => {
      // the worker closed it
    });
  });
}

const BAD_WORDS: Readonly<Record<string, object>> = {
  "no kind": {},
  "an unknown kind": { kind: "farewell" },
  "an unknown order": { kind: "order", order: "explode", id: 1 },
  "no id": { kind: "order", order: "ping" },
  "an unknown signal": { kind: "order", order: "signal", id: 1, signal: "SIGRTMIN" },
  "a negative grace": { kind: "order", order: "stop", id: 1, graceMs: -1 },
  "a grace too long": { kind: "order", order: "stop", id: 1, graceMs: LIMITS.graceMaxMs + 1 },
};

for (const [name, word] of Object.entries(BAD_WORDS)) {
  Deno.test(`a bad word (${name}) ends the channel, and neither worker nor job`, async () => {
    await using box = Box.makeWaiting(0);
    const { peer } = box.start();
    await peer.running();
    peer.send(word);
    using listener = listenSocket(box.socket);
    assert.equal((await (await called(listener)).hello()).state.phase, "running");
  });
}
