import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { BUILT_IN } from "../../job/session_config.ts";
import { isRefused } from "../support/refusals.ts";
import { specOf } from "../support/specs.ts";
import { TestSession } from "../support/test_session.ts";

const least = { argv: ["make"], cwd: "/", env: ["SECRET=x"], umask: 0o22 };
const body = (change: object = {}) => ({
  ...{ request: crypto.randomUUID(), spec: least, dryRun: true },
  ...change,
});

Deno.test("tryJob() tells the job as it would be, and stores nothing of it", async () => {
  await using test = new TestSession();
  const { session } = test;
  session.config = { ...BUILT_IN, defaults: { graceMs: 7, restart: { attempts: 3 } } };
  const client = await test.connect();
  const would = await client.call("run", body({ name: "build" }));
  const { env: _, ...spec } = specOf({ ...least, graceMs: 7, restart: { attempts: 3 } });
  deepEqual(would, { id: 0, name: "build", created: false, state: "queued", spec });
  equal(session.store.countJobs(), 0);
  deepEqual(test.logged.filter((line) => line.includes("accepted")), []);
  const { id } = await client.call("run", { ...body(), dryRun: false });
  equal(id, 1, "no id was used up");
});

Deno.test("tryJob() makes the name that the job would have, and settles its times", async () => {
  await using test = new TestSession();
  test.add({ name: "make" });
  const client = await test.connect();
  equal((await client.call("run", body())).name, "make_2");
  const spec = { ...least, when: { kind: "cron", expression: "~ 3 * * *" } as const };
  const would = await client.call("run", body({ spec }));
  equal(would.state, "scheduled");
  equal(/^\d+ 3 /.test(Reflect.get(Object(would.spec?.when), "expression")), true);
});

Deno.test("tryJob() refuses what would be refused", async () => {
  await using test = new TestSession();
  test.add({ name: "build" });
  const client = await test.connect();
  const after = [{ job: "nosuch", when: "success" as const }];
  const rows: [change: object, code: string, message: string][] = [
    [
      { name: "build" },
      "name_taken",
      'Cannot run job "build": job 1 has that name and is waiting: remove it, or restart it',
    ],
    [
      { spec: { ...least, group: "nosuch" } },
      "bad_request",
      'Cannot run a job: there is no group "nosuch": chore group add nosuch --slots N',
    ],
    [
      { spec: { ...least, after } },
      "no_such_job",
      'Cannot wait for job "nosuch": it is not in session "test"',
    ],
  ];
  for (const [change, code, message] of rows) {
    await isRefused(client.call("run", body(change)), code, { message });
  }
  const known = await client.call("run", body({ name: "build", ifAbsent: true }));
  deepEqual([known.id, known.created, known.spec], [1, false, undefined]);
  equal(test.session.store.countJobs(), 1);
});
