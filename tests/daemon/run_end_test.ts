import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { terminate } from "../../daemon/stop.ts";
import type { SpecInput } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";
import { DAY, HOUR, MINUTE, NOON, SECOND, Simulation } from "../support/simulation.ts";

type Restart = NonNullable<SpecInput["restart"]>;

const again = (change: Restart = {}): Partial<SpecInput> => ({
  restart: { policy: "on-failure", backoff: "constant", delayMs: SECOND, ...change },
});
const nightly = { when: { kind: "cron", expression: "0 3 * * *", zone: "UTC" } } as const;

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

/** Lets it fail until it is given up, or `most` times; how often that was. */
async function failOften(
  simulation: Simulation,
  id: number,
  { most = 1000 } = {},
): Promise<number> {
  for (let failures = 0; failures < most;) {
    if (simulation.active.some((job) => job.id === id)) {
      await simulation.run(id, 1);
      failures++;
    }
    if (simulation.state(id) !== "backoff") return failures;
    await simulation.pass((simulation.job(id).wakeAt ?? 0) - simulation.now);
  }
  return most;
}

test("finishRun() starts a job again after its pause, and gives up after its attempts", async (simulation) => {
  const id = await simulation.submit(again({ attempts: 3 }));
  await simulation.run(id, 1);
  equal(simulation.state(id), "backoff");
  match(simulation.job(id).why, /^exit code 1; attempt 2 of 3 at \d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const { wakeAt } = simulation.job(id);
  ok(Math.abs((wakeAt ?? 0) - NOON - SECOND) <= SECOND / 10);
  equal(await failOften(simulation, id), 2);
  deepEqual([simulation.state(id), simulation.job(id).why, simulation.runs(id)], [
    ...["failed", "exit code 1; given up after 3 attempts", 3],
  ]);
});

test("finishRun() counts more attempts than runs are kept, and lets go of the oldest", async (simulation) => {
  const attempts = LIMITS.runsPerJob + 8;
  const id = await simulation.submit(again({ attempts }));
  equal(await failOften(simulation, id), attempts);
  deepEqual([simulation.state(id), simulation.runs(id)], ["failed", LIMITS.runsPerJob]);
  const folders = [...Deno.readDirSync(simulation.session.paths.runs)].length;
  equal(folders, LIMITS.runsPerJob);
});

test("finishRun() lets go of the oldest runs of a job that repeats", async (simulation) => {
  const id = await simulation.submit({
    when: { kind: "cron", expression: "* * * * *", zone: "UTC" },
  });
  for (let minute = 0; minute < LIMITS.runsPerJob + 8; minute++) {
    await simulation.pass(MINUTE);
    await simulation.run(id);
  }
  equal(simulation.runs(id), LIMITS.runsPerJob);
});

test("finishRun() tells of a job that repeats for what it waits, and then how its run ended", async (simulation) => {
  const id = await simulation.submit(nightly);
  await simulation.pass(15 * HOUR);
  await simulation.run(id, 0);
  equal(simulation.job(id).why, "waits for 2026-11-04T03:00:00.000Z; its last run: exit code 0");
});

test("finishRun() counts attempts anew each time that a job repeats", async (simulation) => {
  const id = await simulation.submit({ ...nightly, ...again({ attempts: 3 }) });
  for (let night = 0; night < 4; night++) {
    await simulation.pass(DAY);
    await simulation.run(id);
  }
  for (let night = 0; night < 3; night++) {
    await simulation.pass(DAY);
    equal(await failOften(simulation, id), 3);
    equal(simulation.state(id), "scheduled");
  }
});

test("finishRun() counts attempts anew where somebody starts the job again", async (simulation) => {
  const id = await simulation.submit(again({ attempts: 3 }));
  equal(await failOften(simulation, id), 3);
  await simulation.order("restart", id);
  equal(await failOften(simulation, id), 3);
});

test("finishRun() keeps attempts and pause over the death of chored", async (simulation) => {
  const id = await simulation.submit(again({ attempts: 3, delayMs: HOUR }));
  await simulation.run(id, 1);
  const { wakeAt } = simulation.job(id);
  await simulation.restart({ downMs: MINUTE });
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["backoff", wakeAt]);
  await simulation.restart({ downMs: 2 * HOUR });
  equal(simulation.state(id), "starting");
  await simulation.restart();
  equal(await failOften(simulation, id), 2);
  equal(simulation.job(id).why, "exit code 1; given up after 3 attempts");
});

test("finishRun() counts anew after a run that was stable", async (simulation) => {
  const id = await simulation.submit(again({ attempts: 3, stableMs: HOUR }));
  equal(await failOften(simulation, id, { most: 2 }), 2);
  simulation.begin(id);
  await simulation.pass(HOUR);
  await simulation.end(id, 1);
  equal(await failOften(simulation, id), 3);
});

test("finishRun() takes the exit codes that count as success", async (simulation) => {
  const id = await simulation.submit({ ...again(), success: [0, 75] });
  await simulation.run(id, 75);
  equal(simulation.state(id), "succeeded");
});

test("finishRun() starts nothing again that was stopped or could not start", async (simulation) => {
  const refused = await simulation.submit(again());
  await simulation.end(refused, { kind: "refused", reason: "no such file" });
  equal(simulation.state(refused), "failed");
  const stopped = await simulation.submit(again({ policy: "unless-stopped" }));
  simulation.begin(stopped);
  await simulation.order("stop", stopped);
  await simulation.end(stopped, { kind: "signaled", signal: "SIGTERM" });
  equal(simulation.state(stopped), "stopped");
});

test("finishRun() ends a repeated job for good that somebody stops", async (simulation) => {
  const id = await simulation.submit(nightly);
  await simulation.pass(DAY);
  simulation.begin(id);
  await simulation.order("stop", id);
  await simulation.end(id, { kind: "signaled", signal: "SIGTERM" });
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["stopped", null]);
});

test("finishRun() starts a repeated job at once that was restarted, whatever became of its run", async (simulation) => {
  const id = await simulation.submit(nightly);
  await simulation.pass(DAY);
  simulation.begin(id);
  await simulation.order("restart", id);
  await simulation.end(id, { kind: "lost", reason: "its worker died" });
  deepEqual([simulation.state(id), simulation.job(id).again], ["starting", null]);
  await simulation.run(id);
  equal(simulation.state(id), "scheduled");
});

test("finishRun() keeps what repeats, and what is to run always, for the next chored", async (simulation) => {
  const [cron, always, once] = [
    await simulation.submit(nightly),
    await simulation.submit(again({ policy: "unless-stopped" })),
    await simulation.submit(again()),
  ];
  await simulation.pass(DAY);
  for (const { id } of simulation.active) simulation.begin(id);
  const report = terminate(simulation.session, "stop");
  for (const { id } of simulation.active) {
    await simulation.end(id, { kind: "signaled", signal: "SIGTERM" });
  }
  deepEqual(await report, { stopped: 3, killed: 0, left: 0 });
  const states = () => [cron, always, once].map((id) => simulation.state(id));
  deepEqual(states(), ["scheduled", "backoff", "stopped"]);
  await simulation.restart();
  deepEqual(states(), ["scheduled", "starting", "stopped"]);
});

test("finishRun() ends a job for good that somebody stops, until another chored where it is to run always", async (simulation) => {
  const policies = ["always", "unless-stopped", "on-failure"] as const;
  const ids = [];
  for (const policy of policies) ids.push(await simulation.submit(again({ policy })));
  const backoff = await simulation.submit(again({ policy: "always", delayMs: HOUR }));
  const never = await simulation.submit({ ...again({ policy: "always" }), held: true });
  const repeats = await simulation.submit({ ...nightly, ...again({ policy: "always" }) });
  await simulation.order("now", repeats);
  for (const id of [...ids, backoff, repeats]) simulation.begin(id);
  await simulation.end(backoff, 1);
  equal(simulation.state(backoff), "backoff");
  const all = [...ids, backoff, never, repeats];
  for (const id of all) await simulation.order("stop", id);
  for (const id of [...ids, repeats]) {
    await simulation.end(id, { kind: "signaled", signal: "SIGTERM" });
  }
  const states = () => all.map((id) => simulation.state(id));
  await simulation.pass(2 * HOUR);
  deepEqual(states(), Array(all.length).fill("stopped"));
  await simulation.restart();
  deepEqual(states(), [
    ...["starting", "stopped", "stopped", "starting", "stopped", "scheduled"],
  ]);
  equal(simulation.job(repeats).wakeAt, NOON + 15 * HOUR);
  await simulation.restart();
  deepEqual(ids.map((id) => simulation.runs(id)), [2, 1, 1]);
});

test("finishRun() keeps a line of each run in the history, in the commit of its end", async (simulation) => {
  const id = await simulation.submit(again({ attempts: 2 }), "build");
  await failOften(simulation, id);
  await simulation.ask("remove", { jobs: { names: ["build"], all: false } });
  const { lines } = await simulation.ask("history", {});
  deepEqual(lines.map(({ run, name, state, outcome }) => [run, name, state, outcome.code]), [
    [2, "build", "failed", 1],
    [1, "build", "failed", 1],
  ]);
});
