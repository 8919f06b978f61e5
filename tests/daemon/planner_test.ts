import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Statements } from "../../daemon/statements.ts";
import { LIMITS } from "../../limits.ts";
import { Simulation } from "../support/simulation.ts";
import { addJob } from "../support/stores.ts";
import { TestSession } from "../support/test_session.ts";

/** What is planned in this turn of the loop has begun. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

const startedIn = (test: TestSession) =>
  test.session.store.jobsInStates(["starting"], 1000).map(({ id }) => id);

Deno.test("Planner begins what is queued, the oldest first, and nothing else", async () => {
  await using test = new TestSession();
  for (const state of ["held", "queued", "waiting", "queued", "backoff"] as const) {
    test.add({ state });
  }
  test.session.planner.plan();
  test.session.planner.plan();
  deepEqual(startedIn(test), []);
  await turn();
  deepEqual(startedIn(test), [2, 4]);
  deepEqual(test.session.store.runsOf(2).map(({ id }) => id), [1]);
  deepEqual(test.session.store.runsOf(4).map(({ id }) => id), [2]);
});

Deno.test("Planner begins no more jobs than there may be workers", async () => {
  await using test = new TestSession();
  const { store } = test.session;
  store.transaction(() => {
    for (let n = 1; n < LIMITS.workers; n++) test.add({ state: "running" });
    test.add({ name: "last", state: "queued" });
    test.add({ name: "late", state: "queued" });
  });
  test.session.planner.plan();
  await turn();
  equal(store.jobByName("last")?.state, "starting");
  equal(store.jobByName("late")?.state, "queued");
});

Deno.test("Planner begins nothing once chored is about to end", async () => {
  await using test = new TestSession();
  test.add({ state: "queued" });
  test.session.ending = true;
  test.session.planner.plan();
  await turn();
  deepEqual(startedIn(test), []);
});

Deno.test("Planner begins by priority, then by the order of submission", async () => {
  await using simulation = new Simulation();
  await simulation.setGroup("default", 0);
  const ids = [];
  for (const priority of [0, 5, -5, 5, 0]) ids.push(await simulation.submit({ priority }));
  await simulation.setGroup("default", 1);
  const order: number[] = [];
  for (let [job] = simulation.active; job !== undefined; [job] = simulation.active) {
    order.push(job.id);
    await simulation.run(job.id);
  }
  deepEqual(order, [2, 4, 1, 5, 3]);
});

Deno.test("Planner lets no group starve another where workers are scarce", async () => {
  await using simulation = new Simulation();
  const { store } = simulation.session;
  await simulation.setGroup("a", LIMITS.slots);
  await simulation.setGroup("z", LIMITS.slots);
  store.transaction(() => {
    for (let n = 0; n < LIMITS.workers; n++) addJob(store, { state: "running" });
  });
  const [first] = simulation.active;
  for (const group of ["a", "z", "a", "a"]) await simulation.submit({ group });
  const begun: string[] = [];
  let [free] = [first?.id ?? 0];
  for (let n = 0; n < 4; n++) {
    store.changeJob(free, { state: "failed" });
    await simulation.settle();
    const [job] = simulation.jobsIn("starting");
    begun.push(job?.group ?? "");
    free = job?.id ?? 0;
  }
  deepEqual(begun, ["a", "z", "a", "a"]);
});

Deno.test("Planner starts every query from an index, however many jobs there are", async () => {
  await using simulation = new Simulation();
  const asked = listen(simulation.session.store.plan.sql);
  await simulation.setGroup("a", 2);
  const after = [{ job: String(await simulation.submit({ group: "a" })), when: "end" as const }];
  const cron = { kind: "cron", expression: "* * * * *", zone: "UTC" } as const;
  await simulation.submit({ group: "a", after });
  await simulation.submit({ when: cron, restart: { policy: "on-failure" } });
  for (let n = 0; n < 3; n++) {
    await simulation.pass(61_000);
    for (const { id } of simulation.active) await simulation.run(id, n % 2);
  }
  using database = new DatabaseSync(simulation.session.paths.store, { readOnly: true });
  const scans = [...asked].filter((text) => !text.startsWith("INSERT")).flatMap((text) =>
    database.prepare(`EXPLAIN QUERY PLAN ${text}`).all().map((row) => String(row["detail"]))
      .filter((detail) => detail.startsWith("SCAN ") && !SMALL.test(detail))
      .map((detail) => `${detail}: ${text}`)
  );
  // asked once, at the start
  deepEqual(scans.filter((scan) => !scan.endsWith("SELECT count(*) AS n FROM job")), []);
  ok(asked.size > 20);
});

/** Groups, those that are to be started again, ids: few, however many jobs there are. */
const SMALL = /^SCAN (json_each|g$|slot_group|sqlite_sequence|job USING INDEX job_again$)/;

/** All queries from now on. */
function listen(sql: Statements): ReadonlySet<string> {
  const asked = new Set<string>();
  const { all, one, run } = sql;
  const hear = (text: string) => asked.add(text);
  Object.assign(sql, {
    all: (...args: Parameters<typeof all>) => hear(args[0]) && all.apply(sql, args),
    one: (...args: Parameters<typeof one>) => hear(args[0]) && one.apply(sql, args),
    run: (...args: Parameters<typeof run>) => hear(args[0]) && run.apply(sql, args),
  });
  return asked;
}
