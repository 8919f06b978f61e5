import { rejects, strictEqual as equal } from "node:assert/strict";
import type { SpecInput } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";
import { specOf } from "../support/specs.ts";
import { Simulation } from "../support/simulation.ts";

const cron = (expression: string, zone?: string): SpecInput["when"] => ({
  ...{ kind: "cron", expression },
  ...(zone === undefined ? {} : { zone }),
});

/** What is asked for, and a part of what is said about it. */
const ROWS: readonly [string, Partial<SpecInput>, RegExp][] = [
  ["a group", { group: "none" }, /there is no group "none": chore group add none --slots N$/],
  ["an expression", { when: cron("* * *") }, /"\* \* \*" is no cron expression: .*expected/],
  ["a minute", { when: cron("61 * * * *") }, /is no cron expression: .*expected/],
  ["a nickname", { when: cron("@noon") }, /is no cron expression: .*expected one of @hourly/],
  ["a zone", { when: cron("@daily", "Mars/Base") }, /"Mars\/Base" is no time zone: expected/],
  ["an empty zone", { when: cron("@daily", "") }, /"" is no time zone: expected/],
  ["a date after all dates", { when: { kind: "at", at: LIMITS.dateMs + 1 } }, /spec\.when\.at/],
  ["a date that is none", { when: { kind: "at", at: 0.5 } }, /spec\.when\.at/],
  ["a job to wait for", { after: [{ job: "x", when: "end" }] }, /Cannot wait for job "x"/],
  ["the job itself", { after: [{ job: "2", when: "end" }] }, /Cannot wait for job "2"/],
  ["a condition", { after: [{ job: "1", when: "soon" as "end" }] }, /after/],
  ["a policy", { restart: { policy: "ever" as "no" } }, /spec\.restart\.policy/],
  ["attempts of no policy", { restart: { attempts: 3 } }, /--attempts needs --restart or -x$/],
  ["the longest pause of none", { restart: { delayMostMs: 9 } }, /--delay-most needs --restart/],
  ["no attempts", { restart: { attempts: 0 } }, /spec\.restart\.attempts/],
  ["attempts", { restart: { attempts: LIMITS.attempts + 1 } }, /spec\.restart\.attempts/],
  ["a pause", { restart: { delayMs: LIMITS.timeMaxMs + 1 } }, /spec\.restart\.delayMs/],
  ["an exit code", { success: [256] }, /spec\.success/],
  ["no exit code", { success: [] }, /spec\.success/],
  ["slots", { slots: LIMITS.slots + 1 }, /spec\.slots/],
  ["a priority", { priority: 1001 }, /spec\.priority/],
];

for (const [what, change, message] of ROWS) {
  Deno.test(`checkWishes() refuses ${what}, alone and in a batch, and stores nothing`, async () => {
    await using simulation = new Simulation();
    const { store } = simulation.session;
    const least = specOf();
    const { argv: _, ...shared } = least;
    const spec = { ...least, ...change };
    await rejects(simulation.ask("run", { request: "r", spec }), { message });
    const jobs = [{ argv: ["true"] }, { argv: ["true"], ...change }, { argv: ["true"] }];
    const inBatch = new RegExp(message.source.replace(/^spec.*$|^after$/, "jobs\\.1\\."));
    await rejects(simulation.ask("batch", { request: "s", shared, jobs }), { message: inBatch });
    equal(store.countJobs(), 0);
    equal(store.jobsBefore(100, 100).length, 0);
    equal(store.nextJobId(), 1);
  });
}

Deno.test("checkWishes() lets a refusal cost nobody else who asks at the same time", async () => {
  await using simulation = new Simulation();
  const asked = [{}, { group: "none" }, { after: [{ job: "x", when: "end" as const }] }, {}].map((
    change,
    index,
  ) => simulation.ask("run", { request: `r${index}`, spec: specOf(change) }));
  const kinds = (await Promise.allSettled(asked)).map(({ status }) => status);
  equal(kinds.join(" "), "fulfilled rejected rejected fulfilled");
  equal(simulation.session.store.countJobs(), 2);
});

Deno.test("checkWishes() lets a job of a batch wait for one before it, and for none after it", async () => {
  await using simulation = new Simulation();
  const { argv: _, ...shared } = specOf();
  const one = { argv: ["true"], name: "one" };
  const two = { argv: ["true"], after: [{ job: "one", when: "success" as const }] };
  await rejects(simulation.ask("batch", { request: "r", shared, jobs: [two, one] }), {
    message: /Cannot wait for job "one"/,
  });
  await simulation.ask("batch", { request: "s", shared, jobs: [one, two] });
  await simulation.settle();
  equal(simulation.state(2), "waiting");
  await simulation.run(1);
  equal(simulation.state(2), "starting");
});
