/** The planner: a busy day simulated, and the cost of a decision beside ended and waiting jobs. Its files lie in memory, its workers are words. */

import { median } from "./compare.ts";
import type { State } from "../job/state.ts";
import { DAY, HOUR, MINUTE, Simulation } from "../tests/support/simulation.ts";
import { specOf } from "../tests/support/specs.ts";

const jobs = Number(Deno.args[0] ?? 10_000);
const rounds = 200;

await simulateDay();
console.log(`\none decision, medians of ${rounds}; wanted: at most x 1.5 whatever has ended`);
console.log("   ended   queued  scheduled   nothing begins   an end, and a start");
for (const ended of [0, 1_000, 100_000]) await measure({ ended, queued: 100, scheduled: 100 });
for (const waiting of [1_000, 10_000, 50_000]) {
  await measure({ ended: 1_000, queued: waiting, scheduled: waiting });
}

/** Half of the jobs are there in the morning, for times of the day; the others come as it passes. */
async function simulateDay(): Promise<void> {
  await using simulation = new Simulation();
  const began = performance.now();
  for (const [name, slots] of [["heavy", 4], ["light", 32]] as const) {
    await simulation.setGroup(name, slots);
  }
  const start = simulation.now;
  await submit(simulation, {
    count: jobs / 2,
    when: (n) => ({ kind: "at", at: start + Math.floor(n * DAY / (jobs / 2)) }),
  });
  let runs = 0;
  let most = 0;
  const step = 5 * MINUTE;
  for (let at = 0; at < DAY + HOUR; at += step) {
    if (at < DAY) await submit(simulation, { count: jobs / 2 * step / DAY });
    for (let active = simulation.active; active.length > 0; active = simulation.active) {
      most = Math.max(most, active.length);
      for (const { id } of active) await simulation.run(id, ++runs % 10 === 0 ? 1 : 0);
    }
    await simulation.pass(step);
  }
  const seconds = (performance.now() - began) / 1000;
  const counts = (["succeeded", "failed", "skipped"] as const).map((state) =>
    `${simulation.session.store.countInStates([state])} ${state}`
  );
  console.log(`a day of ${jobs} jobs: ${seconds.toFixed(1)} s, ${runs} runs, ${most} at once`);
  console.log(counts.join(", "));
}

interface Submission {
  readonly count: number;
  readonly when?: (n: number) => { kind: "at"; at: number };
}

/** Of ten, one waits for another, one is heavy, one is tried again. */
async function submit(simulation: Simulation, { count, when }: Submission): Promise<void> {
  const { argv: _, ...shared } = specOf();
  const all = Array.from({ length: Math.round(count) }, (_, n) => ({
    argv: ["make"],
    group: n % 10 === 1 ? "heavy" : "light",
    slots: n % 10 === 1 ? 3 : 1,
    priority: n % 3,
    ...(when === undefined ? {} : { when: when(n) }),
    ...(n % 10 === 3
      ? { restart: { policy: "on-failure", attempts: 2, delayMs: MINUTE } as const }
      : {}),
  }));
  for (let at = 0; at < all.length; at += 1000) {
    const jobs = all.slice(at, at + 1000);
    const ids = await simulation.ask("batch", { request: crypto.randomUUID(), shared, jobs });
    const after = ids.filter((_, n) => n % 10 === 9).map(({ id }) => ({
      argv: ["make"],
      after: [{ job: String(id), when: "success" as const }],
    }));
    if (after.length === 0) continue;
    await simulation.ask("batch", { request: crypto.randomUUID(), shared, jobs: after });
  }
  await simulation.settle();
}

interface Load {
  readonly ended: number;
  readonly queued: number;
  readonly scheduled: number;
}

async function measure({ ended, queued, scheduled }: Load): Promise<void> {
  await using simulation = new Simulation();
  const { store } = simulation.session;
  await simulation.setGroup("default", 8);
  store.transaction(() => {
    fill(simulation, { state: "succeeded", count: ended });
    fill(simulation, { state: "queued", count: queued });
    fill(simulation, { state: "scheduled", count: scheduled });
  });
  await simulation.settle();
  const idle: number[] = [];
  const starts: number[] = [];
  for (let round = 0; round < rounds; round++) {
    idle.push(await time(() => simulation.session.planner.plan()));
    if (round >= queued) continue;
    const [first] = simulation.active;
    if (first === undefined) throw new Error("nothing runs");
    starts.push(await time(() => simulation.end(first.id)));
  }
  const cells = [ended, queued, scheduled].map((count, index) =>
    String(count).padStart(index === 2 ? 11 : 8 + index)
  );
  const [a, b] = [idle, starts].map((times) => `${median(times).toFixed(3)} ms`.padStart(16));
  console.log(`${cells.join("")}${a}     ${b}`);
}

function fill(
  { session: { store }, now }: Simulation,
  { state, count }: { state: State; count: number },
): void {
  const spec = specOf();
  for (let n = 0; n < count; n++) {
    const id = store.addJob({
      ...{ request: `${state} ${n}`, name: `${state}_${n}`, state, spec, why: "", createdAt: now },
      ...{ createdBy: "bench", wakeAt: state === "scheduled" ? now + DAY + n : null },
    });
    if (state === "succeeded") store.changeJob(id, { endedAt: now });
  }
}

/** Until the turn that `act` leads to is over. */
async function time(act: () => unknown): Promise<number> {
  const began = performance.now();
  act();
  for (let turns = 0; turns < 8; turns++) await Promise.resolve();
  return performance.now() - began;
}
