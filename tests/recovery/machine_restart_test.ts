import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, reasonOf, startJob, submit } from "../support/jobs.ts";
import { readLedger } from "../support/ledger.ts";
import { fixture } from "../support/place.ts";
import { send } from "../support/processes.ts";
import { LIMITS } from "../../limits.ts";

/** The launchers of the copy read the id of the boot from a file in it. */
const readFromFile = (text: string) =>
  text.replaceAll("/proc/sys/kernel/random/boot_id", "$root/boot_id");

/** The machine goes down: nothing lives on, and it comes back under another id. */
async function restartMachine(home: Home, boot: string): Promise<void> {
  await until("nothing of it lives", async () => {
    const processes = await home.processes();
    for (const { pid } of processes) send(pid, "SIGKILL");
    return processes.length === 0;
  });
  await Deno.writeTextFile(`${home.root}/boot_id`, boot);
}

Deno.test("examine() calls lost what ran when the machine went down, and keeps what waited", async () => {
  await using checkout = await Checkout.copy({ "bin/launch.sh": readFromFile });
  await Deno.writeTextFile(`${checkout.root}/boot_id`, "first\n");
  await using home = await Home.make({ root: checkout.root });
  const ledger = `${home.folder}/ledger`;
  await home.start();
  {
    using client = await home.connect();
    const job = fixture("keep_ledger");
    await startJob(client, [job, ledger, "ran", "1000000", "0"], { name: "ran" });
    await until("it ran", () => readLedger(ledger).get("ran")?.starts === 1);
    const ended = await submit(client, [fixture("exit_with"), "3"], { name: "ended" });
    equal(outcomeOf(await endOf(client, ended.name)), "exited 3");
  }
  await restartMachine(home, "second\n");
  await home.start();
  using client = await home.connect();
  const job = await endOf(client, "ran");
  deepEqual([job.state, outcomeOf(job), reasonOf(job)], [
    "lost",
    "lost",
    "the machine was restarted",
  ]);
  equal(outcomeOf(await look(client, "ended")), "exited 3");
  deepEqual(readLedger(ledger).get("ran"), { starts: 1, ends: 0 });
  const { recovered } = await client.call("session", {});
  deepEqual(recovered, { readopted: 0, ended: 0, startedAgain: 0, lost: 1 });
});

Deno.test("examine() starts after a restart of the machine what waited for its turn", async () => {
  await using checkout = await Checkout.copy({
    "bin/launch.sh": readFromFile,
    "limits.ts": (text) => text.replace(`workers: ${LIMITS.workers}`, "workers: 1"),
  });
  await Deno.writeTextFile(`${checkout.root}/boot_id`, "first\n");
  await using home = await Home.make({ root: checkout.root });
  await home.start();
  {
    using client = await home.connect();
    await startJob(client, [fixture("hold"), home.folder], { name: "running" });
    await submit(client, [fixture("exit_with"), "4"], { name: "waiting" });
    equal((await look(client, "waiting")).state, "queued");
  }
  await restartMachine(home, "second\n");
  await home.start();
  using client = await home.connect();
  equal(outcomeOf(await endOf(client, "running")), "lost");
  equal(outcomeOf(await endOf(client, "waiting")), "exited 4");
});
