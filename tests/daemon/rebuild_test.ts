import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { makeFolders } from "../../daemon/folders.ts";
import { damageOf, isDamage, rebuildStore } from "../../daemon/rebuild.ts";
import type { Origin } from "../../daemon/origin.ts";
import { writeOrigin } from "../../daemon/records.ts";
import { Store } from "../../daemon/store.ts";
import { LIMITS } from "../../limits.ts";
import { runPaths, type SessionPaths, sessionPaths } from "../../system/paths.ts";
import { exited } from "../support/fake_worker.ts";
import { specOf } from "../support/specs.ts";
import { addJob } from "../support/stores.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** A test with the folders of a session. */
function withPaths(name: string, act: (paths: SessionPaths) => void) {
  Deno.test(name, () => {
    using folder = temporaryFolder();
    const paths = sessionPaths(`${folder.path}/chore`, "night");
    makeFolders(paths, { force: false });
    act(paths);
  });
}

/** Leaves the folder of a run, as chored makes it. */
function leaveRun(paths: SessionPaths, change: Partial<Origin>): string {
  const origin: Origin = {
    ...{ job: 1, run: 1, name: "build", request: "r", label: "build-1", createdAt: 7 },
    ...{ createdBy: "ann", spec: specOf(), hook: null },
    ...change,
  };
  const files = runPaths(`${paths.runs}/${origin.run}`);
  Deno.mkdirSync(files.w, { recursive: true });
  writeOrigin(files, origin);
  return files.w;
}

function writeFinal(w: string): void {
  const record = { nonce: "0123456789abcdef", boot: "", state: exited(3) };
  Deno.writeTextFileSync(`${w}/final`, JSON.stringify(record));
}

withPaths(
  "rebuildStore() finds jobs again by their run folders, and sets the old store aside",
  (paths) => {
    Deno.writeTextFileSync(paths.store, "no database");
    leaveRun(paths, { job: 3, run: 7, label: "build-7" });
    const { store, told } = rebuildStore(paths, "malformed");
    const { id, name, state, run, createdBy } = store.job(3) ?? {};
    deepEqual([id, name, state, run, createdBy], [3, "build", "starting", 7, "ann"]);
    deepEqual([store.envOf(3), store.run(7)?.label], [specOf().env, "build-7"]);
    store.close();
    match(told, /^the store was damaged \(malformed\): it is kept as .* 1 jobs were found again/);
    const aside = [...Deno.readDirSync(paths.cache)].map((entry) => entry.name)
      .filter((each) => /^state\.db\.damaged-\d{8}T\d{6}Z$/.test(each));
    equal(aside.length, 1);
    equal(Deno.readTextFileSync(`${paths.cache}/${aside[0]}`), "no database");
  },
);

withPaths("rebuildStore() takes no folder for a run that somebody has copied", (paths) => {
  leaveRun(paths, { run: 7 });
  const copy = runPaths(`${paths.runs}/8`);
  Deno.mkdirSync(copy.folder);
  Deno.copyFileSync(`${paths.runs}/7/spec`, `${copy.folder}/spec`);
  const { store } = rebuildStore(paths, "malformed");
  deepEqual([store.run(7)?.job, store.run(8)], [1, undefined]);
  store.close();
});

withPaths("rebuildStore() takes the first of two jobs with one request, or one label", (paths) => {
  leaveRun(paths, { job: 1, run: 1, name: "a", request: "r", label: "a-1" });
  leaveRun(paths, { job: 2, run: 2, name: "b", request: "r", label: "b-2" });
  leaveRun(paths, { job: 3, run: 3, name: "c", request: "s", label: "a-1" });
  leaveRun(paths, { job: 1, run: 4, name: "a", request: "r", label: "a-4" });
  const { store } = rebuildStore(paths, "malformed");
  deepEqual([1, 2, 3].map((id) => store.job(id)?.name), ["a", undefined, undefined]);
  deepEqual(store.runsOf(1).map(({ id }) => id), [1, 4]);
  store.close();
});

withPaths("rebuildStore() leaves out what no table takes, whoever has written it", (paths) => {
  leaveRun(paths, { job: 1, run: 1, name: "a", request: "r", label: "a-1", createdAt: 7.5 });
  const w = leaveRun(paths, { job: 2, run: 2, name: "b", request: "s", label: "b-2" });
  const started = { nonce: "0123456789abcdef", boot: "", pid: 42, at: 7.5 };
  Deno.writeTextFileSync(`${w}/started`, JSON.stringify(started));
  const { store } = rebuildStore(paths, "malformed");
  deepEqual([store.job(1), store.run(2)?.startedAt, store.job(2)?.name], [undefined, null, "b"]);
  store.close();
});

withPaths("rebuildStore() keeps a hook what it is", (paths) => {
  const hook = { kind: "post", run: 4, job: 2, env: ["CHORE_RUN=4"] } as const;
  leaveRun(paths, { job: 3, run: 7, spec: specOf({ group: "hooks" }), hook });
  const { store } = rebuildStore(paths, "malformed");
  const job = store.job(3);
  deepEqual([job?.hook, job?.group], [hook, "hooks"]);
  deepEqual(job === undefined ? [] : store.wholeEnvOf(job), [...specOf().env, "CHORE_RUN=4"]);
  deepEqual(store.hooksOf(4).map(({ id }) => id), [3]);
  equal(store.plan.group("hooks")?.slots, LIMITS.hooksAtOnce);
  store.close();
});

withPaths("rebuildStore() gives a line of the choretab to the newest job that it made", (paths) => {
  const tab = { key: "=build", line: 3 };
  leaveRun(paths, { job: 3, run: 7, name: "old", request: "r3", label: "old-7", tab });
  leaveRun(paths, { job: 4, run: 8, request: "r4", label: "build-8", tab });
  const { store } = rebuildStore(paths, "malformed");
  const shown = [3, 4].map((id) => [store.job(id)?.tab, store.job(id)?.tabLine]);
  deepEqual(shown, [[null, null], ["=build", 3]]);
  equal(store.countTabJobs(), 1);
  store.close();
});

withPaths("rebuildStore() gives no id again that may have been used", (paths) => {
  leaveRun(paths, { job: 30, run: 7 });
  const { store } = rebuildStore(paths, "malformed");
  equal(store.nextJobId(), 30 + LIMITS.idGap + 1);
  equal(addJob(store), 30 + LIMITS.idGap + 1);
  store.close();
});

withPaths("rebuildStore() knows the older runs of a job to have ended", (paths) => {
  writeFinal(leaveRun(paths, { run: 1, label: "build-1" }));
  leaveRun(paths, { run: 2, label: "build-2" });
  leaveRun(paths, { run: 10, label: "build-10" });
  const { store } = rebuildStore(paths, "malformed");
  equal(store.job(1)?.run, 10);
  deepEqual(store.runsOf(1).map(({ id, outcome }) => [id, outcome]), [
    [1, { kind: "exited", code: 3 }],
    [2, { kind: "lost", reason: "its record was lost" }],
    [10, null],
  ]);
  store.close();
});

withPaths("rebuildStore() lets a later job have the name of one that was removed", (paths) => {
  leaveRun(paths, { job: 1, run: 1, label: "build-1", request: "old" });
  leaveRun(paths, { job: 2, run: 2, label: "build-2", request: "new" });
  const { store } = rebuildStore(paths, "malformed");
  deepEqual([store.countJobs(), store.jobByName("build")?.id], [1, 2]);
  store.close();
});

withPaths("rebuildStore() leaves out what it cannot read", (paths) => {
  for (const [run, text] of [["5", "{"], ["6", "{}"], ["7", ""]]) {
    Deno.mkdirSync(`${paths.runs}/${run}/w`, { recursive: true });
    Deno.writeTextFileSync(`${paths.runs}/${run}/spec`, text ?? "");
  }
  Deno.mkdirSync(`${paths.runs}/8`);
  leaveRun(paths, { job: 9, run: 9 });
  const { store } = rebuildStore(paths, "malformed");
  equal(store.countJobs(), 1);
  store.close();
});

withPaths(
  "damageOf() misses the jobs of a store that knows none, but not those of a new session",
  (paths) => {
    const store = new Store(paths.store);
    equal(damageOf(store, paths), undefined);
    leaveRun(paths, {});
    ok(damageOf(store, paths));
    addJob(store);
    equal(damageOf(store, paths), undefined);
    store.close();
  },
);

Deno.test("isDamage() tells a damaged file from one that cannot be opened", () => {
  const texts = ["file is not a database", "database disk image is malformed"];
  for (const text of texts) equal(isDamage(new Error(text)), true);
  const others = [
    "unable to open database file",
    "database or disk is full",
    "version 9",
    "locked",
  ];
  for (const text of others) equal(isDamage(new Error(text)), false);
});
