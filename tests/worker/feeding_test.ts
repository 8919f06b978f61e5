import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { segmentName } from "../../job/segments.ts";
import { LIMITS } from "../../limits.ts";
import { until } from "../support/deadline.ts";
import { Box, exitOf } from "./box.ts";
import type { Peer } from "./peer.ts";

const encoder = new TextEncoder();
const nothing = new Uint8Array();

function makeFed(command: string, kind: "pipe" | "fifo" = "pipe"): Box {
  return Box.make(command, { ticket: { input: { kind } } });
}

async function send(peer: Peer, text: string | Uint8Array, { eof = false } = {}) {
  const bytes = typeof text === "string" ? encoder.encode(text) : text;
  const { ok, detail } = await peer.order({ order: "input", bytes, eof });
  return ok ? "taken" : detail;
}

async function started(box: Box): Promise<{ child: Deno.ChildProcess; peer: Peer }> {
  const { child, peer } = box.start();
  await peer.running();
  return { child, peer };
}

async function endOf({ child, peer }: { child: Deno.ChildProcess; peer: Peer }) {
  const ended = await peer.ended();
  peer.send({ kind: "taken" });
  equal(await exitOf(child), 0);
  return ended;
}

Deno.test("a worker feeds its job what it is ordered to, whole and in order, until the end is", async () => {
  await using box = makeFed("/bin/cat");
  const worker = await started(box);
  equal(await send(worker.peer, "one\n"), "taken");
  await box.printed("one");
  const odd = Uint8Array.from({ length: LIMITS.inputChunkBytes }, (_, index) => index % 256);
  equal(await send(worker.peer, odd), "taken");
  equal(await send(worker.peer, "last", { eof: true }), "taken");
  const { outcome } = await endOf(worker);
  deepEqual(outcome, { kind: "exited", code: 0 });
  deepEqual(
    box.bytes("stdout"),
    new Uint8Array([...encoder.encode("one\n"), ...odd, ...encoder.encode("last")]),
  );
});

Deno.test("a worker answers once the job's pipe has a piece, and no sooner", async () => {
  await using box = makeFed(
    `/bin/sh -c 'echo ready; until [ -e "${"$0"}" ]; do sleep 0.01; done; wc -c' '${"/nonexistent"}'`,
  );
  box.writeGate(
    `/bin/sh -c 'echo ready; until [ -e "$0" ]; do sleep 0.01; done; wc -c' '${box.sign}'`,
  );
  const worker = await started(box);
  await box.printed("ready");
  const full = new Uint8Array(LIMITS.inputChunkBytes);
  equal(await send(worker.peer, full), "taken");
  let isTaken = false;
  const second = send(worker.peer, full).then((said) => {
    isTaken = true;
    return said;
  });
  // an order that came after it is answered before it
  await worker.peer.order({ order: "ping" });
  equal(isTaken, false);
  box.release();
  equal(await second, "taken");
  equal(await send(worker.peer, nothing, { eof: true }), "taken");
  await endOf(worker);
  match(box.text("stdout"), new RegExp(`^ready\\n *${2 * full.length}\\n$`));
});

Deno.test("a worker says of each piece that cannot be taken why, and its job ends as it would", async () => {
  await using box = makeFed(
    `/bin/sh -c 'exec <&-; echo closed; until [ -e "$0" ]; do sleep 0.01; done; exit 3'`,
  );
  box.writeGate(
    `/bin/sh -c 'exec <&-; echo closed; until [ -e "$0" ]; do sleep 0.01; done; exit 3' '${box.sign}'`,
  );
  const worker = await started(box);
  await box.printed("closed");
  equal(await send(worker.peer, "x"), "it has closed its standard input");
  equal(await send(worker.peer, "x", { eof: true }), "it has closed its standard input");
  box.release();
  const { outcome } = await endOf(worker);
  deepEqual(outcome, { kind: "exited", code: 3 });
});

Deno.test("a worker tells who closes an input twice that it is closed", async () => {
  await using box = makeFed(`/bin/sh -c 'cat; until [ -e "$0" ]; do sleep 0.01; done'`);
  box.writeGate(`/bin/sh -c 'cat; until [ -e "$0" ]; do sleep 0.01; done' '${box.sign}'`);
  const worker = await started(box);
  equal(await send(worker.peer, nothing, { eof: true }), "taken");
  equal(await send(worker.peer, nothing, { eof: true }), "its standard input was closed");
  equal(await send(worker.peer, "more"), "its standard input was closed");
  box.release();
  await endOf(worker);
});

Deno.test("a worker answers who waits when its job ends, also where something else has the pipe", async () => {
  await using box = makeFed("/bin/true");
  box.writeGate(
    `/bin/sh -c 'sleep 1000 & echo ready; until [ -e "$0" ]; do sleep 0.01; done; kill $!' '${box.sign}'`,
  );
  const worker = await started(box);
  await box.printed("ready");
  const full = new Uint8Array(LIMITS.inputChunkBytes);
  equal(await send(worker.peer, full), "taken");
  const waiting = send(worker.peer, full);
  await worker.peer.order({ order: "ping" });
  box.release();
  match(await waiting ?? "", /^it has (ended|closed its standard input)$/);
  await endOf(worker);
});

Deno.test("a worker has no input to send to where its job reads nothing", async () => {
  await using box = Box.makeWaiting(0);
  const worker = await started(box);
  equal(await send(worker.peer, "x"), "its standard input is not open");
  box.release();
  await endOf(worker);
});

async function makeFifo(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: ["-m", "600", path] }).output();
  equal(success, true);
}

async function shell(script: string, ...words: string[]): Promise<number> {
  const { code } = await new Deno.Command("/bin/sh", {
    args: ["-c", script, "sh", ...words],
    stderr: "null",
  })
    .output();
  return code;
}

Deno.test("a worker passes on what several write to its FIFO in turn, and what is sent, to the end", async () => {
  await using box = makeFed("/bin/cat", "fifo");
  await makeFifo(box.paths.stdin);
  const worker = await started(box);
  equal(await shell('echo first >"$1"', box.paths.stdin), 0);
  await box.printed("first");
  equal(await send(worker.peer, "second\n"), "taken");
  await box.printed("second");
  // more than a pipe holds, and the end right behind it
  equal(await shell('head -c 300000 /dev/zero >"$1"', box.paths.stdin), 0);
  equal(await send(worker.peer, nothing, { eof: true }), "taken");
  const { outcome } = await endOf(worker);
  deepEqual(outcome, { kind: "exited", code: 0 });
  equal(box.bytes("stdout").length, "first\nsecond\n".length + 300_000);
});

Deno.test("a worker lets nobody write to a FIFO that it reads no more: neither waiting nor making a file", async () => {
  await using box = makeFed("/bin/true", "fifo");
  await makeFifo(box.paths.stdin);
  await endOf(await started(box));
  equal(Deno.lstatSync(box.paths.stdin).isDirectory, true);
  equal(await shell('echo late >"$1"', box.paths.stdin) === 0, false);
});

Deno.test("a worker lets go who writes to the FIFO of a job that has closed its input", async () => {
  await using box = makeFed("/bin/true", "fifo");
  box.writeGate(
    `/bin/sh -c 'exec <&-; echo closed; until [ -e "$0" ]; do sleep 0.01; done' '${box.sign}'`,
  );
  await makeFifo(box.paths.stdin);
  const worker = await started(box);
  await box.printed("closed");
  // far more than any pipe holds: it ends for being cut off
  equal(await shell('head -c 5000000 /dev/zero >"$1"', box.paths.stdin) === 0, false);
  await until("the FIFO is put away", () => Deno.lstatSync(box.paths.stdin).isDirectory);
  box.release();
  await endOf(worker);
});

Deno.test("an undertaker puts away the FIFO of a job whose worker was killed", async () => {
  await using box = makeFed("/bin/cat", "fifo");
  await makeFifo(box.paths.stdin);
  const { child, peer } = await started(box);
  child.kill("SIGKILL");
  await peer.isDown;
  await child.status;
  box.writeTicket({ mode: "bury", input: { kind: "fifo" } });
  await endOf(box.start("bury"));
  equal(Deno.lstatSync(box.paths.stdin).isDirectory, true);
});

/** Another run's folder beside the one of `box`, in which the test is its worker. */
function otherRun(box: Box): string {
  const w = `${box.folder}/8/w`;
  Deno.mkdirSync(w, { recursive: true });
  return w;
}

function makeReader({ isOver = false } = {}): Box {
  return Box.make("/bin/cat", {
    ticket: { input: { kind: "run", run: 8, isOver } },
    reads: ["8/w"],
  });
}

Deno.test("a worker feeds its job what another run has printed and prints, until that has ended", async () => {
  await using box = makeReader();
  const w = otherRun(box);
  const print = (text: string) => Deno.writeTextFileSync(`${w}/stdout`, text, { append: true });
  print("early\n");
  const worker = await started(box);
  await box.printed("early");
  print("later\n");
  await box.printed("later");
  print("last\n");
  Deno.writeTextFileSync(`${w}/final`, "{}");
  const { outcome, missedBytes } = await endOf(worker);
  deepEqual([outcome, missedBytes], [{ kind: "exited", code: 0 }, undefined]);
  equal(box.text("stdout"), "early\nlater\nlast\n");
});

Deno.test("a worker reads another run's log through rotation and compression, and tells what was rotated away", async () => {
  await using box = makeReader({ isOver: true });
  const w = otherRun(box);
  const gzip = async (text: string) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  // bytes 0 to 9 are gone, 10 to 19 are compressed, 20 to 29 are plain, the newest has 30 to 34
  Deno.writeFileSync(`${w}/${segmentName("stdout", 10)}.gz`, await gzip("abcdefghij"));
  Deno.writeTextFileSync(`${w}/${segmentName("stdout", 20)}`, "klmnopqrst");
  Deno.writeTextFileSync(`${w}/${segmentName("stdout", 30)}`, "uvwxy");
  Deno.linkSync(`${w}/${segmentName("stdout", 30)}`, `${w}/stdout`);
  const { missedBytes } = await endOf(await started(box));
  equal(box.text("stdout"), "abcdefghijklmnopqrstuvwxy");
  equal(missedBytes, 10);
});

Deno.test("a worker lets its job read the end where the files of the other run are gone", async () => {
  await using box = makeReader();
  const w = otherRun(box);
  Deno.writeTextFileSync(`${w}/stdout`, "all there was\n");
  const worker = await started(box);
  await box.printed("all there was");
  Deno.removeSync(`${box.folder}/8`, { recursive: true });
  const { outcome } = await endOf(worker);
  deepEqual(outcome, { kind: "exited", code: 0 });
});
