import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { poolOf, readPools } from "../../daemon/pool.ts";
import { LIMITS } from "../../limits.ts";
import { specOf } from "../support/specs.ts";
import { TestSession } from "../support/test_session.ts";

Deno.test("readPools() counts jobs and hooks that have a worker, each in its own", async () => {
  await using test = new TestSession();
  const hooks = specOf({ group: "hooks" });
  for (const state of ["starting", "running", "paused", "stopping"] as const) test.add({ state });
  for (const state of ["queued", "backoff", "failed"] as const) test.add({ state });
  test.add({ state: "running", spec: hooks });
  test.add({ state: "queued", spec: hooks });
  deepEqual(readPools(test.session), {
    jobs: { workers: LIMITS.workers, free: LIMITS.workers - 4 },
    hooks: { workers: LIMITS.hookWorkers, free: LIMITS.hookWorkers - 1 },
  });
  deepEqual(["default", "hooks"].map(poolOf), ["jobs", "hooks"]);
});
