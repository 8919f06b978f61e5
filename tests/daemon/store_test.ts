import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Store } from "../../daemon/store.ts";
import { NewerStore } from "../../daemon/schema.ts";
import { FINAL, STATES } from "../../job/state.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";
import { specOf } from "../support/specs.ts";
import { addJob, TestStore } from "../support/stores.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const namesOf = (jobs: readonly { name: string }[]) => jobs.map(({ name }) => name);

/** What another program reads in the file of the store. */
function readTable(path: string, table: string): Record<string, unknown>[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare(`SELECT * FROM ${table}`).all().map((row) => ({ ...row }));
}

Deno.test("Store keeps a job whole, over a restart too", () => {
  using test = new TestStore();
  const spec = specOf({ argv: ["it's", "\n", "日本"], env: ["A=1", "__proto__=x"] });
  const id = test.add({ name: "build", request: "r", spec });
  const { env, ...rest } = spec;
  const expected = {
    ...{ id, name: "build", request: "r", state: "waiting", spec: rest, pinned: false },
    ...{ cronAt: null, pauseBy: null, readyAt: null },
    ...{ run: null, again: null, why: "waits for its turn", createdAt: 1_764_003_600_000 },
    ...{
      createdBy: "ann",
      endedAt: null,
      seenAt: null,
      hook: null,
      tab: null,
      tabLine: null,
      wakeAt: null,
      missed: 0,
    },
    ...{ group: "default", priority: 0, slots: 1 },
  };
  for (const open of [() => test.store, () => test.reopen()]) {
    const store = open();
    const found = Object.entries(store.job(id) ?? {}).filter(([field]) => field in expected);
    deepEqual(Object.fromEntries(found), expected);
    deepEqual(store.envOf(id), env);
    deepEqual([store.jobByName("build")?.id, store.jobByRequest("r")?.id], [id, id]);
    deepEqual([store.hasName("build"), store.hasRequest("r")], [true, true]);
  }
});

Deno.test("Store knows nothing of what is not there", () => {
  using test = new TestStore();
  const { store } = test;
  deepEqual([store.job(1), store.run(1), store.jobByName("x"), store.jobByRequest("x")], [
    ...[undefined, undefined, undefined, undefined],
  ]);
  deepEqual([store.envOf(1), store.runsOf(1), store.countJobs()], [[], [], 0]);
  deepEqual([store.hasName("x"), store.hasRequest("x"), store.hasLabel("x")], [
    ...[false, false, false],
  ]);
  store.changeJob(1, { why: "nobody" });
  store.removeJob(1);
  store.removeRun(1);
});

Deno.test("Store keeps a run whole, over a restart too", () => {
  using test = new TestStore();
  const job = test.add();
  const id = test.store.addRun({ job, label: "job-20261124T170000Z" });
  test.store.changeRun(id, {
    ...{ mode: "bury", attempts: 2, pid: 42, startedAt: 1.25, endedAt: 2.5 },
    ...{ outcome: { kind: "exited", code: 3 }, stdoutBytes: 2 ** 40, stderrBytes: 1 },
    ...{ droppedBytes: 5, leftBehind: true, ender: "user", endedBy: "stopped by ann", stopMs: 0 },
    inputRun: 9,
    reactionsTaken: 4,
  });
  for (const open of [() => test.store, () => test.reopen()]) {
    const store = open();
    deepEqual(store.run(id), {
      ...{ id, job, label: "job-20261124T170000Z", mode: "bury", attempts: 2, pid: 42 },
      ...{ startedAt: 1.25, endedAt: 2.5, outcome: { kind: "exited", code: 3 } },
      ...{ stdoutBytes: 2 ** 40, stderrBytes: 1, droppedBytes: 5, leftBehind: true },
      ...{ ender: "user", endedBy: "stopped by ann", stopMs: 0, inputRun: 9 },
      ...{ reactionsTaken: 4, watch: null },
    });
    ok(store.hasLabel("job-20261124T170000Z"));
  }
});

Deno.test("Store.changeJob() changes what it is given and nothing else", () => {
  using test = new TestStore();
  const [one, two] = [test.add(), test.add()];
  const [before, other] = [test.store.job(one), test.store.job(two)];
  test.store.changeJob(one, { state: "failed", endedAt: 7, pinned: true });
  deepEqual(test.store.job(one), { ...before, state: "failed", endedAt: 7, pinned: true });
  test.store.changeJob(one, { endedAt: null, pinned: false });
  deepEqual(test.store.job(one), { ...before, state: "failed" });
  test.store.changeJob(one, {});
  deepEqual(test.store.job(two), other);
});

Deno.test("Store refuses a second job of the same name, or for the same request", () => {
  using test = new TestStore();
  test.add({ name: "build", request: "r" });
  throws(() => test.add({ name: "build" }), /UNIQUE/);
  throws(() => test.add({ request: "r" }), /UNIQUE/);
  equal(test.store.countJobs(), 1);
});

Deno.test("Store gives no id twice, also after a removal, a restart, and ids that are left out", () => {
  using test = new TestStore();
  const ids = [test.add(), test.add()];
  test.store.removeJob(2);
  equal(test.store.nextJobId(), 3);
  ids.push(test.add());
  test.store.removeJob(3);
  test.reopen();
  ids.push(test.add());
  test.store.skipIds(1000);
  equal(test.store.nextJobId(), 1001);
  ids.push(test.add());
  deepEqual(ids, [1, 2, 3, 4, 1001]);
  equal(test.store.addRun({ job: 1, label: "a-1" }), 1001);
});

Deno.test("Store.removeJob() takes its runs along, and no other's", () => {
  using test = new TestStore();
  const [one, two] = [test.add(), test.add()];
  test.store.addRun({ job: one, label: "a" });
  const other = test.store.addRun({ job: two, label: "b" });
  test.store.removeJob(one);
  deepEqual([test.store.job(one), test.store.runsOf(one), test.store.hasLabel("a")], [
    ...[undefined, [], false],
  ]);
  deepEqual([test.store.countJobs(), test.store.run(other)?.label], [1, "b"]);
});

Deno.test("Store keeps an environment once, until its last job is removed", () => {
  using test = new TestStore();
  const ids = [["A=1", "B=2"], ["A=1", "B=2"], ["A=1"]]
    .map((env) => test.add({ spec: specOf({ env }) }));
  const [one = 0, two = 0, three = 0] = ids;
  equal(readTable(test.path, "environment").length, 2);
  test.store.removeJob(one);
  equal(readTable(test.path, "environment").length, 2);
  deepEqual([test.store.envOf(two), test.store.envOf(three)], [["A=1", "B=2"], ["A=1"]]);
  test.store.removeJob(two);
  deepEqual(readTable(test.path, "environment").map(({ text }) => text), ['["A=1"]']);
});

Deno.test("Store lists jobs by state, the oldest or the newest first, and no more than asked for", () => {
  using test = new TestStore();
  for (const state of STATES) test.add({ name: state, state });
  const { store } = test;
  const most = 100;
  deepEqual(namesOf(store.jobsInStates(STATES, most)), [...STATES]);
  deepEqual(namesOf(store.jobsInStates(["failed", "queued"], most)), ["queued", "failed"]);
  deepEqual(namesOf(store.jobsInStates(FINAL, 2)), ["succeeded", "failed"]);
  deepEqual(store.jobsInStates([], most), []);
  deepEqual(namesOf(store.jobsBefore(3, most)), ["waiting", "scheduled"]);
  deepEqual(namesOf(store.jobsBefore(100, 2)), ["lost", "skipped"]);
  const given = { before: 15, most: 2 };
  deepEqual(namesOf(store.jobsInStatesBefore(FINAL, given)), ["skipped", "timedout"]);
  deepEqual([store.countInStates(FINAL), store.countInStates([]), store.countJobs()], [6, 0, 15]);
});

Deno.test("Store finds what is to be cleaned, and what is to start again", () => {
  using test = new TestStore();
  const { store } = test;
  const [seen, unseen, pinned, late] = [test.add(), test.add(), test.add(), test.add()];
  for (const id of [seen, pinned]) store.changeJob(id, { seenAt: 100 });
  store.changeJob(late, { seenAt: 200 });
  store.changeJob(pinned, { pinned: true });
  deepEqual(store.jobsToClean(100, 10), []);
  deepEqual(store.jobsToClean(101, 10).map(({ id }) => id), [seen]);
  deepEqual(store.jobsToClean(201, 1).length, 1);
  store.changeJob(unseen, { again: "ann" });
  deepEqual(store.jobsToRestart(), []);
  store.changeJob(unseen, { endedAt: 7 });
  deepEqual(store.jobsToRestart().map(({ id }) => id), [unseen]);
});

Deno.test("Store.transaction() is all there for others at its end, and nothing before", () => {
  using test = new TestStore();
  const result = test.store.transaction(() => {
    test.add();
    test.store.transaction(() => test.add());
    equal(readTable(test.path, "job").length, 0);
    return "done";
  });
  equal(result, "done");
  equal(readTable(test.path, "job").length, 2);
});

Deno.test("Store.transaction() leaves nothing of what was thrown out of it", () => {
  using test = new TestStore();
  test.add();
  equal(test.store.countJobs(), 1);
  const attempt = () =>
    test.store.transaction(() => {
      test.add();
      test.store.transaction(() => test.add());
      throw new Error("no more");
    });
  throws(attempt, /no more/);
  deepEqual([test.store.countJobs(), readTable(test.path, "job").length], [1, 1]);
  test.add();
  deepEqual([test.store.countJobs(), readTable(test.path, "job").length], [2, 2]);
});

Deno.test("Store.transaction() that fails within another takes all of it along", () => {
  using test = new TestStore();
  throws(() =>
    test.store.transaction(() => {
      test.add({ name: "build" });
      test.store.transaction(() => test.add({ name: "build" }));
    }), /UNIQUE/);
  equal(test.store.countJobs(), 0);
});

Deno.test("Store refuses what is no database, or a newer one, and says so", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/state.db`;
  throws(() => new Store(`${folder.path}/none/state.db`), /unable to open/);
  Deno.writeTextFileSync(path, "no database ".repeat(1000));
  throws(() => new Store(path), /not a database/);
  Deno.removeSync(path);
  const newer = new DatabaseSync(path);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  throws(() => new Store(path), NewerStore);
});

Deno.test("Store.check() finds a page that is damaged", () => {
  using test = new TestStore();
  equal(test.store.check(), "ok");
  for (let n = 0; n < 200; n++) test.add();
  test.store.close();
  using file = Deno.openSync(test.path, { read: true, write: true });
  const { size } = file.statSync();
  file.seekSync(Math.floor(size / 2 / 4096) * 4096, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(8192).fill(0xa5));
  let answer = "";
  try {
    test.store = new Store(test.path);
    answer = test.store.check();
  } catch (error) {
    answer = String(error);
  }
  ok(/malformed|invalid|corrupt|wrong|missing|database/i.test(answer), answer);
});

Deno.test({
  name: "Store throws on a full disk, loses nothing, and works again once there is room",
  ignore: !CAN_MOUNT,
  async fn() {
    using folder = temporaryFolder();
    await using disk = await SmallDisk.mount(`${folder.path}/disk`, 1024);
    const path = `${disk.folder}/state.db`;
    const store = new Store(path);
    const kept: number[] = [];
    for (let n = 0; n < 10; n++) kept.push(addJob(store));
    await disk.fill();
    let last: unknown;
    for (let n = 0; n < 1000 && last === undefined; n++) {
      try {
        const spec = specOf({ env: [`N=${n}`, `FILL=${"x".repeat(2000)}`] });
        kept.push(store.transaction(() => addJob(store, { spec })));
      } catch (error) {
        last = error;
      }
    }
    ok(/full|I\/O/.test(String(last)), String(last));
    deepEqual(store.jobsInStates(STATES, 2000).map(({ id }) => id), kept);
    equal(store.countJobs(), kept.length);
    await disk.empty();
    kept.push(addJob(store));
    store.close();
    const next = new Store(path);
    deepEqual(next.jobsInStates(STATES, 2000).map(({ id }) => id), kept);
    equal(next.check(), "ok");
    next.close();
  },
});

Deno.test("Store.afterCommit() acts once what is written is durable, and never where it is not", () => {
  using test = new TestStore();
  const { store } = test;
  const acts: string[] = [];
  const act = (name: string) => store.afterCommit(() => acts.push(name));
  act("alone");
  deepEqual(acts, ["alone"]);
  store.transaction(() => {
    store.transaction(() => act("inner"));
    throws(() =>
      store.savepoint(() => {
        act("undone");
        throw new Error("no");
      }), /no/);
    act("outer");
    deepEqual(acts, ["alone"]);
  });
  deepEqual(acts, ["alone", "inner", "outer"]);
  throws(() =>
    store.transaction(() => {
      act("rolled back");
      throw new Error("no");
    }), /no/);
  store.transaction(() => {});
  deepEqual(acts, ["alone", "inner", "outer"]);
});
