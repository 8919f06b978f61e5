import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { HOUR, NOON, Simulation } from "../../support/simulation.ts";

const later = { when: { kind: "at", at: NOON + HOUR } } as const;

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

test("now begins a job in each state that waits, whatever it waits for", async (simulation) => {
  await simulation.setGroup("none", 0);
  const scheduled = await simulation.submit(later);
  const waiting = await simulation.submit({ after: [{ job: String(scheduled), when: "success" }] });
  const queued = await simulation.submit({ group: "none" });
  const held = await simulation.submit({ held: true });
  const backoff = await simulation.submit({ restart: { policy: "on-failure", delayMs: HOUR } });
  await simulation.run(backoff, 1);
  const ids = [scheduled, waiting, queued, held, backoff];
  deepEqual(ids.map((id) => simulation.state(id)), [
    ...["scheduled", "waiting", "queued", "held", "backoff"],
  ]);
  for (const id of ids) {
    await simulation.order("now", id);
    equal(simulation.state(id), "starting");
  }
});

test("now begins a repeated job, which keeps its times", async (simulation) => {
  const id = await simulation.submit({
    when: { kind: "cron", expression: "0 * * * *", zone: "UTC" },
  });
  await simulation.order("now", id);
  await simulation.run(id);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + HOUR]);
});

test("now refuses more jobs than there may be workers, and all at the end", async (simulation) => {
  const { session } = simulation;
  session.store.countInStates = () => LIMITS.workers;
  const id = await simulation.submit(later);
  await rejects(simulation.order("now", id), {
    message: `Cannot begin a job now: at most ${LIMITS.workers} run at once`,
  });
  session.store.countInStates = () => 0;
  session.ending = true;
  await rejects(simulation.order("now", id), {
    message: "Cannot begin a job: chored is about to end",
  });
  equal(simulation.state(id), "scheduled");
});

test("now refuses a job that runs or has ended", async (simulation) => {
  const id = await simulation.submit();
  await rejects(simulation.order("now", id), {
    message: 'Cannot begin job "make" now: it is starting',
  });
  await simulation.run(id);
  await rejects(simulation.order("now", id), { message: /it is succeeded/ });
});
