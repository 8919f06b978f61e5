import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { orderEach } from "../../daemon/order_each.ts";
import { pauseLate } from "../../daemon/pause_late.ts";
import type { Answer } from "../../daemon/link.ts";
import { test } from "../support/repeated.ts";
import type { Simulation } from "../support/simulation.ts";

/** Workers that answer so; what is on record as they are asked. */
function answering(simulation: Simulation, answer: Partial<Answer>): (string | null)[] {
  const recorded: (string | null)[] = [];
  simulation.session.workers.order = (run) => {
    const job = simulation.session.store.run(run)?.job ?? 0;
    recorded.push(simulation.job(job).pauseBy);
    return Promise.resolve(answer as Answer);
  };
  return recorded;
}

test("orderEach() puts a pause on record before the worker hears of it, and no longer than it takes", async (simulation) => {
  const id = await simulation.submit();
  simulation.begin(id);
  const recorded = answering(simulation, { ok: true });
  await orderEach(simulation.session, [simulation.job(id)], {
    order: "pause",
    why: "paused by ann",
  });
  deepEqual(recorded, ["paused by ann"]);
  deepEqual([simulation.state(id), simulation.job(id).pauseBy], ["paused", null]);
});

test("orderEach() forgets a pause that the worker refuses", async (simulation) => {
  const id = await simulation.submit();
  simulation.begin(id);
  answering(simulation, { ok: false, detail: "it is being stopped" });
  const jobs = [simulation.job(id)];
  await rejects(orderEach(simulation.session, jobs, { order: "pause", why: "paused by ann" }));
  deepEqual([simulation.state(id), simulation.job(id).pauseBy], ["running", null]);
});

test("pauseLate() pauses a job whose chored died between the order and its record", async (simulation) => {
  const id = await simulation.submit();
  simulation.begin(id);
  simulation.session.workers.order = () => Promise.withResolvers<undefined>().promise;
  void orderEach(simulation.session, [simulation.job(id)], {
    order: "pause",
    why: "paused by ann",
  });
  await simulation.restart();
  answering(simulation, { ok: true });
  await pauseLate(simulation.session, simulation.job(id).run ?? 0);
  deepEqual([simulation.state(id), simulation.job(id).why], ["paused", "paused by ann"]);
  equal(simulation.job(id).pauseBy, null);
});
