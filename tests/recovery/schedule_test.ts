import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { Client } from "../../wire/client.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, only, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** The lines that the jobs of a test have written. */
async function linesOf(path: string): Promise<string[]> {
  try {
    return (await Deno.readTextFile(path)).split("\n").slice(0, -1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Writes its time into `path`, and fails. */
const noteAndFail = (path: string) => ["/bin/sh", "-c", `date +%s%N >>'${path}'; exit 3`];

const stateOf = async (client: Client, name: string) => (await look(client, name)).state;

Deno.test("catchUp() begins a job whose time came while chored was dead, and keeps times to come", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const ledger = `${home.folder}/ledger`;
  const soon = Date.now() + 1000;
  {
    using client = await home.connect();
    await submit(client, noteAndFail(ledger), { name: "soon", when: { kind: "at", at: soon } });
    const later = { kind: "at", at: soon + 3600_000 } as const;
    await submit(client, ["/bin/true"], { name: "later", when: later });
    await submit(client, ["/bin/true"], {
      name: "nightly",
      when: { kind: "cron", expression: "~ 3 * * *", zone: "UTC" },
    });
  }
  using first = await home.connect();
  const before = await Promise.all(["later", "nightly"].map((name) => look(first, name)));
  await chored.kill();
  await until("the time has passed", () => Date.now() > soon);
  await home.start();
  using client = await home.connect();
  equal(outcomeOf(await endOf(client, "soon")), "exited 3");
  const after = await Promise.all(["later", "nightly"].map((name) => look(client, name)));
  deepEqual(after, before);
  deepEqual(after.map(({ state }) => state), ["scheduled", "scheduled"]);
  equal((await linesOf(ledger)).length, 1);
});

Deno.test("checkAllWaiting() goes on where a job ended while chored was dead, in order, each once", async () => {
  await using home = await Home.make();
  const [mark, ledger] = [`${home.folder}/mark`, `${home.folder}/ledger`];
  const note = (text: string) => ["/bin/sh", "-c", `echo ${text} >>'${ledger}'`];
  const chored = await home.start();
  {
    using client = await home.connect();
    await client.call("group", { do: "add", name: "one", slots: 1 });
    await startJob(client, [fixture("wait_for_file"), mark, "0"], { name: "first", group: "one" });
    const after = (job: string, when: "success" | "failure" = "success") => ({
      after: [{ job, when }],
    });
    await submit(client, note("queued"), { name: "queued", group: "one" });
    await submit(client, note("second"), { name: "second", ...after("first") });
    await submit(client, note("third"), { name: "third", ...after("second") });
    await submit(client, note("never"), { name: "never", ...after("first", "failure") });
    await submit(client, note("held"), { name: "held", held: true });
    await chored.kill();
  }
  await Deno.writeTextFile(mark, "");
  await until("no worker is left", async () => (await home.processes()).length === 0);
  const next = await home.start();
  {
    using client = await home.connect();
    await endOf(client, "third");
    await endOf(client, "queued");
    await next.kill();
  }
  await home.start();
  using client = await home.connect();
  const states = await Promise.all(
    ["first", "queued", "second", "third", "never", "held"].map((name) => stateOf(client, name)),
  );
  deepEqual(states, ["succeeded", "succeeded", "succeeded", "succeeded", "skipped", "held"]);
  match((await look(client, "never")).why, /has succeeded/);
  const lines = await linesOf(ledger);
  deepEqual(lines.toSorted(), ["queued", "second", "third"]);
  ok(lines.indexOf("second") < lines.indexOf("third"));
  const groups = await client.call("group", { do: "list" });
  deepEqual(groups.map(({ name, slots, used }) => [name, slots, used]), [
    ["default", 256, 0],
    ["hooks", 16, 0],
    ["one", 1, 0],
  ]);
});

Deno.test("finishRun() counts attempts and keeps their pauses over deaths of chored", async () => {
  await using home = await Home.make();
  const ledger = `${home.folder}/ledger`;
  const pauseMs = 800;
  let chored = await home.start();
  {
    using client = await home.connect();
    await submit(client, noteAndFail(ledger), {
      name: "job",
      restart: { policy: "on-failure", attempts: 4, backoff: "constant", delayMs: pauseMs },
    });
  }
  for (let attempts = 1; attempts < 4; attempts++) {
    using client = await home.connect();
    await until(`attempt ${attempts} has failed`, async () => {
      const { state, runs } = await look(client, "job");
      return state === "backoff" && runs.length === attempts;
    });
    await chored.kill();
    chored = await home.start();
  }
  using client = await home.connect();
  const job = await endOf(client, "job");
  deepEqual([job.state, job.why], ["failed", "exit code 3; given up after 4 attempts"]);
  const times = (await linesOf(ledger)).map((line) => Number(line) / 1e6);
  equal(times.length, 4);
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  ok(pauses.every((ms) => ms >= 0.9 * pauseMs), `${pauses}`);
  const { lines } = await client.call("history", { name: "job" });
  deepEqual(lines.map(({ outcome }) => outcome.code), [3, 3, 3, 3]);
  await client.call("remove", { jobs: only("job") });
});

Deno.test("start() serves where TZ holds what no zone is called, and so do its times", async () => {
  await using home = await Home.make();
  await home.start({ env: { TZ: "CET-1CEST,M3.5.0,M10.5.0/3" } });
  using client = await home.connect();
  const when = { kind: "cron", expression: "0 3 * * *" } as const;
  await submit(client, ["/bin/true"], { name: "nightly", when });
  const { state, nextAt } = await look(client, "nightly");
  equal(state, "scheduled");
  match(nextAt ?? "", /:00:00\.000Z$/);
});
