import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { JOB_COLUMNS, jobOf, RUN_COLUMNS, runOf, stored } from "../../daemon/rows.ts";
import { TestStore } from "../support/stores.ts";

const VALUES: readonly (readonly [unknown, unknown])[] = [
  [true, 1],
  [false, 0],
  [null, null],
  [0, 0],
  [1.5, 1.5],
  ["", ""],
  ["text", "text"],
  [{ kind: "exited", code: 3 }, '{"kind":"exited","code":3}'],
  [["A=1"], '["A=1"]'],
];
for (const [value, kept] of VALUES) {
  Deno.test(`stored() keeps ${JSON.stringify(value)} as ${JSON.stringify(kept)}`, () =>
    deepEqual(stored(value), kept));
}

Deno.test("JOB_COLUMNS and RUN_COLUMNS name what a row has, each in its own column", () => {
  using test = new TestStore();
  const { store } = test;
  const job = test.add();
  const run = store.addRun({ job, label: "a" });
  const [jobRow, runRow] = [store.job(job) ?? {}, store.run(run) ?? {}];
  for (const [columns, row] of [[JOB_COLUMNS, jobRow], [RUN_COLUMNS, runRow]] as const) {
    equal(new Set(Object.values(columns)).size, Object.keys(columns).length);
    for (const name of Object.keys(columns)) equal(Object.hasOwn(row, name), true, name);
  }
});

Deno.test("jobOf() and runOf() leave no field out that a new row has nothing in", () => {
  const row = { spec: "{}", pinned: 0, outcome: null, left_behind: 0, hook: null };
  equal(jobOf(row).pinned, false);
  equal(jobOf({ ...row, pinned: 1 }).pinned, true);
  equal(runOf(row).outcome, null);
  equal(runOf({ ...row, left_behind: 1 }).leftBehind, true);
});
