import { match, strictEqual as equal } from "node:assert/strict";
import { type Changes, Checkout } from "../support/checkout.ts";
import { Home } from "../support/home.ts";
import { endOf, outcomeOf, reasonOf, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** Runs a job with workers of a checkout that was changed; how it ended. */
async function endIn(changes: Changes): Promise<{ outcome: string; reason: string }> {
  await using checkout = await Checkout.copy(changes);
  await using home = await Home.make({ root: checkout.root });
  await home.start();
  using client = await home.connect();
  await submit(client, [fixture("exit_with"), "0"], { name: "job" });
  const job = await endOf(client, "job");
  return { outcome: outcomeOf(job), reason: reasonOf(job) };
}

Deno.test("examine() tells why a worker whose module cannot be loaded never started", async () => {
  const { outcome, reason } = await endIn({
    "worker/run_job.ts": (text) => `import "./nosuch.ts";\n${text}`,
  });
  equal(outcome, "refused");
  match(reason, /^its worker cannot start: \d attempts: it said: .*Module not found .*nosuch\.ts/);
});

Deno.test("buryJob() tells what a worker said that died of a fault of its own", async () => {
  const { outcome, reason } = await endIn({
    "worker/finish.ts": (text) =>
      text.replace(
        "): Promise<void> {\n",
        '): Promise<void> {\n  if (desk.errand.mode === "run") await import("./nosuch.ts");\n',
      ),
  });
  equal(outcome, "lost");
  match(reason, /^its worker died, and had said: .*nosuch\.ts.*; /);
});
