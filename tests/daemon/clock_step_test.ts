import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { cron, live, test } from "../support/repeated.ts";
import { DAY, HOUR, MINUTE, NOON } from "../support/simulation.ts";

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
  const id = await simulation.submit(cron("30 12,13 * * *"));
  equal(await live(simulation, id, { ms: HOUR, step: MINUTE }), 1);
  await simulation.setClock(-HOUR);
  equal(await live(simulation, id, { ms: HOUR + 29 * MINUTE, step: MINUTE }), 0);
  equal(await live(simulation, id, { ms: MINUTE, step: MINUTE }), 1);
});

for (const expression of ["*/10 * * * *", "0,10,20,30,40,50 * * * *", "* 12 * * *"]) {
  test(`Planner lets ${expression} go by the new clock where that is set back by less than three hours`, async (simulation) => {
    const id = await simulation.submit(cron(expression));
    const step = 2 * HOUR + 30 * MINUTE;
    await live(simulation, id, { ms: 30 * MINUTE, step: MINUTE });
    await simulation.setClock(-step);
    const { wakeAt } = simulation.job(id);
    const hours = expression.startsWith("* 12") ? NOON : NOON - 2 * HOUR + 10 * MINUTE;
    equal(wakeAt, hours);
  });
}

test("Planner lets a job that runs, or is queued, go by a clock that was set back", async (simulation) => {
  await simulation.setGroup("one", 1);
  const runs = await simulation.submit({ ...cron("*/10 * * * *"), group: "one" });
  await simulation.pass(10 * MINUTE);
  const queued = await simulation.submit({ ...cron("*/10 * * * *"), group: "one" });
  await simulation.pass(10 * MINUTE);
  deepEqual([simulation.state(runs), simulation.state(queued)], ["starting", "queued"]);
  await simulation.setClock(-HOUR);
  const at = NOON - 30 * MINUTE;
  deepEqual([simulation.job(runs).wakeAt, simulation.job(queued).cronAt], [at, at]);
});

test("Planner repeats nothing where a clock is set back by less than a minute", async (simulation) => {
  const id = await simulation.submit(cron("*/10 * * * *"));
  await simulation.pass(10 * MINUTE);
  await simulation.run(id);
  await simulation.setClock(1 - LIMITS.clockSetBackMs);
  equal(simulation.job(id).wakeAt, NOON + 20 * MINUTE);
  await simulation.setClock(-LIMITS.clockSetBackMs);
  equal(simulation.job(id).wakeAt, NOON + 10 * MINUTE);
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
