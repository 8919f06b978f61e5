import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { readTicket } from "../../daemon/records.ts";
import type { Spec } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";
import { tryLock } from "../../system/lock.ts";
import type { RunPaths } from "../../system/paths.ts";
import { until } from "../support/deadline.ts";
import { exited, FakeWorker } from "../support/fake_worker.ts";
import { specOf } from "../support/specs.ts";
import { TestSession } from "../support/test_session.ts";

const nonce = "0123456789abcdef";

/** A run that a predecessor left open, and what lies in its folder. */
interface Left extends ReturnType<TestSession["addRun"]> {
  readonly test: TestSession;
}

/** A test of a run that is left as `state`, with `spec`. */
function withRun(
  name: string,
  act: (left: Left) => void | Promise<void>,
  { state = "running", spec = {} }: {
    state?: "starting" | "running" | "stopping";
    spec?: Partial<Spec>;
  } = {},
) {
  Deno.test(name, async () => {
    await using test = new TestSession();
    test.session.ending = true;
    await act({ test, ...test.addRun({ state, spec: specOf(spec) }) });
  });
}

/** How the newest run of `job` ended, in short. */
function endOf({ test: { session: { store } }, job, run }: Left): unknown[] {
  return [store.job(job)?.state, store.run(run)?.outcome];
}

/** The mode, attempts and ticket of a run that was launched again. */
async function launched({ test, run, paths }: Left): Promise<unknown[]> {
  await until("a launch", () => test.launches.length === 1);
  const { mode, attempts } = test.session.store.run(run) ?? {};
  const [word, , , number, given] = test.launches[0]?.split(" ") ?? [];
  deepEqual([number, given], [String(run), readTicket(paths)?.nonce]);
  equal(readTicket(paths)?.mode, mode);
  return [mode, attempts, word];
}

function mark({ go }: RunPaths): void {
  Deno.writeTextFileSync(go, "");
}

function writeStarted({ started }: RunPaths, boot = "this-boot"): void {
  Deno.writeTextFileSync(started, JSON.stringify({ nonce, boot, pid: 42, at: 1 }));
}

withRun("Examiner takes the end that the worker put on record", (left) => {
  const { test, run, paths } = left;
  const state = exited(3);
  Deno.writeTextFileSync(paths.final, JSON.stringify({ nonce, boot: "another", state }));
  mark(paths);
  test.session.recovery.expect(run);
  test.session.examiner.examine(run);
  deepEqual(endOf(left), ["failed", { kind: "exited", code: 3 }]);
  equal(test.session.store.run(run)?.stdoutBytes, state.stdoutBytes);
  equal(test.session.recovery.counts.ended, 1);
  equal(test.session.examiner.open, 0);
});

withRun("Examiner takes no end twice", ({ test, job, run, paths }) => {
  Deno.writeTextFileSync(paths.final, JSON.stringify({ nonce, boot: "", state: exited(0) }));
  test.session.examiner.examine(run);
  Deno.writeTextFileSync(paths.final, JSON.stringify({ nonce, boot: "", state: exited(3) }));
  test.session.examiner.examine(run);
  equal(test.session.store.job(job)?.state, "succeeded");
});

withRun("Examiner sends an undertaker where the command may have run", async (left) => {
  mark(left.paths);
  left.test.session.recovery.expect(left.run);
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["bury", 1, "bury"]);
  equal(left.test.session.recovery.counts.lost, 1);
});

withRun("Examiner takes a record that is no end for none", async (left) => {
  mark(left.paths);
  Deno.writeTextFileSync(left.paths.final, '{"nonce":');
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["bury", 1, "bury"]);
});

withRun("Examiner gives up a run whose undertakers die", (left) => {
  const { test, run, paths } = left;
  mark(paths);
  test.session.store.changeRun(run, { mode: "bury", attempts: LIMITS.startAttempts });
  test.session.examiner.examine(run);
  deepEqual(endOf(left), [
    ...["lost", { kind: "lost", reason: "its worker died, and so did those sent after it" }],
  ]);
});

withRun("Examiner sends another undertaker after one that died", async (left) => {
  const { test, run, paths } = left;
  mark(paths);
  test.session.store.changeRun(run, { mode: "bury", attempts: LIMITS.startAttempts - 1 });
  test.session.examiner.examine(run);
  deepEqual(await launched(left), ["bury", LIMITS.startAttempts, "bury"]);
});

const adopted = { spec: { orphan: "adopt", output: "direct" } } as const;

withRun("Examiner has a job taken over whose gate waits for that", async (left) => {
  mark(left.paths);
  writeStarted(left.paths);
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["adopt", 1, "adopt"]);
}, adopted);

withRun("Examiner buries a job of another boot, taken over or not", async (left) => {
  mark(left.paths);
  writeStarted(left.paths, "another-boot");
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["bury", 1, "bury"]);
}, adopted);

withRun("Examiner buries a job that was taken over too often", async (left) => {
  mark(left.paths);
  writeStarted(left.paths);
  const attempts = LIMITS.adoptAttempts;
  left.test.session.store.changeRun(left.run, { mode: "adopt", attempts });
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["bury", 1, "bury"]);
}, adopted);

withRun("Examiner believes the gate that says why the command cannot start", (left) => {
  Deno.writeTextFileSync(left.paths.refused, '"mkae" is not in PATH\n');
  left.test.session.examiner.examine(left.run);
  deepEqual(endOf(left), ["failed", { kind: "refused", reason: '"mkae" is not in PATH' }]);
}, { state: "starting" });

withRun("Examiner starts a run again that has provably not begun", async (left) => {
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["run", 2, "run"]);
  ok(Deno.statSync(left.paths.gate).isFile);
}, { state: "starting" });

withRun(
  "Examiner does not count the start that its predecessor's death cut short",
  async (left) => {
    left.test.session.recovery.expect(left.run);
    left.test.session.examiner.examine(left.run);
    deepEqual(await launched(left), ["run", 1, "run"]);
    equal(left.test.session.recovery.counts.startedAgain, 1);
  },
  { state: "starting" },
);

withRun("Examiner starts a run again whose gate this boot has seen, but not open", async (left) => {
  writeStarted(left.paths);
  left.test.session.examiner.examine(left.run);
  deepEqual(await launched(left), ["run", 2, "run"]);
}, { state: "starting" });

withRun("Examiner calls a run lost that was starting when the machine went down", (left) => {
  writeStarted(left.paths, "another-boot");
  left.test.session.examiner.examine(left.run);
  const reason = "the machine went down as it started: it may have run";
  deepEqual(endOf(left), ["lost", { kind: "lost", reason }]);
}, { state: "starting" });

withRun(
  "Examiner refuses a run whose workers die before it begins, as often as it tries",
  (left) => {
    const { test, run } = left;
    test.session.store.changeRun(run, { attempts: LIMITS.startAttempts });
    test.session.examiner.examine(run);
    deepEqual(endOf(left), [
      ...["failed", { kind: "refused", reason: "its worker cannot start: 5 attempts" }],
    ]);
  },
  { state: "starting" },
);

withRun("Examiner does not start what somebody has stopped meanwhile", (left) => {
  const { test, run } = left;
  test.session.store.changeRun(run, { ender: "user", endedBy: "stopped by ann" });
  test.session.examiner.examine(run);
  deepEqual(endOf(left), [
    ...["stopped", { kind: "refused", reason: "it was stopped before it started" }],
  ]);
}, { state: "stopping" });

withRun("Examiner calls a run lost whose folder was deleted", (left) => {
  Deno.removeSync(left.paths.folder, { recursive: true });
  left.test.session.examiner.examine(left.run);
  const [state, outcome] = endOf(left);
  equal(state, "lost");
  match(JSON.stringify(outcome), /its run folder was deleted/);
});

for (const lock of ["workerLock", "aliveLock"] as const) {
  withRun(`Examiner waits while the ${lock} is held, then decides`, async (left) => {
    const { test, run, paths } = left;
    const held = tryLock(paths[lock]);
    test.session.examiner.examine(run);
    deepEqual([test.session.examiner.open, test.session.workers.hasChild(run)], [1, false]);
    held?.close();
    deepEqual(await launched(left), ["run", 2, "run"]);
    equal(test.session.examiner.open, 0);
  }, { state: "starting" });
}

withRun(
  "Examiner forgets a run whose worker calls, and looks no more once it is closed",
  ({ test, run, paths }) => {
    using _held = tryLock(paths.workerLock);
    test.session.examiner.examine(run);
    test.session.examiner.forget(run);
    equal(test.session.examiner.open, 0);
    test.session.examiner.examine(run);
    test.session.examiner.close();
    equal(test.session.examiner.open, 0);
    test.session.examiner.examine(run);
    equal(test.session.examiner.open, 0);
  },
);

withRun("Examiner leaves a run alone whose worker has a channel", async (left) => {
  const { test, job, run, paths } = left;
  Deno.writeTextFileSync(paths.ticket, JSON.stringify({ ...ticketOf(left), nonce }));
  const worker = await FakeWorker.call(test, job);
  await worker.hearer.first(1);
  mark(paths);
  test.session.examiner.examine(run);
  deepEqual([test.session.examiner.open, test.session.workers.hasChild(run)], [0, false]);
  worker.die();
  deepEqual(await launched(left), ["bury", 1, "bury"]);
});

function ticketOf({ job, run }: Left) {
  return {
    ...{ run, job, name: "build", mode: "run", graceMs: 0, orphan: "kill", output: "pipe" },
    debug: false,
  };
}

withRun("Examiner goes by the ticket of a run whose job has another spec by now", async (left) => {
  const { test, run, paths } = left;
  const began = { ...ticketOf(left), nonce, orphan: "adopt", output: "fifo", timeoutMs: 7 };
  Deno.writeTextFileSync(paths.ticket, JSON.stringify(began));
  mark(paths);
  writeStarted(paths);
  test.session.examiner.examine(run);
  deepEqual(await launched(left), ["adopt", 1, "adopt"]);
  const { orphan, output, timeoutMs } = readTicket(paths) ?? {};
  deepEqual([orphan, output, timeoutMs], ["adopt", "fifo", 7]);
});

withRun("Examiner complains and looks again where it cannot look", async (left) => {
  const { test, run, paths } = left;
  // a file that cannot be read from its start
  Deno.symlinkSync("/proc/self/mem", paths.final);
  test.session.examiner.examine(run);
  equal(test.session.examiner.open, 1);
  ok(test.logged.some((line) => line.startsWith(`error run ${run}: cannot examine it: `)));
  Deno.removeSync(paths.final);
  deepEqual(await launched(left), ["run", 2, "run"]);
}, { state: "starting" });

withRun("Examiner asks nothing of runs that are not there", ({ test }) => {
  test.session.examiner.examine(99);
  equal(test.session.examiner.open, 0);
});
