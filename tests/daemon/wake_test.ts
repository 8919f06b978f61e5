import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import type { SpecInput } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";
import { specOf } from "../support/specs.ts";
import { DAY, HOUR, MINUTE, NOON, SECOND, Simulation } from "../support/simulation.ts";

type Cron = Extract<NonNullable<SpecInput["when"]>, { kind: "cron" }>;

const cron = (expression: string, change: Partial<Cron> = {}): Partial<SpecInput> => ({
  when: { kind: "cron", expression, zone: "UTC", ...change },
});

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

/** Runs whatever has a worker, again and again, while `ms` pass in steps of `step`; how often `id` began. */
async function live(
  simulation: Simulation,
  id: number,
  { ms, step }: { ms: number; step: number },
) {
  let begun = 0;
  for (let passed = 0; passed <= ms; passed += step) {
    for (const job of simulation.active) {
      if (job.id === id) begun++;
      await simulation.run(job.id);
    }
    if (passed < ms) await simulation.pass(step);
  }
  return begun;
}

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

test("Planner catches a step of less than three hours up, once", async (simulation) => {
  const id = await simulation.submit(cron("*/10 * * * *"));
  await simulation.setClock(2 * HOUR + MINUTE);
  equal(await live(simulation, id, { ms: 8 * MINUTE, step: MINUTE }), 1);
  equal(simulation.job(id).wakeAt, NOON + 2 * HOUR + 10 * MINUTE);
});

test("Planner runs nothing for a step of three hours and more, and finds the next time", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *"));
  const at = await simulation.submit({ when: { kind: "at", at: NOON + HOUR } });
  await simulation.setClock(5 * HOUR + MINUTE);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 6 * HOUR]);
  // a date is a date
  equal(simulation.state(at), "starting");
});

test("Planner runs no time twice where the clock is set back by less than three hours", async (simulation) => {
  const id = await simulation.submit(cron("30 * * * *"));
  equal(await live(simulation, id, { ms: HOUR, step: MINUTE }), 1);
  await simulation.setClock(-HOUR);
  equal(await live(simulation, id, { ms: HOUR + 29 * MINUTE, step: MINUTE }), 0);
  equal(await live(simulation, id, { ms: MINUTE, step: MINUTE }), 1);
});

test("Planner begins anew where the clock is set back by three hours and more", async (simulation) => {
  const id = await simulation.submit(cron("30 * * * *"));
  const running = await simulation.submit(cron("31 * * * *"));
  await simulation.pass(31 * MINUTE);
  await simulation.run(id);
  await simulation.setClock(-3 * DAY);
  equal(simulation.job(id).wakeAt, NOON - 3 * DAY + HOUR + 30 * MINUTE);
  await simulation.run(running);
  equal(simulation.job(running).wakeAt, NOON - 3 * DAY + HOUR + 31 * MINUTE);
});

test("Planner lets pauses and deadlines last as long as they would have, whoever sets the clock", async (simulation) => {
  await simulation.setGroup("one", 1);
  await simulation.submit({ group: "one" });
  const late = await simulation.submit({ group: "one", startDeadlineMs: 10 * MINUTE });
  const again = await simulation.submit({
    restart: { policy: "on-failure", backoff: "constant", delayMs: MINUTE },
  });
  await simulation.run(again, 1);
  for (const step of [-DAY, 2 * DAY]) {
    await simulation.setClock(step);
    deepEqual([simulation.state(late), simulation.state(again)], ["queued", "backoff"]);
  }
  await simulation.pass(2 * MINUTE);
  deepEqual([simulation.state(late), simulation.state(again)], ["queued", "starting"]);
  await simulation.pass(8 * MINUTE);
  equal(simulation.state(late), "skipped");
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

test("checkDependants() skips exactly those that can never run, and those behind them", async (simulation) => {
  const first = await simulation.submit();
  const after = (id: number, when: "success" | "end" | "failure") =>
    simulation.submit({ after: [{ job: String(id), when }] });
  const good = await after(first, "success");
  const any = await after(first, "end");
  const bad = await after(first, "failure");
  const behind = await after(good, "end");
  await simulation.run(first, 1);
  deepEqual([good, any, bad, behind].map((id) => simulation.state(id)), [
    "skipped",
    "starting",
    "starting",
    "skipped",
  ]);
  equal(simulation.job(good).why, 'job "make", which it waits for, has failed');
});

test("checkDependants() keeps what has come true of a job that is removed meanwhile", async (simulation) => {
  const [one, two] = [await simulation.submit(), await simulation.submit()];
  const after = [one, two].map((id) => ({ job: String(id), when: "success" }) as const);
  const [waits, held] = [
    await simulation.submit({ after }),
    await simulation.submit({ after, held: true }),
  ];
  await simulation.run(one);
  await simulation.ask("remove", { jobs: { names: [String(one)], all: false } });
  equal(simulation.state(waits), "waiting");
  await simulation.run(two);
  await simulation.order("release", held);
  deepEqual([simulation.state(waits), simulation.state(held)], ["starting", "starting"]);
});

test("checkDependants() waits for all conditions, also for two of the same job", async (simulation) => {
  const one = await simulation.submit();
  const job = String(one);
  const both = [{ job, when: "success" }, { job, when: "end" }] as const;
  const id = await simulation.submit({ after: both.map((each) => ({ ...each })) });
  await simulation.run(one, 1);
  equal(simulation.state(id), "skipped");
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

test("checkDependants() begins a job that waits for 1,000 with the end of the last", async (simulation) => {
  const { store } = simulation.session;
  const ids = store.transaction(() =>
    Array.from({ length: LIMITS.dependencies }, (_, n) => {
      const id = store.addJob({
        ...{ request: `r${n}`, name: `n${n}`, state: "held", why: "", createdAt: 0 },
        ...{ createdBy: "ann", spec: specOf() },
      });
      return id;
    })
  );
  const id = await simulation.submit({
    after: ids.map((each) => ({ job: String(each), when: "end" })),
  });
  equal(simulation.state(id), "waiting");
  store.transaction(() => {
    for (const each of ids.slice(1)) store.changeJob(each, { state: "succeeded" });
  });
  const [last = 0] = ids;
  await simulation.order("release", last);
  const began = performance.now();
  await simulation.run(last);
  equal(simulation.state(id), "starting");
  ok(performance.now() - began < 5 * SECOND);
});
