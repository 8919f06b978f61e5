import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { cleanSeen, markSeen, pruneRuns, removeJob, sweepFiles } from "../../daemon/clean.ts";
import type { JobRow } from "../../daemon/rows.ts";
import { FINAL, STATES } from "../../job/state.ts";
import { BUILT_IN } from "../../job/session_config.ts";
import { LIMITS } from "../../limits.ts";
import { exists } from "../../system/durable.ts";
import { until } from "../support/deadline.ts";
import { TestSession } from "../support/test_session.ts";

const all = ({ session: { store } }: TestSession): JobRow[] => store.jobsInStates(STATES, 1000);
const namesOf = (test: TestSession) => all(test).map(({ name }) => name);

/** The links that users know of a run. */
function link(test: TestSession, run: number): string[] {
  const { label } = test.session.store.run(run) ?? { label: "" };
  return ["pid", "debug", "stdin", "stdout", "stderr", "stats"].map((suffix) => {
    const path = `${test.session.paths.jobs}/${label}.${suffix}`;
    Deno.symlinkSync(`../runs/${run}/w/${suffix}`, path);
    return path;
  });
}

Deno.test("markSeen() notes when ended jobs were shown first, and those alone", async () => {
  await using test = new TestSession();
  for (const state of STATES) test.add({ name: state, state });
  markSeen(test.session, all(test));
  const seen = all(test).filter(({ seenAt }) => seenAt !== null);
  deepEqual(seen.map(({ name }) => name), [...FINAL]);
  for (const { id } of seen) test.session.store.changeJob(id, { seenAt: 7 });
  markSeen(test.session, all(test));
  ok(all(test).every(({ seenAt }) => seenAt === 7 || seenAt === null));
});

Deno.test("cleanSeen() takes what was seen longer ago than it is kept, but not what is pinned", async () => {
  await using test = new TestSession();
  const ago = (ms: number) => Date.now() - ms;
  const jobs = {
    old: { seenAt: ago(LIMITS.keepMs + 1000) },
    pinned: { seenAt: ago(LIMITS.keepMs + 1000), pinned: true },
    young: { seenAt: ago(LIMITS.keepMs - 10_000) },
    unseen: { seenAt: null },
  };
  for (const [name, change] of Object.entries(jobs)) {
    test.session.store.changeJob(test.add({ name, state: "succeeded" }), change);
  }
  cleanSeen(test.session);
  deepEqual(namesOf(test), ["pinned", "young", "unseen"]);
});

Deno.test("cleanSeen() and pruneRuns() leave what a run reads that has not ended", async () => {
  await using test = new TestSession();
  const { store } = test.session;
  const source = test.addRun({ name: "source", state: "succeeded" });
  const reader = test.addRun({ name: "reader" });
  store.changeJob(source.job, { seenAt: 7 });
  store.changeRun(reader.run, { inputRun: source.run });
  for (let runs = 0; runs < LIMITS.runsPerJob; runs++) {
    store.addRun({ job: source.job, label: `source-${runs}` });
  }
  cleanSeen(test.session);
  pruneRuns(test.session, source.job);
  deepEqual([namesOf(test), exists(source.paths.w)], [["source", "reader"], true]);
  store.changeRun(reader.run, { endedAt: 8 });
  pruneRuns(test.session, source.job);
  equal(exists(source.paths.w), false);
  cleanSeen(test.session);
  deepEqual(namesOf(test), ["reader"]);
});

Deno.test("cleanSeen() goes by the time that the configuration says", async () => {
  await using test = new TestSession();
  test.session.config = { ...BUILT_IN, keepMs: 90_000 };
  for (const ago of [89_000, 91_000]) {
    const id = test.add({ name: `seen_${ago}`, state: "failed" });
    test.session.store.changeJob(id, { seenAt: Date.now() - ago });
  }
  cleanSeen(test.session);
  deepEqual(namesOf(test), ["seen_89000"]);
});

Deno.test("cleanSeen() takes as many as one look may, and the next look goes on", async () => {
  await using test = new TestSession();
  test.session.store.transaction(() => {
    for (let n = 0; n <= LIMITS.cleanedAtOnce; n++) {
      test.session.store.changeJob(test.add({ state: "failed" }), { seenAt: 1 });
    }
  });
  cleanSeen(test.session);
  equal(test.session.store.countJobs(), 1);
  cleanSeen(test.session);
  equal(test.session.store.countJobs(), 0);
});

Deno.test("removeJob() takes a job's runs, their folders and their names, and no other's", async () => {
  await using test = new TestSession();
  const [one, two] = [test.addRun({ state: "failed" }), test.addRun({ state: "failed" })];
  const [gone, kept] = [link(test, one.run), link(test, two.run)];
  Deno.writeTextFileSync(one.paths.stdout, "output");
  const row = test.session.store.job(one.job);
  ok(row);
  removeJob(test.session, row);
  deepEqual([test.session.store.job(one.job), test.session.store.run(one.run)], [
    ...[undefined, undefined],
  ]);
  deepEqual([exists(one.paths.folder), gone.some(exists)], [false, false]);
  deepEqual([exists(two.paths.folder), kept.every(exists)], [true, true]);
});

Deno.test("removeJob() makes nothing of files that are gone already", async () => {
  await using test = new TestSession();
  const { job, paths } = test.addRun({ state: "failed" });
  Deno.removeSync(paths.folder, { recursive: true });
  const row = test.session.store.job(job);
  ok(row);
  removeJob(test.session, row);
  deepEqual(test.logged.filter((line) => line.startsWith("warn")), []);
});

Deno.test("pruneRuns() keeps the newest runs of a job, as many as there may be", async () => {
  await using test = new TestSession();
  const { store } = test.session;
  const { job, run, paths } = test.addRun({ state: "failed" });
  for (let n = 1; n < LIMITS.runsPerJob; n++) store.addRun({ job, label: `job-${n}` });
  pruneRuns(test.session, job);
  equal(store.runsOf(job).length, LIMITS.runsPerJob);
  const newest = store.addRun({ job, label: "newest" });
  pruneRuns(test.session, job);
  const left = store.runsOf(job).map(({ id }) => id);
  deepEqual([left.length, left.includes(run), left.at(-1)], [LIMITS.runsPerJob, false, newest]);
  await until("its folder is gone", () => !exists(paths.folder));
});

Deno.test("sweepFiles() takes what no run in the store owns, and leaves the rest", async () => {
  await using test = new TestSession();
  const { paths: { runs, jobs }, store } = test.session;
  const { run, paths } = test.addRun();
  const kept = link(test, run);
  Deno.mkdirSync(`${runs}/999/w`, { recursive: true });
  Deno.mkdirSync(`${runs}/notes`);
  Deno.symlinkSync("../runs/999/w/stdout", `${jobs}/gone-20261124T170000Z.stdout`);
  Deno.writeTextFileSync(`${jobs}/gone-20261124T170000Z.txt`, "somebody's own");
  sweepFiles(test.session);
  deepEqual([exists(`${runs}/999`), exists(`${runs}/notes`), exists(paths.w)], [false, true, true]);
  const left = [...Deno.readDirSync(jobs)].map(({ name }) => `${jobs}/${name}`).sort();
  deepEqual(left, [...kept, `${jobs}/gone-20261124T170000Z.txt`].sort());
  equal(store.run(run)?.id, run);
});
