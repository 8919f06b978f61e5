import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import type { HistoryPage, Page } from "../../wire/replies.ts";
import { specOf } from "../support/specs.ts";
import { TestSession } from "../support/test_session.ts";

const everything = { names: [], all: true };
/** As long as a command may be. */
const longArgv = ["make", ...Array(3).fill("x".repeat(LIMITS.wordBytes))];

Deno.test("stop, clean and why of all jobs reply in full, however many there are", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const count = 3 * LIMITS.partItems + 1;
  const why = "w".repeat(LIMITS.reasonChars);
  test.session.store.transaction(() => {
    for (let n = 0; n < count; n++) test.add({ state: "held", why });
  });
  const reasons = await client.call("why", { jobs: everything });
  deepEqual([reasons.length, reasons.at(-1)?.id], [count, count]);
  const stopped = await client.call("stop", { jobs: everything });
  deepEqual(stopped.map(({ id }) => id), reasons.map(({ id }) => id));
  ok(stopped.every(({ state }) => state === "stopped"));
  equal((await client.call("clean", {})).length, count);
});

Deno.test("show of jobs with the longest commands replies in full", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  for (let n = 0; n < 12; n++) test.add({ state: "held", spec: specOf({ argv: longArgv }) });
  const jobs = await client.call("show", { jobs: everything });
  deepEqual([jobs.length, jobs.at(-1)?.spec.argv], [12, longArgv]);
});

Deno.test("list and history of the longest commands are cut into pages that lead on", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  for (let n = 0; n < 12; n++) {
    test.add({ state: n % 2 === 0 ? "held" : "failed", spec: specOf({ argv: longArgv }) });
    test.session.store.plan.addHistory({
      ...{ run: n + 1, job: n + 1, name: "a", command: longArgv, askedBy: "ann", state: "failed" },
      ...{ outcome: { kind: "exited", code: 1 }, endedBy: null, startedAt: null, endedAt: 1 },
      ...{ stdoutBytes: 0, stderrBytes: 0 },
    });
  }
  const expected = Array.from({ length: 12 }, (_, n) => 12 - n);
  const listed: number[] = [];
  const recorded: number[] = [];
  for (let before: number | null = 1000; before !== null;) {
    const page: Page = await client.call("list", { before });
    listed.push(...page.jobs.map(({ id }) => id));
    before = page.before;
  }
  for (let before: number | null = 1000; before !== null;) {
    const page: HistoryPage = await client.call("history", { before });
    recorded.push(...page.lines.map(({ run }) => run));
    before = page.before;
  }
  deepEqual([listed, recorded], [expected, expected]);
});

Deno.test("list without --all shows no more that have ended on its later pages", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.session.store.transaction(() => {
    for (let n = 0; n < 2 * LIMITS.listedEnded; n++) test.add({ state: "failed" });
    for (let n = 0; n < LIMITS.listedJobs; n++) test.add({ state: "held" });
  });
  const first = await client.call("list", {});
  ok(first.before !== null);
  const second = await client.call("list", { before: first.before ?? 0 });
  equal(second.before, null);
  const all = [...first.jobs, ...second.jobs];
  equal(all.length, LIMITS.listedJobs + LIMITS.listedEnded);
  equal(new Set(all.map(({ id }) => id)).size, all.length);
});
