import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { cron, live, test } from "../support/repeated.ts";
import { HOUR, MINUTE, NOON, type Simulation } from "../support/simulation.ts";

/** How often the job runs in the next minutes. */
const liveOn = (simulation: Simulation, id: number) =>
  live(simulation, id, { ms: 10 * MINUTE, step: MINUTE });

for (const [catchUp, times] of [["once", 1], ["all", 3], ["none", 0]] as const) {
  for (const overlap of ["queue", "allow"] as const) {
    test(`catchUp() counts ${times} of three times that passed while the job ran on, for ${catchUp} and ${overlap}`, async (simulation) => {
      const id = await simulation.submit(cron("0 * * * *", { catchUp, overlap }));
      await simulation.pass(HOUR);
      simulation.begin(id);
      await simulation.restart({ downMs: 3 * HOUR + MINUTE });
      await simulation.end(id);
      const copies = simulation.active.filter((job) => job.id !== id).length;
      equal(copies + await liveOn(simulation, id), times);
      equal(simulation.job(id).wakeAt, NOON + 5 * HOUR);
    });
  }
}

test("nextTurn() keeps the times that passed without chored beside those that the job was to run", async (simulation) => {
  const id = await simulation.submit(cron("0 * * * *", { catchUp: "all", overlap: "queue" }));
  await simulation.pass(HOUR);
  simulation.begin(id);
  await simulation.pass(HOUR + MINUTE);
  equal(simulation.job(id).missed, 1);
  await simulation.restart({ downMs: 2 * HOUR, ended: [id] });
  equal(await liveOn(simulation, id), 3);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 5 * HOUR]);
});

test("catchUp() takes no turn from a job that came while chored served, whatever its policy", async (simulation) => {
  for (const catchUp of ["none", "once"] as const) {
    const id = await simulation.submit(cron("0 * * * *", { catchUp, overlap: "queue" }));
    await simulation.pass(HOUR);
    simulation.begin(id);
    await simulation.pass(HOUR + MINUTE);
    equal(simulation.job(id).missed, 1);
    await simulation.restart({ downMs: MINUTE, ended: [id] });
    equal(await liveOn(simulation, id), 1);
    await simulation.order("stop", id);
  }
});

test("wakeJob() counts the times that pass before a chored that stood still goes on, where all are caught up", async (simulation) => {
  const id = await simulation.submit(cron("*/10 * * * *", { catchUp: "all" }));
  simulation.standStill(25 * MINUTE);
  equal(await liveOn(simulation, id), 3);
});
