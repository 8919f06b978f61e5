// A worker that was taken over, in a session with others: what it says to chored costs it its run, and no other a thing.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { runPaths } from "../../system/paths.ts";
import type { Client } from "../../wire/client.ts";
import { Checkout } from "../support/checkout.ts";
import { until, within } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, only, outcomeOf, reasonOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** The true worker for the job `victim`, the other for all that come later. */
async function copyWithHostile(): Promise<Checkout> {
  const hostile = await Deno.readTextFile(fixture("hostile/worker_in_session.ts"));
  const checkout = await Checkout.copy({
    "worker/main.ts": (text) =>
      text.replace(
        "if (import.meta.main) ",
        `if (Number(Deno.args[3]) > 1) await import("./hostile.ts");\nelse if (import.meta.main) `,
      ),
  });
  const text = hostile.replaceAll("../../../", "../");
  await Deno.writeTextFile(`${checkout.root}/worker/hostile.ts`, text);
  return checkout;
}

interface Scene {
  readonly home: Home;
  readonly client: Client;
  readonly victim: number | null;
}

/** A test with a session in which a job runs that nothing may happen to. */
function inSession(name: string, test: (scene: Scene) => Promise<void>): void {
  Deno.test(name, async () => {
    await using checkout = await copyWithHostile();
    await using home = await Home.make({ root: checkout.root });
    await home.start();
    using client = await home.connect();
    const words = [fixture("hold"), home.folder];
    const { runs: [run] } = await startJob(client, words, { name: "victim" });
    await test({ home, client, victim: run?.pid ?? null });
    const job = await look(client, "victim");
    deepEqual([job.state, job.runs.length, job.runs[0]?.pid], ["running", 1, run?.pid]);
    await client.call("kill", { jobs: only("victim") });
    equal(outcomeOf(await endOf(client, "victim")), "signaled SIGKILL");
  });
}

/** What becomes of the run of whoever does that: it cannot start, or is lost, or is as it was told. */
const DEEDS: Readonly<Record<string, RegExp>> = {
  says_hello_for_another: /^refused its worker cannot start: /,
  says_hello_twice: /^refused its worker cannot start: /,
  tells_the_end_of_another: /^exited 9 $/,
  says_what_is_no_frame: /^refused its worker cannot start: /,
  says_a_long_frame: /^refused its worker cannot start: /,
  floods_reports: /^exited 3 $/,
  floods_counts: /^exited 3 $/,
  floods_errors: /^refused its worker cannot start: /,
  // it is its own run: nobody else saw that
  fakes_its_own_end: /^exited 0 $/,
  leaves_many_files: /^refused its worker cannot start: /,
  removes_its_folder: /^lost its run folder was deleted/,
};

inSession(
  "Link lets a worker that was taken over tell of its own run alone, and serves the others meanwhile",
  async ({ client, home }) => {
    for (const name of Object.keys(DEEDS)) await submit(client, ["true"], { name });
    for (const [name, expected] of Object.entries(DEEDS)) {
      const began = performance.now();
      await client.call("list", {});
      const ms = performance.now() - began;
      equal(ms < 5000, true, `list took ${ms} ms while one ${name}`);
      const job = await endOf(client, name);
      match(
        `${outcomeOf(job)} ${reasonOf(job)}`,
        expected,
        `${name}: ${outcomeOf(job)} ${reasonOf(job)}`,
      );
      equal((await look(client, "victim")).state, "running", name);
    }
    for (const name of Object.keys(DEEDS)) await client.call("remove", { jobs: only(name) });
    deepEqual([...Deno.readDirSync(home.paths().runs)].map(({ name }) => name), ["1"]);
  },
);

inSession(
  "a worker that begins a frame and never ends it holds up its own run alone, and ends when it is killed",
  async ({ client, home }) => {
    await submit(client, ["true"], { name: "says_a_frame_and_no_end" });
    const { w } = runPaths(`${home.paths().runs}/2`);
    let pid = 0;
    await until("it is there", async () => {
      const own = (await home.processes()).find(({ words }) => words.includes(`${w},`));
      pid = own?.pid ?? 0;
      return pid > 0;
    });
    equal((await client.call("list", {})).jobs.length, 2);
    Deno.kill(pid, "SIGKILL");
    equal((await look(client, "says_a_frame_and_no_end")).state, "starting");
  },
);

inSession(
  "a worker that was taken over can ask as a client does, and so run a command: SECURITY.md says so",
  async ({ client }) => {
    await submit(client, ["true"], { name: "becomes_a_client" });
    await until("the job of a worker is there", async () => {
      const { jobs } = await client.call("list", {});
      return jobs.some((job) => job.name === "by_a_worker");
    });
  },
);

Deno.test("chored leaves a socket whose place a worker has taken; the next one takes it back", async () => {
  await using checkout = await copyWithHostile();
  await using home = await Home.make({ root: checkout.root });
  const chored = await home.start();
  {
    using client = await home.connect();
    await startJob(client, [fixture("hold"), home.folder], { name: "victim" });
    await submit(client, ["true"], { name: "takes_the_place_of_the_socket" });
    const { w } = runPaths(`${home.paths().runs}/2`);
    await until(
      "it listens",
      () => [...Deno.readDirSync(w)].some(({ name }) => name === "listens"),
    );
  }
  equal((await within("chored leaves", chored.ended)).code, 0);
  match(await Deno.readTextFile(home.paths().log), /were deleted or replaced/);
  await home.start();
  using client = await home.connect();
  equal((await look(client, "victim")).state, "running");
  await client.call("kill", { jobs: only("victim") });
  equal(outcomeOf(await endOf(client, "victim")), "signaled SIGKILL");
});

Deno.test("Workers.spawn() ends a worker that says nothing, and tells that of its run", async () => {
  await using checkout = await Checkout.copy({
    "limits.ts": (text) => text.replace(/workerHelloMs: .*,/, "workerHelloMs: 300,"),
    "worker/main.ts": () => "setInterval(() => {}, 1000);\n",
  });
  await using home = await Home.make({ root: checkout.root });
  await home.start();
  using client = await home.connect();
  await submit(client, ["true"], { name: "silent" });
  const job = await endOf(client, "silent");
  equal(outcomeOf(job), "refused");
  match(reasonOf(job), /^its worker cannot start: 5 attempts/);
  match(await Deno.readTextFile(home.paths().log), /run 1: worker \d+ says nothing: it is ended/);
});
