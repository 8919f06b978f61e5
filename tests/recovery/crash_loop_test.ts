import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import type { CrashPoint } from "../../system/crash_point.ts";
import { Disconnected } from "../../wire/client.ts";
import { Checkout } from "../support/checkout.ts";
import { Home } from "../support/home.ts";
import { endOf, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";

/** More deaths than a run has attempts. */
const deaths = LIMITS.startAttempts + 2;

/** Lets chored die again and again at `point`, as it starts. */
async function dieOften(home: Home, point: CrashPoint): Promise<void> {
  const session = crashSession([point]);
  for (let death = 0; death < deaths; death++) {
    await Deno.writeTextFile(`${home.base}/armed_${point}_${session}`, "");
    const { signal } = await home.launch({ session }).ended;
    equal(signal, "SIGKILL");
  }
}

Deno.test("examine() counts no attempt that chored's own death cut short: a job still runs", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  const session = crashSession(["ticket-written"]);
  const chored = await home.start({ session });
  {
    await Deno.writeTextFile(`${home.base}/armed_ticket-written_${session}`, "");
    using client = await home.connect(session);
    // chored dies before it has told what it did
    await rejects(submit(client, [fixture("exit_with"), "4"], { name: "job" }), Disconnected);
    await chored.ended;
  }
  await dieOften(home, "ticket-written");
  await home.start({ session });
  using client = await home.connect(session);
  const job = await endOf(client, "job");
  deepEqual([outcomeOf(job), job.runs.length], ["exited 4", 1]);
});

Deno.test("examine() buries a job though chored died often before it could", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  const session = crashSession(["bury-committed"]);
  const chored = await home.start({ session });
  {
    using client = await home.connect(session);
    await startJob(client, [fixture("hold"), home.folder], { name: "job" });
    await Deno.writeTextFile(`${home.base}/armed_bury-committed_${session}`, "");
    const worker = (await home.processes()).find(({ words }) => words.includes("/worker/main.ts"));
    Deno.kill(worker?.pid ?? 0, "SIGKILL");
    await chored.ended;
  }
  await dieOften(home, "bury-committed");
  await home.start({ session });
  using client = await home.connect(session);
  equal(outcomeOf(await endOf(client, "job")), "lost");
  const rest = (await home.processes()).filter(({ words }) => words.includes("/fixtures/hold"));
  deepEqual(rest, []);
});
