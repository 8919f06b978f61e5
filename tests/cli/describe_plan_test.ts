import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { describePlan } from "../../cli/describe_plan.ts";
import { viewConfinement } from "../../daemon/view_confinement.ts";
import type { SpecInput } from "../../job/spec.ts";
import type { JobView } from "../../wire/replies.ts";
import { specOf } from "../support/specs.ts";
import { jobView } from "./job_view.ts";

async function linesOf(spec: Partial<SpecInput>, view: Partial<JobView> = {}) {
  const lines = await describePlan({
    ...jobView(view),
    spec: specOf(spec),
    ...{ confinement: viewConfinement(specOf(spec)), limitsHeld: null, policy: null },
    policy: null,
    hooks: [],
    rules: [],
    skippedBytes: 0,
  }, 0);
  return Object.fromEntries(lines);
}

const usual = { group: "default", slots: "1", queue_priority: "0" };

Deno.test("describePlan() says little of a job that has no plan", async () => {
  deepEqual(await linesOf({}), usual);
});

Deno.test("describePlan() tells what a job waits for", async () => {
  const nextAt = "2026-11-24T17:00:00.000Z";
  const after = [{ name: "b", when: "success" }, { name: "c", when: "failure" }];
  deepEqual(await linesOf({}, { nextAt, after, group: "big", slots: 3, priority: -2 }), {
    ...{ group: "big", slots: "3", queue_priority: "-2" },
    after: "b, c (failure)",
    next_time: nextAt,
  });
});

Deno.test("describePlan() tells the next times of a repeated job", async () => {
  const when = { kind: "cron", expression: "0 3 * * *", zone: "UTC" } as const;
  deepEqual(await linesOf({ when }, { nextAt: "1970-01-01T03:00:00.000Z" }), {
    ...usual,
    cron: "0 3 * * * in UTC, overlap skip, catch-up once",
    next_time: [1, 2, 3].map((day) => `1970-01-0${day}T03:00:00.000Z`).join(", "),
  });
  deepEqual(await linesOf({ when: { kind: "cron", expression: "@reboot" } }), {
    ...usual,
    cron: "@reboot, overlap skip, catch-up once",
  });
});

Deno.test("describePlan() tells limits and policies that are not the usual ones", async () => {
  const lines = await linesOf({
    restart: { policy: "on-failure", attempts: 3, intervalMs: 3_600_000 },
    success: [0, 75],
    timeoutMs: 60_000,
    startDeadlineMs: 120_000,
  });
  deepEqual(lines, {
    ...usual,
    restart: "on-failure, at most 3 starts within 1h, pause 1.0s, doubled up to 5m",
    success: "0, 75",
    timeout: "1m",
    start_deadline: "2m",
  });
  const { restart } = await linesOf({ restart: { policy: "always", backoff: "constant" } });
  deepEqual(restart, "always, at most 5 starts, pause 1.0s");
});
