import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { cron, test } from "../support/repeated.ts";
import { HOUR, SECOND } from "../support/simulation.ts";
import { specOf } from "../support/specs.ts";

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

for (
  const [when, code, state] of [
    ["success", 0, "starting"],
    ["success", 1, "skipped"],
    ["end", 1, "starting"],
    ["failure", 1, "starting"],
    ["failure", 0, "skipped"],
  ] as const
) {
  test(`checkDependants() takes exit code ${code} of the next run of a repeated job for the ${when} that others wait for`, async (simulation) => {
    const nightly = await simulation.submit(cron("0 * * * *"), "nightly");
    await simulation.pass(HOUR);
    await simulation.run(nightly, 1 - code);
    const after = [{ job: "nightly", when }];
    const [id, held] = [
      await simulation.submit({ after }),
      await simulation.submit({ after, held: true }),
    ];
    deepEqual([simulation.state(id), simulation.job(id).why], ["waiting", "waits for nightly"]);
    await simulation.pass(HOUR);
    equal(simulation.state(id), "waiting");
    await simulation.run(nightly, code);
    equal(simulation.state(nightly), "scheduled");
    await simulation.order("release", held);
    deepEqual([simulation.state(id), simulation.state(held)], [state, state]);
  });
}

test("checkDependants() waits for another run of a repeated job each time that a repeated one is due", async (simulation) => {
  const nightly = await simulation.submit(cron("0 * * * *"));
  const after = [{ job: String(nightly), when: "success" as const }];
  const id = await simulation.submit({ ...cron("0 * * * *"), after });
  for (const runs of [1, 2, 3]) {
    await simulation.pass(HOUR);
    equal(simulation.state(id), "waiting");
    await simulation.run(nightly);
    equal(simulation.state(id), "starting");
    await simulation.run(id);
    deepEqual([simulation.state(id), simulation.runs(id)], ["scheduled", runs]);
  }
});

test("checkDependants() hears of the end of a run that came as chored died", async (simulation) => {
  const nightly = await simulation.submit(cron("0 * * * *"));
  const id = await simulation.submit({ after: [{ job: String(nightly), when: "success" }] });
  await simulation.pass(HOUR);
  simulation.session.changes.publish = () => {};
  await simulation.run(nightly);
  equal(simulation.state(id), "waiting");
  await simulation.restart();
  equal(simulation.state(id), "starting");
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
