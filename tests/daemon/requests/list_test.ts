import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { STATES } from "../../../job/state.ts";
import { LIMITS } from "../../../limits.ts";
import { TestSession } from "../../support/test_session.ts";

const namesOf = (jobs: readonly { name: string }[]) => jobs.map(({ name }) => name);

Deno.test("list gives all jobs that have not ended and the last that have, newest first", async () => {
  await using test = new TestSession();
  test.session.ending = true;
  const client = await test.connect();
  test.add({ name: "oldest", state: "held" });
  for (let n = 1; n <= LIMITS.listedEnded + 2; n++) test.add({ name: `e${n}`, state: "failed" });
  test.add({ name: "newest", state: "waiting" });
  const { jobs, before, older } = await client.call("list", {});
  deepEqual(namesOf(jobs).slice(0, 2), ["newest", `e${LIMITS.listedEnded + 2}`]);
  deepEqual([jobs.length, jobs.at(-1)?.name], [LIMITS.listedEnded + 2, "oldest"]);
  deepEqual([before, older], [null, 2]);
});

Deno.test("list gives the jobs in the states asked for", async () => {
  await using test = new TestSession();
  test.session.ending = true;
  const client = await test.connect();
  for (const state of STATES) test.add({ name: state, state });
  const { jobs } = await client.call("list", { states: ["lost", "held", "queued"] });
  deepEqual(namesOf(jobs), ["lost", "queued", "held"]);
});

Deno.test("list gives page after page, each job once", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  for (let n = 1; n <= 7; n++) test.add({ name: `job${n}`, state: "failed" });
  const pages: string[][] = [];
  for (let before: number | null = 1000; before !== null;) {
    const page = await client.call("list", { limit: 3, before }) as Page;
    pages.push(namesOf(page.jobs));
    before = page.before;
  }
  deepEqual(pages, [["job7", "job6", "job5"], ["job4", "job3", "job2"], ["job1"]]);
});

interface Page {
  readonly jobs: readonly { name: string }[];
  readonly before: number | null;
}

Deno.test("list gives of each job its newest run alone, and no environment", async () => {
  await using test = new TestSession();
  test.session.ending = true;
  const client = await test.connect();
  const { job, run } = test.addRun({ name: "build", state: "failed" });
  const newest = test.session.store.addRun({ job, label: "build-2" });
  test.session.store.changeJob(job, { run: newest });
  const { jobs: [view] } = await client.call("list", {});
  deepEqual(view?.runs.map((each) => each.run), [newest]);
  ok(run < newest);
  equal(JSON.stringify(view).includes("PATH="), false);
});

Deno.test("list is a look: what it shows counts as seen, what was seen long ago is gone", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  const [old, fresh] = [test.add({ state: "failed" }), test.add({ state: "failed" })];
  store.changeJob(old, { seenAt: 1 });
  const { jobs } = await client.call("list", {});
  deepEqual(jobs.map(({ id }) => id), [fresh]);
  ok((store.job(fresh)?.seenAt ?? 0) > 1);
});

Deno.test("list gives a session without jobs nothing", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  deepEqual(await client.call("list", {}), { jobs: [], before: null, older: 0 });
});
