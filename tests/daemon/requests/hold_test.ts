import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { HOUR, MINUTE, NOON, Simulation } from "../../support/simulation.ts";

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

test("hold keeps a job from its time, and release gives it the time that is left", async (simulation) => {
  const id = await simulation.submit({ when: { kind: "at", at: NOON + HOUR } });
  await simulation.order("hold", id);
  await simulation.pass(MINUTE);
  await simulation.order("release", id);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + HOUR]);
  await simulation.order("hold", id);
  await simulation.pass(2 * HOUR);
  equal(simulation.state(id), "held");
  await simulation.order("release", id);
  equal(simulation.state(id), "starting");
});

test("hold keeps a job out of the queue, and release puts it back into its place", async (simulation) => {
  await simulation.setGroup("default", 1);
  const [one, two, three] = [
    await simulation.submit(),
    await simulation.submit(),
    await simulation.submit(),
  ];
  await simulation.order("hold", two);
  await simulation.order("release", two);
  await simulation.run(one);
  deepEqual([simulation.state(two), simulation.state(three)], ["starting", "queued"]);
});

test("hold keeps a job from another attempt, and release begins it", async (simulation) => {
  const id = await simulation.submit({ restart: { policy: "on-failure", delayMs: HOUR } });
  await simulation.run(id, 1);
  await simulation.order("hold", id);
  await simulation.pass(2 * HOUR);
  equal(simulation.state(id), "held");
  await simulation.order("release", id);
  equal(simulation.state(id), "starting");
});

test("hold refuses a job that runs, and release one that is not held", async (simulation) => {
  const id = await simulation.submit();
  await rejects(simulation.order("hold", id), {
    message: 'Cannot hold job "make": it is starting',
  });
  await rejects(simulation.order("release", id), {
    message: 'Cannot release job "make": it is starting',
  });
});
