import {
  deepStrictEqual as deepEqual,
  match,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { readTicket } from "../../daemon/records.ts";
import { terminate } from "../../daemon/stop.ts";
import type { HooksFlags } from "../../job/hooks_wish.ts";
import { HOOK_FIELDS, HOOK_KINDS } from "../../job/hook_kinds.ts";
import { LIMITS } from "../../limits.ts";
import { pathsOf } from "../../daemon/run_paths.ts";
import { SECOND, Simulation } from "../support/simulation.ts";
import { specOf } from "../support/specs.ts";
import { addJob } from "../support/stores.ts";

const all = Object.fromEntries(HOOK_KINDS.map((kind) => [HOOK_FIELDS[kind], `do ${kind}`]));
const pre: HooksFlags = { pre: "mount" };

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

/** Every job of the session has these too. */
function setSessionHooks({ session }: Simulation, hooks: HooksFlags): void {
  session.config = { ...session.config, hooks: { ...hooks, timeoutMs: 1000 } };
}

const hooksOf = ({ session: { store } }: Simulation, id: number) => store.hooksOfJob(id);
const kindsOf = (simulation: Simulation, id: number) =>
  hooksOf(simulation, id).map(({ hook }) => hook?.kind);
const newest = (simulation: Simulation, id: number) => hooksOf(simulation, id).at(-1)?.id ?? 0;

/** Whether a worker was ever wanted for the newest run of the job. */
function wasLaunched({ session }: Simulation, id: number): boolean {
  return readTicket(pathsOf(session, session.store.job(id)?.run ?? 0)) !== undefined;
}

test("placeHooks() calls for each kind in its turn, each as a job of its own", async (simulation) => {
  const id = await simulation.submit({ hooks: all }, "build");
  deepEqual(kindsOf(simulation, id), ["pre"]);
  await simulation.run(newest(simulation, id));
  simulation.begin(id);
  deepEqual(kindsOf(simulation, id), ["pre", "on-start"]);
  await simulation.end(id, 0);
  const hooks = hooksOf(simulation, id);
  deepEqual(hooks.map(({ name }) => name), [
    ...["build_pre", "build_on_start", "build_post", "build_on_success"],
  ]);
  deepEqual(hooks.map(({ spec }) => spec.argv.at(-1)), [
    ...["do pre", "do on-start", "do post", "do on-success"],
  ]);
  deepEqual(new Set(hooks.map(({ group, hook }) => `${group} ${hook?.run}`)), new Set(["hooks 1"]));
});

for (
  const [end, outcome, kind] of [
    ["succeeds", { kind: "exited", code: 0 }, "on-success"],
    ["fails", { kind: "exited", code: 3 }, "on-fail"],
    ["is ended by a signal", { kind: "signaled", signal: "SIGKILL" }, "on-fail"],
    ["is lost", { kind: "lost", reason: "gone" }, "on-fail"],
  ] as const
) {
  test(`placeEndHooks() calls for ${kind} and post where a run ${end}`, async (simulation) => {
    const { pre: _, onStart: __, ...hooks } = all;
    const id = await simulation.submit({ hooks });
    simulation.begin(id);
    await simulation.end(id, outcome);
    deepEqual(kindsOf(simulation, id), ["post", kind]);
  });
}

test("placeEndHooks() calls for on-stop where somebody stops it, and for no post where it never ran", async (simulation) => {
  const { pre: _, ...hooks } = all;
  const id = await simulation.submit({ hooks });
  simulation.begin(id);
  await simulation.order("stop", id);
  await simulation.end(id, { kind: "signaled", signal: "SIGTERM" });
  deepEqual(kindsOf(simulation, id), ["on-start", "post", "on-stop"]);
  const other = await simulation.submit({ hooks });
  await simulation.end(other, { kind: "refused", reason: "no such command" });
  deepEqual(kindsOf(simulation, other), ["on-fail"]);
});

test("placeEndHooks() makes up for a start that nobody heard of", async (simulation) => {
  const id = await simulation.submit({ hooks: { onStart: "a", post: "b" } });
  await simulation.end(id, 0);
  deepEqual(kindsOf(simulation, id), ["on-start", "post"]);
});

test("placeHooks() lets those who listen hear of hooks as of jobs", async (simulation) => {
  const heard: string[] = [];
  simulation.session.changes.listen(({ name, was, state }) =>
    heard.push(`${name} ${was} ${state}`)
  );
  await simulation.run(await simulation.submit({ hooks: { post: "a" } }, "job"));
  deepEqual(heard.filter((line) => line.startsWith("job_post ")), [
    ...["job_post null queued", "job_post queued starting"],
  ]);
});

test("placeHooks() repeats none, however often a worker tells", async (simulation) => {
  const id = await simulation.submit({ hooks: { onStart: "a", post: "b", onFail: "c" } });
  simulation.begin(id);
  simulation.begin(id);
  await simulation.end(id, 1);
  await simulation.end(id, 1);
  deepEqual(kindsOf(simulation, id), ["on-start", "post", "on-fail"]);
});

test("placeHooks() calls for no on-start where a rebuilt store knows of a start", async (simulation) => {
  const id = await simulation.submit({ hooks: { onStart: "a" } });
  simulation.session.store.changeRun(simulation.job(id).run ?? 0, { startedAt: 1 });
  simulation.begin(id);
  deepEqual([simulation.state(id), kindsOf(simulation, id)], ["running", []]);
});

test("placeEndHooks() calls for post after each attempt, for on-fail after the last", async (simulation) => {
  const restart = { policy: "on-failure", attempts: 2, delayMs: SECOND } as const;
  const id = await simulation.submit({ hooks: { post: "a", onFail: "b" }, restart });
  await simulation.run(id, 1);
  deepEqual(kindsOf(simulation, id), ["post"]);
  await simulation.pass(2 * SECOND);
  await simulation.run(id, 1);
  deepEqual(kindsOf(simulation, id), ["post", "post", "on-fail"]);
  deepEqual(
    hooksOf(simulation, id).map(({ hook }) => hook?.env.find((each) => /ATTEMPT/.test(each))),
    ["CHORE_ATTEMPT=1", "CHORE_ATTEMPT=2", "CHORE_ATTEMPT=2"],
  );
});

test("placeEndHooks() calls for the end of each run of a job that repeats", async (simulation) => {
  const when = { kind: "cron", expression: "* * * * *", zone: "UTC" } as const;
  const id = await simulation.submit({ when, hooks: { onSuccess: "a", onFail: "b" } });
  for (const code of [0, 1]) {
    await simulation.pass(60 * SECOND);
    await simulation.run(id, code);
  }
  deepEqual(kindsOf(simulation, id), ["on-success", "on-fail"]);
  equal(simulation.state(id), "scheduled");
});

test("beginRun() launches no worker before each pre has succeeded, one after the other", async (simulation) => {
  setSessionHooks(simulation, { pre: "of the session" });
  const id = await simulation.submit({ hooks: pre });
  const [first, second] = hooksOf(simulation, id);
  deepEqual([first?.spec.argv[2], second?.spec.argv[2]], ["of the session", "mount"]);
  deepEqual([first?.state, second?.state], ["starting", "waiting"]);
  deepEqual([first?.spec.timeoutMs, second?.spec.timeoutMs], [1000, LIMITS.hookMs]);
  equal(simulation.job(id).why, "waits for its --pre");
  await simulation.run(first?.id ?? 0);
  deepEqual([simulation.state(second?.id ?? 0), wasLaunched(simulation, id)], ["starting", false]);
  await simulation.run(second?.id ?? 0);
  deepEqual([wasLaunched(simulation, id), simulation.state(id)], [true, "starting"]);
  equal(simulation.job(id).why, "its worker starts");
  equal(simulation.session.store.run(simulation.job(id).run ?? 0)?.attempts, 1);
});

test("hearHook() refuses the run whose pre failed, and leaves out the pre behind it", async (simulation) => {
  setSessionHooks(simulation, { pre: "of the session", post: "after" });
  const id = await simulation.submit({ hooks: { ...pre, onFail: "a" } }, "build");
  const [first, second] = hooksOf(simulation, id);
  await simulation.run(first?.id ?? 0, 7);
  equal(simulation.state(second?.id ?? 0), "skipped");
  deepEqual([simulation.state(id), wasLaunched(simulation, id)], ["failed", false]);
  const { why, run } = simulation.job(id);
  equal(why, 'could not start: its --pre, job "build_pre", has failed: exit code 7');
  equal(simulation.session.store.run(run ?? 0)?.outcome?.kind, "refused");
  deepEqual(kindsOf(simulation, id), ["pre", "pre", "on-fail"]);
  ok(simulation.logged.includes(
    `warn hook "build_pre" (pre) of job ${id}, run ${run}: is failed: exit code 7`,
  ));
});

test("finishRun() counts a pre that failed as an attempt, and starts again", async (simulation) => {
  const restart = { policy: "on-failure", attempts: 2, delayMs: SECOND } as const;
  const id = await simulation.submit({ hooks: pre, restart });
  await simulation.run(newest(simulation, id), 1);
  equal(simulation.state(id), "backoff");
  match(simulation.job(id).why, /has failed: exit code 1; attempt 2 of 2 at/);
  await simulation.pass(2 * SECOND);
  await simulation.run(newest(simulation, id), 1);
  equal(simulation.state(id), "failed");
  match(simulation.job(id).why, /given up after 2 attempts$/);
});

for (const verb of ["stop", "restart"] as const) {
  test(`stopPre() ends the hook in place of its job upon ${verb}`, async (simulation) => {
    const id = await simulation.submit({ hooks: { ...pre, onStop: "a" } });
    const hook = newest(simulation, id);
    simulation.begin(hook);
    await simulation.order(verb, id);
    deepEqual([simulation.state(id), simulation.state(hook)], ["stopping", "stopping"]);
    await simulation.end(hook, { kind: "signaled", signal: "SIGTERM" });
    deepEqual(kindsOf(simulation, id).slice(0, 2), ["pre", "on-stop"]);
    equal(simulation.state(id), verb === "stop" ? "stopped" : "starting");
    equal(wasLaunched(simulation, id), false);
    equal(simulation.runs(id), verb === "stop" ? 1 : 2);
  });
}

test("stopPre() gives up a pre that has not begun, and with it the run at once", async (simulation) => {
  await simulation.setGroup("hooks", 0);
  const id = await simulation.submit({ hooks: pre });
  equal(simulation.state(newest(simulation, id)), "queued");
  await simulation.order("stop", id);
  deepEqual([simulation.state(newest(simulation, id)), simulation.state(id)], [
    ...["stopped", "stopped"],
  ]);
});

test("stopPre() waits for the pre that still ends before it closes the run", async (simulation) => {
  setSessionHooks(simulation, { pre: "a" });
  const id = await simulation.submit({ hooks: pre });
  const [first, second] = hooksOf(simulation, id).map((hook) => hook.id);
  simulation.begin(first ?? 0);
  await simulation.order("stop", id);
  deepEqual([first, second, id].map((each) => simulation.state(each ?? 0)), [
    ...["stopping", "stopped", "stopping"],
  ]);
  await simulation.end(first ?? 0, { kind: "signaled", signal: "SIGTERM" });
  equal(simulation.state(id), "stopped");
});

test("hearHook() goes on where chored died between a pre and its command", async (simulation) => {
  const id = await simulation.submit({ hooks: pre });
  const hook = newest(simulation, id);
  const { store } = simulation.session;
  const { run } = simulation.job(id);
  // its end, and nobody who hears of it
  store.changeJob(hook, { state: "succeeded", endedAt: 1 });
  await simulation.restart();
  deepEqual([simulation.state(id), wasLaunched(simulation, id)], ["starting", false]);
  simulation.session.examiner.examine(run ?? 0);
  deepEqual([simulation.state(id), wasLaunched(simulation, id)], ["starting", true]);
});

test("Examiner launches nothing while a pre has not ended, and repeats a stop for it", async (simulation) => {
  const id = await simulation.submit({ hooks: pre });
  const run = simulation.job(id).run ?? 0;
  simulation.begin(newest(simulation, id));
  simulation.session.examiner.examine(run);
  deepEqual([wasLaunched(simulation, id), simulation.session.examiner.open], [false, 0]);
  simulation.session.store.changeRun(run, { ender: "user", endedBy: "by ann", stopMs: 0 });
  await simulation.restart();
  simulation.session.examiner.examine(run);
  equal(simulation.state(newest(simulation, id)), "stopping");
});

test("Examiner asks for no pre of a run that had a worker", async (simulation) => {
  const id = await simulation.submit({ hooks: pre });
  const hook = newest(simulation, id);
  await simulation.run(hook);
  simulation.session.store.changeJob(hook, { state: "failed" });
  simulation.session.examiner.examine(simulation.job(id).run ?? 0);
  equal(simulation.state(id), "starting");
});

test("terminate() leaves hooks of what it ended to the next chored", async (simulation) => {
  const id = await simulation.submit({ hooks: { post: "a", onStop: "b" } });
  simulation.begin(id);
  const report = terminate(simulation.session, "stop");
  await simulation.end(id, { kind: "signaled", signal: "SIGTERM" });
  await report;
  deepEqual(hooksOf(simulation, id).map(({ state }) => state), ["queued", "queued"]);
  await simulation.restart();
  deepEqual(hooksOf(simulation, id).map(({ state }) => state), ["starting", "starting"]);
});

test("terminate() starts nothing that a pre made way for", async (simulation) => {
  const id = await simulation.submit({ hooks: pre });
  const hook = newest(simulation, id);
  simulation.begin(hook);
  await terminate(simulation.session, "keep");
  await simulation.end(hook, 0);
  deepEqual([simulation.state(id), wasLaunched(simulation, id)], ["starting", false]);
});

test("hooks have no hooks, and are not for edit and restart", async (simulation) => {
  setSessionHooks(simulation, { post: "a", onSuccess: "b" });
  const id = await simulation.submit({});
  await simulation.run(id);
  for (const hook of hooksOf(simulation, id)) await simulation.run(hook.id);
  equal(simulation.session.store.countJobs(), 3);
  const [first] = hooksOf(simulation, id);
  const jobs = { names: [first?.name ?? ""], all: false };
  await rejects(simulation.ask("restart", { jobs }), {
    message: `Cannot restart job "${first?.name}": it is the post of job ${id}: restart that`,
  });
  await rejects(simulation.ask("edit", { jobs, change: { priority: 1 } }), {
    message: /^Cannot edit job "make_post": it is the post of job/,
  });
  await rejects(simulation.submit({ group: "hooks" }), { message: /are for hooks alone/ });
});

test("hooks are left out of list, of --all, and of what is older", async (simulation) => {
  const id = await simulation.submit({ hooks: { post: "a" } });
  await simulation.run(id);
  const plain = await simulation.ask("list", {});
  deepEqual([plain.jobs.map((job) => job.id), plain.older], [[id], 0]);
  const both = await simulation.ask("list", { hooks: true });
  deepEqual(both.jobs.map((job) => job.hook), [
    { kind: "post", of: { job: id, run: simulation.job(id).run } },
    null,
  ]);
  const ended = await simulation.ask("list", { states: ["starting"] });
  deepEqual(ended.jobs, []);
  const every = await simulation.ask("show", { jobs: { names: [], all: true } });
  deepEqual(every.map((job) => job.id), [id]);
  deepEqual(every[0]?.hooks.map(({ kind, state }) => [kind, state]), [["post", "starting"]]);
  deepEqual(await simulation.ask("stop", { jobs: { names: [], all: true } }), []);
  equal(simulation.state(newest(simulation, id)), "starting");
});

test("removeJob() takes the hooks that have ended along, and leaves those that run", async (simulation) => {
  const id = await simulation.submit({ hooks: { onStart: "a", post: "b" } });
  await simulation.run(id);
  const [first, second] = hooksOf(simulation, id).map((hook) => hook.id);
  await simulation.run(first ?? 0);
  simulation.begin(second ?? 0);
  await simulation.ask("remove", { jobs: { names: [String(id)], all: false } });
  deepEqual([first, second].map((each) => simulation.session.store.job(each ?? 0)?.state), [
    ...[undefined, "running"],
  ]);
  await simulation.end(second ?? 0);
  ok(simulation.session.store.job(second ?? 0)?.seenAt !== null);
  await simulation.pass(LIMITS.keepMs + SECOND);
  await simulation.ask("list", {});
  equal(simulation.session.store.countJobs(), 0);
});

test("pruneRuns() lets the hooks of old runs go with them", async (simulation) => {
  const when = { kind: "cron", expression: "* * * * *", zone: "UTC" } as const;
  const id = await simulation.submit({ when, hooks: { post: "a" } });
  for (let n = 0; n < LIMITS.runsPerJob + 3; n++) {
    await simulation.pass(60 * SECOND);
    await simulation.run(id);
    await simulation.run(newest(simulation, id));
  }
  equal(hooksOf(simulation, id).length, LIMITS.runsPerJob);
});

test("clean and rm leave a pre that its run hangs on", async (simulation) => {
  setSessionHooks(simulation, { pre: "a" });
  const id = await simulation.submit({ hooks: pre });
  const [first, second] = hooksOf(simulation, id).map((hook) => hook.id);
  await simulation.run(first ?? 0);
  deepEqual(await simulation.ask("clean", {}), []);
  await simulation.pass(2 * LIMITS.keepMs);
  await simulation.ask("list", {});
  await rejects(simulation.ask("remove", { jobs: { names: [String(first)], all: false } }), {
    message: `Cannot remove job "make_pre": job ${id} has not started yet, and hangs on it`,
  });
  await simulation.run(second ?? 0);
  await simulation.run(id);
  const cleaned = await simulation.ask("clean", {});
  deepEqual(cleaned.map((job) => job.id), [id]);
  equal(simulation.session.store.countJobs(), 0);
});

test("begin() has workers for hooks beside those of jobs", async (simulation) => {
  const { store } = simulation.session;
  for (let n = 0; n < LIMITS.workers; n++) await simulation.submit({ hooks: pre });
  const waiting = simulation.jobsIn("starting").filter(({ hook }) => hook === null);
  equal(waiting.length, LIMITS.workers);
  equal(store.plan.countActive("hooks"), LIMITS.hooksAtOnce);
  await simulation.setGroup("hooks", LIMITS.slots);
  equal(store.plan.countActive("hooks"), LIMITS.hookWorkers);
  const [first] = simulation.jobsIn("starting").filter(({ hook }) => hook !== null);
  await simulation.run(first?.id ?? 0);
  equal(store.plan.countActive("hooks"), LIMITS.hookWorkers);
});

test("begin() holds jobs with hooks back while too many of those have not ended", async (simulation) => {
  const { store } = simulation.session;
  const told = { kind: "post", run: 0, job: 0, env: [] } as const;
  const count = LIMITS.hooksOpen;
  store.transaction(() => {
    for (let n = 0; n < count; n++) {
      addJob(store, { state: "held", spec: specOf({ group: "hooks" }), hook: told });
    }
  });
  const before = await simulation.submit({});
  const id = await simulation.submit({ hooks: { post: "a" } });
  const behind = await simulation.submit({});
  deepEqual([before, id, behind].map((each) => simulation.state(each)), [
    ...["starting", "queued", "queued"],
  ]);
  equal(simulation.job(id).why, `waits for hooks: ${count} of them have not ended`);
  const [open] = simulation.jobsIn("held");
  await simulation.order("stop", open?.id ?? 0);
  deepEqual([id, behind].map((each) => simulation.state(each)), ["starting", "starting"]);
});
