import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";

const ignore = !CAN_MOUNT;
const diskKib = 4096;

async function mount(...steps: readonly string[][]): Promise<void> {
  for (const args of steps) {
    const { success, stderr } = await new Deno.Command("mount", { args }).output();
    if (!success) throw new Error(`Cannot mount: ${new TextDecoder().decode(stderr)}`);
  }
}

Deno.test({
  name: "Planner.plan() keeps a job in the queue while no run folder can be made",
  ignore,
  fn: async () => {
    await using home = await Home.make();
    const chored = await home.start();
    using client = await home.connect();
    const { runs } = home.paths();
    await mount(["--bind", runs, runs], ["-o", "remount,bind,ro", runs]);
    try {
      const { state } = await submit(client, [fixture("exit_with"), "4"], { name: "job" });
      equal(state, "queued");
      await until("chored complains", () => chored.said.includes("Read-only file system"));
      equal((await look(client, "job")).state, "queued");
    } finally {
      await new Deno.Command("umount", { args: [runs] }).output();
    }
    const job = await endOf(client, "job");
    deepEqual([outcomeOf(job), job.runs.length, job.runs[0]?.run], ["exited 4", 1, 1]);
    equal(chored.isServing, true);
  },
});

Deno.test({
  name: "chored survives a full disk: what it took is run once there is room, once",
  ignore,
  fn: async () => {
    await using checkout = await Checkout.copy({
      "limits.ts": (text) => text.replace(`workers: ${LIMITS.workers}`, "workers: 1"),
    });
    await using home = await Home.make({ root: checkout.root });
    await using disk = await SmallDisk.mount(home.base, diskKib);
    await Deno.chmod(home.base, 0o700);
    const chored = await home.start();
    using client = await home.connect();
    const mark = `${home.folder}/mark`;
    await startJob(client, [fixture("wait_for_file"), mark, "5"], { name: "running" });
    for (const code of ["0", "3"]) {
      await submit(client, [fixture("exit_with"), code], { name: `queued_${code}` });
    }
    await disk.fill();
    await Deno.writeTextFile(mark, "");
    const refused = await submit(client, [fixture("exit_with"), "9"], { name: "late" })
      .then(() => "accepted", (error: Error) => error.message);
    match(refused, /disk is full/);
    await until("chored complains", () => /disk is full/.test(chored.said));
    equal(chored.isServing, true);
    await disk.empty();
    equal(outcomeOf(await endOf(client, "running")), "exited 5");
    for (const code of ["0", "3"]) {
      const job = await endOf(client, `queued_${code}`);
      deepEqual([outcomeOf(job), job.runs.length], [`exited ${code}`, 1]);
    }
    await submit(client, [fixture("exit_with"), "9"], { name: "late" });
    equal(outcomeOf(await endOf(client, "late")), "exited 9");
    equal(chored.said.includes("Uncaught"), false);
  },
});
