import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { raiseAlert } from "../../daemon/alert.ts";
import { AlertStore } from "../../daemon/alert_store.ts";
import type { JobRow } from "../../daemon/rows.ts";
import { ALERT_STATES, type AlertEvent, type AlertPolicy } from "../../job/alert.ts";
import { LIMITS } from "../../limits.ts";
import { HOUR, MINUTE, SECOND, Simulation } from "../support/simulation.ts";

interface Digest {
  readonly kind: "digest";
  readonly events: readonly AlertEvent[];
  readonly more: number;
}

function setAlert({ session }: Simulation, policy: Partial<AlertPolicy> = {}): void {
  const usual = { command: "tell", on: ALERT_STATES, timeoutMs: 1000, mostPerMinute: 10 };
  session.config = { ...session.config, alert: { ...usual, ...policy } };
}

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    setAlert(simulation);
    await act(simulation);
  });
}

/** The alerts, the oldest first. */
function alertsIn({ session: { store } }: Simulation): JobRow[] {
  return store.jobsBefore(Number.MAX_SAFE_INTEGER, 10_000)
    .filter(({ hook }) => hook?.kind === "alert").reverse();
}

/** What an alert reads. */
function told<T = AlertEvent>({ spec: { stdin } }: JobRow): T {
  if (stdin.kind !== "text") throw new Error("it reads no text");
  return JSON.parse(stdin.text) as T;
}

async function fail(simulation: Simulation, name?: string): Promise<number> {
  const id = await simulation.submit({}, name);
  await simulation.run(id, 3);
  return id;
}

const digestOf = (simulation: Simulation) => {
  const found = alertsIn(simulation).find(({ hook }) => hook?.job === 0);
  return found === undefined ? undefined : told<Digest>(found);
};

test("alertUpon() tells of a failed job once, as a job that reads what has happened", async (simulation) => {
  const id = await fail(simulation, "build");
  const [alert, ...others] = alertsIn(simulation);
  ok(alert !== undefined && others.length === 0);
  const { at, stdout, stderr, ...rest } = told(alert);
  deepEqual(rest, {
    ...{ kind: "state", session: "test", job: "build", id, run: 1, state: "failed" },
    ...{ was: "running", outcome: { kind: "exited", code: 3 }, why: "exit code 3" },
    command: ["make", "-s"],
  });
  equal(at, new Date(simulation.now).toISOString());
  match(`${stdout} ${stderr}`, /\/runs\/1\/w\/stdout .*\/runs\/1\/w\/stderr$/);
  const { name, group, priority, spec, request } = alert;
  deepEqual([name, group, priority], ["build_alert", "hooks", -1000]);
  deepEqual([spec.argv, spec.cwd, spec.timeoutMs], [["/bin/sh", "-c", "tell"], "/", 1000]);
  match(request, /^alert\//);
  ok(simulation.session.store.wholeEnvOf(alert).includes("CHORE_STATE=failed"));
});

test("alertUpon() tells nobody of a success, and of none of a job that wants none", async (simulation) => {
  await simulation.run(await simulation.submit());
  await simulation.run(await simulation.submit({ alert: "never" }), 1);
  deepEqual(alertsIn(simulation), []);
});

test("alertUpon() tells of each end of a job that wants that, and of what the session names", async (simulation) => {
  await simulation.run(await simulation.submit({ alert: "always" }));
  setAlert(simulation, { on: ["running"] });
  simulation.begin(await simulation.submit());
  await fail(simulation);
  deepEqual(alertsIn(simulation).map((alert) => told(alert).state), [
    ...["succeeded", "running", "running"],
  ]);
});

test("alertUpon() tells of a job that repeats what its run has come to, and of an attempt nothing", async (simulation) => {
  const when = { kind: "cron", expression: "* * * * *" } as const;
  const cron = await simulation.submit({ when });
  await simulation.pass(MINUTE);
  await simulation.run(cron, 1);
  deepEqual([simulation.state(cron), alertsIn(simulation).map((each) => told(each).state)], [
    "scheduled",
    ["failed"],
  ]);
  const again = await simulation.submit({ restart: { policy: "on-failure", attempts: 2 } });
  await simulation.run(again, 1);
  equal(alertsIn(simulation).length, 1);
  await simulation.pass(10 * SECOND);
  await simulation.run(again, 1);
  equal(told(alertsIn(simulation)[1] as JobRow).job, simulation.job(again).name);
});

test("alertUpon() tells of a job that was skipped, which has no run", async (simulation) => {
  setAlert(simulation, { on: ["skipped"] });
  const one = await fail(simulation);
  await simulation.submit({ after: [{ job: String(one), when: "success" }] });
  const [alert] = alertsIn(simulation);
  ok(alert !== undefined);
  deepEqual([told(alert).run, told(alert).stdout, alert.hook?.run], [null, null, 0]);
});

test("an alert that fails is tried again after pauses that grow, then given up and logged, and tells of nobody", async (simulation) => {
  await fail(simulation, "build");
  const id = alertsIn(simulation)[0]?.id ?? 0;
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= LIMITS.alertAttempts; attempt++) {
    await simulation.run(id, 1);
    if (simulation.state(id) !== "backoff") break;
    const wakeAt = simulation.job(id).wakeAt ?? 0;
    pauses.push(wakeAt - simulation.now);
    await simulation.pass(wakeAt - simulation.now);
  }
  equal(simulation.state(id), "failed");
  equal(pauses.length, LIMITS.alertAttempts - 1);
  pauses.forEach((ms, index) => {
    const longest = Math.min(LIMITS.alertDelayMs * 2 ** index, LIMITS.alertDelayMostMs);
    ok(ms <= 1.15 * longest && ms >= 0.85 * longest, `${index}: ${ms}`);
  });
  equal(alertsIn(simulation).length, 1);
  match(
    simulation.logged.join("\n"),
    /warn hook "build_alert" \(alert\) of job 1, run 1: is failed/,
  );
});

test("raiseAlert() gathers what is more than may be told in a minute, and sends it as one when that is over", async (simulation) => {
  for (let count = 0; count < 200; count++) await fail(simulation);
  equal(alertsIn(simulation).length, 10);
  await simulation.pass(LIMITS.alertWindowMs - 1);
  equal(digestOf(simulation), undefined);
  await simulation.pass(1);
  const digest = digestOf(simulation);
  equal(digest?.events.length, LIMITS.digestEvents);
  equal(digest?.more, 190 - LIMITS.digestEvents);
  // each of the ten before it has an alert, which is a job as well
  equal(digest?.events[0]?.id, 21);
  equal(alertsIn(simulation).length, 11);
  equal(simulation.session.store.plan.digestAt(), null);
  // the digest is one of the ten of its minute
  for (let count = 0; count < 10; count++) await fail(simulation);
  equal(alertsIn(simulation).length, 20);
  await simulation.pass(LIMITS.alertWindowMs);
  deepEqual(alertsIn(simulation).filter(({ hook }) => hook?.job === 0).length, 2);
});

test("raiseAlert() keeps what it has gathered over a crash of chored, and sends it once", async (simulation) => {
  setAlert(simulation, { mostPerMinute: 1 });
  for (let count = 0; count < 4; count++) await fail(simulation);
  await simulation.restart({ downMs: 10 * SECOND });
  setAlert(simulation, { mostPerMinute: 1 });
  equal(digestOf(simulation), undefined);
  await simulation.pass(MINUTE);
  deepEqual(digestOf(simulation)?.events.map(({ id }) => id).length, 3);
  await simulation.restart();
  setAlert(simulation, { mostPerMinute: 1 });
  await simulation.pass(HOUR);
  equal(alertsIn(simulation).length, 2);
});

test("sendDigest() does not wait for a clock that was set back", async (simulation) => {
  setAlert(simulation, { mostPerMinute: 1 });
  for (let count = 0; count < 2; count++) await fail(simulation);
  await simulation.setClock(-HOUR);
  equal(digestOf(simulation)?.events.length, 1);
});

test("sendDigest() drops what was gathered where nobody is to be told any more, and says so", async (simulation) => {
  setAlert(simulation, { mostPerMinute: 1 });
  for (let count = 0; count < 3; count++) await fail(simulation);
  setAlert(simulation, { command: undefined });
  await simulation.pass(MINUTE);
  equal(digestOf(simulation), undefined);
  match(simulation.logged.join("\n"), /warn alerts dropped: 2: no command is set/);
  deepEqual(new AlertStore(simulation.session.store.plan.sql).takeGathered(), []);
});

test("alerts that hang take a few slots only, so that a job with a hook before it begins", async (simulation) => {
  for (let count = 0; count < 10; count++) await fail(simulation);
  const active = alertsIn(simulation).filter(({ state }) => state === "starting");
  equal(active.length, LIMITS.alertsAtOnce);
  const id = await simulation.submit({ hooks: { pre: "mount", timeoutMs: 0 } });
  const [pre] = simulation.session.store.hooksOfJob(id);
  equal(pre?.state, "starting");
  await simulation.run(active[0]?.id ?? 0);
  equal(alertsIn(simulation).filter(({ state }) => state === "starting").length, 4);
});

test("raiseAlert() gathers where too many alerts have not ended", async (simulation) => {
  setAlert(simulation, { mostPerMinute: 600 });
  for (let count = 0; count < LIMITS.alertsOpen + 1; count++) await fail(simulation);
  equal(alertsIn(simulation).length, LIMITS.alertsOpen);
  await simulation.pass(MINUTE);
  equal(digestOf(simulation)?.events.length, 1);
});

test("raiseAlert() tells what a rule asked for, and is noted among the events", async (simulation) => {
  const { session } = simulation;
  const id = await simulation.submit({}, "job");
  simulation.begin(id);
  raiseAlert(session, { kind: "reaction", job: simulation.job(id), why: "it said panic" });
  await simulation.settle();
  const [alert] = alertsIn(simulation);
  ok(alert !== undefined);
  const { kind, state, run, why } = told(alert);
  deepEqual([kind, state, run, why], ["reaction", "running", 1, "it said panic"]);
  const [event] = session.events.store.after(0, { kinds: ["alert"] }, { most: 10 });
  deepEqual([event?.name, event?.state, event?.why], [
    "job",
    "running",
    'job "job_alert" tells of it',
  ]);
});

test("raiseAlert() says in the log that nobody is told where no command is set", async (simulation) => {
  setAlert(simulation, { command: undefined });
  const id = await fail(simulation, "job");
  raiseAlert(simulation.session, { kind: "reaction", job: simulation.job(id), why: "x" });
  deepEqual(alertsIn(simulation), []);
  match(
    simulation.logged.join("\n"),
    /warn job 1 "job": nobody is told: no command is set under \[alert\]/,
  );
});

test("run refuses --alert where there is no command, and a request that looks like an alert", async (simulation) => {
  setAlert(simulation, { command: undefined });
  const refusal = (act: Promise<unknown>) => act.then(() => "", ({ message }: Error) => message);
  match(
    await refusal(simulation.submit({ alert: "always" })),
    /--alert needs a command: set one under \[alert\]/,
  );
  const spec = { argv: ["x"], cwd: "/", env: [], umask: 0 };
  match(await refusal(simulation.ask("run", { request: "alert/1", spec })), /are chored's own/);
});

test("sendDigest() lets old digests go", async (simulation) => {
  setAlert(simulation, { mostPerMinute: 1 });
  for (let count = 0; count < LIMITS.digestsKept + 3; count++) {
    for (let each = 0; each < 2; each++) await fail(simulation);
    await simulation.pass(MINUTE);
    for (const { id, state } of alertsIn(simulation)) {
      if (state === "starting") await simulation.run(id);
    }
  }
  const digests = alertsIn(simulation).filter(({ hook }) => hook?.job === 0);
  ok(digests.length <= LIMITS.digestsKept + 1, String(digests.length));
});
