// Repeated jobs in a simulation: their spec, and how often they begin as time passes.

import type { SpecInput } from "../../job/spec.ts";
import { Simulation } from "./simulation.ts";

type Cron = Extract<NonNullable<SpecInput["when"]>, { kind: "cron" }>;

/** A job that repeats, by the clocks of UTC. */
export function cron(expression: string, change: Partial<Cron> = {}): Partial<SpecInput> {
  return { when: { kind: "cron", expression, zone: "UTC", ...change } };
}

/** A test in a simulation of its own. */
export function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

/** Runs whatever has a worker, again and again, while `ms` pass in steps of `step`; how often `id` began. */
export async function live(
  simulation: Simulation,
  id: number,
  { ms, step }: { ms: number; step: number },
): Promise<number> {
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
