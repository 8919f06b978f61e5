import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { until } from "../support/deadline.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { Box, exitOf, fixture } from "./box.ts";
import type { Peer } from "./peer.ts";
import { namesIn, readLog, readTimeline } from "./segments.ts";

const kib = 1024;
const log = { bytes: 64 * kib, files: 3, full: "rotate" } as const;

/** `x` and nothing else, so that what is there can be checked by its length. */
const flood = (bytes: number) => `${fixture("flood")} ${bytes}`;

function isBlocked(message: Peer["messages"][number]): boolean {
  return message.kind === "report" && message.report === "state" &&
    message.state.phase === "running" && message.state.logging === "blocked";
}

Deno.test("a worker rotates what a job writes, compresses it at its end, and its totals are those of the job", async () => {
  await using box = Box.make(flood(1000 * kib), { ticket: { log } });
  const ended = await box.finish();
  deepEqual([ended.stdoutBytes, ended.droppedBytes], [1000 * kib, 0]);
  const stdout = readLog(box.paths.w, "stdout");
  equal(stdout.oldest + stdout.bytes.length, 1000 * kib);
  equal(stdout.sizes.length, 3);
  equal(namesIn(box.paths.w).filter((name) => /^stdout\..*\.gz$/.test(name)).length, 2);
  const last = readTimeline(box.paths.w).at(-1);
  equal((last?.offset ?? 0) + (last?.bytes ?? 0), 1000 * kib);
});

Deno.test("a worker stops a job whose log is full, where it wants that, and says so", async () => {
  const script = `trap "echo bye >&2; exit 0" TERM; while :; do echo line; done`;
  await using box = Box.make(`/bin/sh -c '${script}'`, {
    ticket: { log: { ...log, full: "stop" } },
  });
  const ended = await box.finish();
  deepEqual([ended.logFull, ended.timedOut], [true, false]);
  equal(box.text("logfull"), "", "who follows this worker would know");
  deepEqual(ended.outcome, { kind: "exited", code: 0 });
  equal(ended.stdoutBytes > 3 * 64 * kib - 5 && ended.stdoutBytes <= 3 * 64 * kib, true);
  equal(ended.droppedBytes > 0, true);
  equal(box.text("stderr"), "bye\n");
});

Deno.test("a worker that was ordered to stop its job says nothing of its log", async () => {
  const script = `trap "${
    fixture("flood")
  } 1000000; exit 3" TERM; echo ready; while :; do sleep 0.01; done`;
  await using box = Box.make(`/bin/sh -c '${script}'`, {
    ticket: { log: { ...log, full: "stop" }, graceMs: 20_000 },
  });
  const { child, peer } = box.start();
  await box.printed("ready");
  await peer.order({ order: "stop", graceMs: 20_000 });
  const ended = await peer.ended();
  deepEqual([ended.logFull, ended.outcome], [false, { kind: "exited", code: 3 }]);
  peer.send({ kind: "taken" });
  equal(await exitOf(child), 0);
});

Deno.test("a worker lets a job wait whose log is full, and nothing of it is lost", async () => {
  await using box = Box.make(`/bin/sh -c '${flood(1000 * kib)}; echo end >&2'`, {
    ticket: { log: { ...log, full: "block" } },
  });
  const { child, peer } = box.start();
  let clears = 0;
  const blocked = () => peer.messages.filter(isBlocked).length;
  for (; clears < 4; clears++) {
    await until("the job waits", () => blocked() > clears);
    equal(readLog(box.paths.w, "stdout").bytes.length <= 3 * 64 * kib, true);
    equal((await peer.order({ order: "logging", do: "clear" })).ok, true);
  }
  while (!namesIn(box.paths.w).includes("final")) {
    await peer.order({ order: "logging", do: "clear" });
  }
  const ended = await peer.ended();
  deepEqual([ended.stdoutBytes, ended.stderrBytes, ended.droppedBytes], [1000 * kib, 4, 0]);
  peer.send({ kind: "taken" });
  equal(await exitOf(child), 0);
});

Deno.test("a worker whose job waits for room can be told to stop it, and to log no more", async () => {
  for (const order of [{ order: "stop", graceMs: 100 }, { order: "logging", do: "off" }] as const) {
    await using box = Box.make(flood(1000 * kib), { ticket: { log: { ...log, full: "block" } } });
    const { child, peer } = box.start();
    await peer.find("the job waits", (each) => isBlocked(each) || undefined);
    await peer.order(order);
    const ended = await peer.ended();
    if (order.order === "stop") {
      equal(ended.stdoutBytes > 3 * 64 * kib, true, "the rest of its pipe is let in");
      equal(ended.droppedBytes, 0);
    } else {
      equal(ended.stdoutBytes + ended.droppedBytes, 1000 * kib);
      deepEqual(ended.outcome, { kind: "exited", code: 0 });
    }
    peer.send({ kind: "taken" });
    equal(await exitOf(child), 0);
  }
});

Deno.test("a log that somebody deletes while the job writes costs the job nothing, and is complained of once", async () => {
  const script = `echo ready; until [ -e "$1" ]; do echo line; sleep 0.05; done; exit 5`;
  const sign = Deno.makeTempFileSync({ prefix: "chore" });
  Deno.removeSync(sign);
  await using box = Box.make(`/bin/sh -c '${script}' sh ${sign}`, { ticket: { log } });
  const { child, peer } = box.start();
  for (let i = 1; i < 3; i++) {
    await box.printed("line");
    for (const name of namesIn(box.paths.w).filter((each) => /^(stdout|timeline)/.test(each))) {
      Deno.removeSync(`${box.paths.w}/${name}`);
    }
    await until("a new log is begun", () => namesIn(box.paths.w).includes("stdout"));
  }
  Deno.writeTextFileSync(sign, "");
  const ended = await peer.ended();
  deepEqual(ended.outcome, { kind: "exited", code: 5 });
  const stdout = readLog(box.paths.w, "stdout");
  equal(stdout.oldest + stdout.bytes.length, ended.stdoutBytes);
  equal(box.text("worker.err").match(/deleted or changed/g)?.length, 1);
  peer.send({ kind: "taken" });
  equal(await exitOf(child), 0);
  Deno.removeSync(sign);
});

Deno.test({
  name:
    "a disk that is full in the midst of rotation costs output, and neither the job nor what is there",
  ignore: !CAN_MOUNT,
  async fn() {
    using folder = temporaryFolder();
    await using _ = await SmallDisk.mount(folder.path, 512);
    await using box = Box.make(`/bin/sh -c '${flood(2000 * kib)}; exit 5'`, {
      folder: folder.path,
      ticket: { log: { ...log, files: 64 } },
    });
    const ended = await box.finish();
    deepEqual(ended.outcome, { kind: "exited", code: 5 });
    equal(ended.stdoutBytes + ended.droppedBytes, 2000 * kib);
    equal(ended.droppedBytes > 0, true);
    const stdout = readLog(box.paths.w, "stdout");
    equal(stdout.oldest + stdout.bytes.length, ended.stdoutBytes);
  },
});

Deno.test({
  name: "a job with block waits for a full disk too, and goes on once there is room",
  ignore: !CAN_MOUNT,
  async fn() {
    using folder = temporaryFolder();
    await using disk = await SmallDisk.mount(folder.path, 1024);
    await using box = Box.make(
      `/bin/sh -c 'echo ready; read x <"$0"; ${flood(300 * kib)}'  ${folder.path}/go`,
      {
        folder: folder.path,
        ticket: { log: { ...log, files: 64, full: "block" } },
      },
    );
    await new Deno.Command("mkfifo", { args: [`${folder.path}/go`] }).output();
    const { child, peer } = box.start();
    await box.printed("ready");
    await disk.fill();
    Deno.writeTextFileSync(`${folder.path}/go`, "go\n");
    await peer.find("the job waits", (each) => isBlocked(each) || undefined);
    await disk.empty();
    const ended = await peer.ended();
    deepEqual([ended.stdoutBytes, ended.droppedBytes], [300 * kib + 6, 0]);
    peer.send({ kind: "taken" });
    equal(await exitOf(child), 0);
  },
});
