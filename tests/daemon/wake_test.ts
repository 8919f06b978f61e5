import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { cron, live, test } from "../support/repeated.ts";
import { DAY, HOUR, MINUTE, NOON } from "../support/simulation.ts";

test("wakeJob() begins a job at its time, not a millisecond sooner", async (simulation) => {
  const id = await simulation.submit({ when: { kind: "at", at: NOON + HOUR } });
  equal(simulation.session.store.job(id)?.why, "waits for 2026-11-02T13:00:00.000Z");
  await simulation.pass(HOUR - 1);
  equal(simulation.state(id), "scheduled");
  await simulation.pass(1);
  equal(simulation.state(id), "starting");
});

test("wakeJob() begins at once what is to begin at a time that has passed", async (simulation) => {
  equal(simulation.state(await simulation.submit({ when: { kind: "at", at: 0 } })), "starting");
});

test("wakeJob() begins a repeated job at each of its times, and once at each", async (simulation) => {
  const id = await simulation.submit(cron("*/10 * * * *"));
  equal(await live(simulation, id, { ms: 2 * HOUR, step: MINUTE }), 12);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], [
    "scheduled",
    NOON + 2 * HOUR + 10 * MINUTE,
  ]);
});

test("wakeJob() leaves out a time that comes while the job runs, where overlap is skip", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *"));
  await simulation.pass(HOUR);
  simulation.begin(id);
  await simulation.pass(2 * HOUR + MINUTE);
  await simulation.end(id);
  deepEqual([simulation.state(id), simulation.runs(id)], ["scheduled", 1]);
  equal(simulation.job(id).wakeAt, NOON + 4 * HOUR);
});

test("wakeJob() runs a time that comes while the job runs later, where overlap is queue", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *", { overlap: "queue" }));
  await simulation.pass(HOUR);
  simulation.begin(id);
  await simulation.pass(2 * HOUR + MINUTE);
  for (const runs of [2, 3]) {
    await simulation.end(id);
    deepEqual([simulation.state(id), simulation.runs(id)], ["starting", runs]);
  }
  await simulation.end(id);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 4 * HOUR]);
});

test("wakeJob() starts another beside the job that runs, where overlap is allow", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *", { overlap: "allow" }), "hourly");
  await simulation.pass(HOUR);
  simulation.begin(id);
  await simulation.pass(2 * HOUR);
  deepEqual(simulation.active.map(({ name }) => name), ["hourly", "hourly_2", "hourly_3"]);
  const { spec } = simulation.job(2);
  deepEqual([spec.when, spec.argv], [{ kind: "now" }, ["make", "-s"]]);
  deepEqual(simulation.session.store.envOf(2), simulation.session.store.envOf(1));
});

test("wakeJob() runs a time later that comes while the job is queued, where overlap is queue", async (simulation) => {
  await simulation.setGroup("one", 1);
  const blocker = await simulation.submit({ group: "one" });
  const id = await simulation.submit({ ...cron("0 * * * *", { overlap: "queue" }), group: "one" });
  await simulation.pass(3 * HOUR + MINUTE);
  deepEqual([simulation.state(id), simulation.job(id).missed], ["queued", 2]);
  await simulation.run(blocker);
  for (const runs of [1, 2, 3]) {
    deepEqual([simulation.state(id), simulation.runs(id)], ["starting", runs]);
    await simulation.run(id);
  }
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 4 * HOUR]);
});

test("wakeJob() runs a time later that comes while the job pauses before another attempt", async (simulation) => {
  const restart = { policy: "on-failure", delayMs: 2 * HOUR, backoff: "constant" } as const;
  const id = await simulation.submit({ ...cron("0 * * * *", { overlap: "queue" }), restart });
  await simulation.pass(HOUR);
  await simulation.run(id, 1);
  await simulation.restart({ downMs: HOUR + MINUTE });
  deepEqual([simulation.state(id), simulation.job(id).missed], ["backoff", 1]);
  await simulation.pass(HOUR + 20 * MINUTE);
  deepEqual([simulation.state(id), simulation.job(id).missed], ["starting", 2]);
  for (const runs of [2, 3, 4]) {
    equal(simulation.runs(id), runs);
    await simulation.run(id);
  }
  deepEqual([simulation.state(id), simulation.runs(id)], ["scheduled", 4]);
});

test("wakeJob() leaves out a time that comes while the job is queued, where overlap is skip", async (simulation) => {
  await simulation.setGroup("one", 1);
  const blocker = await simulation.submit({ group: "one" });
  const id = await simulation.submit({ ...cron("0 * * * *"), group: "one" });
  await simulation.pass(3 * HOUR + MINUTE);
  await simulation.run(blocker);
  await simulation.run(id);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 4 * HOUR]);
});

test("wakeJob() starts another beside a job that is queued or pauses, where overlap is allow", async (simulation) => {
  await simulation.setGroup("one", 1);
  await simulation.submit({ group: "one" });
  const many = { ...cron("0 * * * *", { overlap: "allow" }), group: "one" };
  await simulation.submit(many, "hourly");
  const restart = { policy: "on-failure", delayMs: DAY } as const;
  const fails = await simulation.submit({ ...many, group: "default", restart }, "fails");
  await simulation.pass(HOUR);
  await simulation.run(fails, 1);
  await simulation.pass(HOUR);
  deepEqual(simulation.jobsIn("queued").map(({ name }) => name), ["hourly", "hourly_4"]);
  deepEqual(simulation.jobsIn("starting").map(({ name }) => name), ["make", "fails_5"]);
});

test("wakeJob() starts no other that would not wait for what a waiting job waits for", async (simulation) => {
  const first = await simulation.submit();
  const after = [{ job: String(first), when: "end" }] as const;
  const id = await simulation.submit({
    ...cron("0 * * * *", { overlap: "allow" }),
    after: [...after],
  });
  await simulation.pass(2 * HOUR);
  deepEqual([simulation.state(id), simulation.session.store.countJobs()], ["waiting", 2]);
  await simulation.run(first);
  await simulation.run(id);
  deepEqual([simulation.state(id), simulation.runs(id)], ["starting", 2]);
});

test("wakeJob() keeps times that came meanwhile where a job could not begin by its deadline", async (simulation) => {
  await simulation.setGroup("default", 1);
  await simulation.submit();
  const id = await simulation.submit({
    ...cron("0 * * * *", { overlap: "queue" }),
    startDeadlineMs: HOUR + MINUTE,
  });
  await simulation.pass(2 * HOUR + MINUTE);
  deepEqual([simulation.state(id), simulation.job(id).missed], ["queued", 0]);
  equal(simulation.job(id).wakeAt, NOON + 3 * HOUR + 2 * MINUTE);
});

test("wakeJob() starts no other beside it in a session that is full", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *", { overlap: "allow" }));
  await simulation.pass(HOUR);
  simulation.session.store.countJobs = () => LIMITS.jobs;
  await simulation.pass(HOUR);
  deepEqual(simulation.active.map((job) => job.id), [id]);
  equal(simulation.job(id).wakeAt, NOON + 3 * HOUR);
});

test("wakeJob() skips a job that could not begin by its deadline", async (simulation) => {
  await simulation.setGroup("default", 1);
  await simulation.submit();
  const id = await simulation.submit({ startDeadlineMs: MINUTE });
  await simulation.pass(MINUTE - 1);
  equal(simulation.state(id), "queued");
  await simulation.pass(1);
  deepEqual([simulation.state(id), simulation.job(id).why], [
    "skipped",
    "its deadline to start has passed",
  ]);
});

test("wakeJob() keeps a repeated job for its next time that could not begin by its deadline", async (simulation) => {
  await simulation.setGroup("default", 1);
  await simulation.submit();
  const id = await simulation.submit({ ...cron("0 * * * *"), startDeadlineMs: MINUTE });
  await simulation.pass(HOUR + MINUTE);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 2 * HOUR]);
  await simulation.run(1);
  await simulation.pass(HOUR);
  equal(simulation.state(id), "starting");
});

for (const [catchUp, times] of [["once", 1], ["all", 3], ["none", 0]] as const) {
  test(`catchUp() runs ${times} of three times that passed, by the policy ${catchUp}`, async (simulation) => {
    const id = await simulation.submit(cron("0 * * * *", { catchUp }));
    await simulation.restart({ downMs: 3 * HOUR + MINUTE });
    equal(await live(simulation, id, { ms: 10 * MINUTE, step: MINUTE }), times);
    deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 4 * HOUR]);
  });
}

test("catchUp() catches up no more than its limit, and what an earlier chored left counts", async (simulation) => {
  const id = await simulation.submit(cron("* * * * *", { catchUp: "all" }));
  await simulation.restart({ downMs: DAY });
  await simulation.restart({ downMs: DAY });
  const { missed } = simulation.job(id);
  equal(missed, LIMITS.caughtUp);
});

test("catchUp() takes the times that passed while the job ran on without chored for missed", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *", { catchUp: "none" }));
  await simulation.pass(HOUR);
  simulation.begin(id);
  await simulation.restart({ downMs: 2 * HOUR });
  await simulation.end(id);
  deepEqual([simulation.state(id), simulation.runs(id)], ["scheduled", 1]);
});

test("wakeForReboot() begins a job of @reboot with the next start of the machine, and once", async (simulation) => {
  await simulation.restart();
  const id = await simulation.submit(cron("@reboot"));
  equal(simulation.job(id).why, "waits for the next start of the machine");
  await simulation.pass(DAY);
  await simulation.restart();
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", null]);
  for (const boot of ["boot 2", "boot 3"]) {
    await simulation.restart({ boot });
    equal(simulation.state(id), "starting");
    await simulation.run(id);
    equal(simulation.state(id), "scheduled");
    await simulation.restart({ boot });
    equal(simulation.state(id), "scheduled");
  }
});

test("wakeForReboot() begins a job again that the fall of the machine cut short", async (simulation) => {
  await simulation.restart();
  const id = await simulation.submit(cron("@reboot"));
  await simulation.restart({ boot: "boot 2" });
  simulation.begin(id);
  await simulation.restart({ boot: "boot 3" });
  equal(simulation.state(id), "running");
  // the undertaker tells, later
  await simulation.end(id, { kind: "lost", reason: "the machine went down" });
  deepEqual([simulation.state(id), simulation.runs(id)], ["starting", 2]);
  await simulation.run(id);
  equal(simulation.state(id), "scheduled");
});

test("Planner wakes 1,000 jobs of the same second, and begins what has a slot", async (simulation) => {
  const { store } = simulation.session;
  await simulation.setGroup("default", 3);
  const { argv: _, ...shared } = simulation.job(await simulation.submit()).spec;
  await simulation.ask("batch", {
    request: "r",
    shared: { ...shared, env: [], when: { kind: "at", at: NOON + HOUR } },
    jobs: Array.from({ length: 1000 }, () => ({ argv: ["make"] })),
  });
  await simulation.pass(HOUR);
  equal(store.countInStates(["queued"]) + simulation.active.length, 1001);
  equal(simulation.active.length, 3);
});
