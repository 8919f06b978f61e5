import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { isRefused } from "../../support/refusals.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

const { argv: _, ...shared } = specOf();

Deno.test("batch accepts all jobs, in order, each with what it has unlike the others", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const own = {
    cwd: "/tmp",
    env: ["A=1"],
    umask: 0,
    graceMs: 0,
    orphan: "leave",
    output: "direct",
  };
  const accepted = await client.call("batch", {
    ...{ request: "r", shared },
    jobs: [
      { argv: ["make"] },
      { ...own, argv: ["true"], name: "build" } as { argv: string[] },
      { argv: ["make"] },
    ],
  });
  deepEqual(accepted.map(({ id, name, created }) => [id, name, created]), [
    [1, "make", true],
    [2, "build", true],
    [3, "make_3", true],
  ]);
  const { store } = test.session;
  const { env, ...rest } = shared;
  deepEqual([store.job(1)?.spec, store.envOf(1)], [{ ...rest, argv: ["make"] }, env]);
  const { env: ownEnv, ...ownRest } = own;
  deepEqual([store.job(2)?.spec, store.envOf(2)], [
    ...[{ ...rest, ...ownRest, argv: ["true"] }, ownEnv],
  ]);
});

Deno.test("batch takes a retry for the same jobs", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const jobs = [{ argv: ["make"] }, { argv: ["true"], name: "build" }];
  const first = await client.call("batch", { request: "r", shared, jobs });
  const again = await client.call("batch", { request: "r", shared, jobs });
  deepEqual(again.map(({ id, created }) => [id, created]), [[1, false], [2, false]]);
  deepEqual(first.map(({ id }) => id), again.map(({ id }) => id));
});

Deno.test("batch accepts none where one is refused, and says which", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.add({ name: "taken" });
  const jobs = (name: string) => [{ argv: ["make"], name: "a" }, { argv: ["make"], name }];
  await isRefused(
    client.call("batch", { request: "r", shared, jobs: jobs("taken") }),
    "name_taken",
    {
      message:
        'Cannot run job "taken" (job 2 of 2, none was accepted): job 1 has that name and is waiting: remove it, or restart it',
    },
  );
  await isRefused(client.call("batch", { request: "s", shared, jobs: jobs("a") }), "name_taken", {
    message: 'Cannot run job "a" (job 2 of 2, none was accepted): it is there twice',
  });
  equal(test.session.store.countJobs(), 1);
});

Deno.test("batch makes no name that a later one of its jobs asks for", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const jobs = [{ argv: ["make"] }, { argv: ["true"], name: "make" }];
  const accepted = await client.call("batch", { request: "r", shared, jobs });
  deepEqual(accepted.map(({ name, created }) => [name, created]), [
    ["make_1", true],
    ["make", true],
  ]);
});

Deno.test("batch refuses what would be one job more than a session keeps", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.session.store.countJobs = () => LIMITS.jobs - 1;
  const jobs = [{ argv: ["make"] }, { argv: ["make"] }];
  await isRefused(client.call("batch", { request: "r", shared, jobs }), "limit", {
    message: "Cannot run a job: a session keeps at most 100000: chore clean",
  });
  equal((await client.call("batch", { request: "r", shared, jobs: jobs.slice(1) })).length, 1);
});

Deno.test("batch begins those of its jobs at once that are to", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  await client.call("group", { do: "add", name: "none", slots: 0 });
  const jobs = [{ argv: ["make"], group: "none" }, { argv: ["make"], group: "none", now: true }];
  const accepted = await client.call("batch", { request: "r", shared, jobs });
  deepEqual(accepted.map(({ state }) => state), ["queued", "starting"]);
});
