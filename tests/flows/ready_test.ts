import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run --after-ready starts a job when the other says that it is ready", async () => {
  await using home = await makeHome();
  const says = `until [ -e '${
    home.path("go")
  }' ]; do sleep 0.05; done; chore ready "$CHORE_JOB"; exec sleep 1000`;
  await home.run("-j", "server", "--env", `PATH=${binPath(home.env.PATH)}`, "-c", says);
  await home.run("-j", "client", "--after-ready", "server", "--", "true");
  match(await home.ask(["why", "client"]), /^client: waiting: waits for server$/m);
  equal((await home.job("server")).readyAt, null);
  Deno.writeTextFileSync(home.path("go"), "");
  await home.untilState("client", "succeeded");
  match((await home.job("server")).readyAt ?? "", /^\d{4}-.*Z$/);
  match(await home.ask(["show", "server"]), /^ready_time: \d{4}-.*Z$/m);
});

Deno.test("chore run --after-ready skips a job whose other ended and never was ready", async () => {
  await using home = await makeHome();
  await home.run("-j", "server", "--hold", "--", "true");
  await home.run("-j", "client", "--after-ready", "server", "--", "true");
  await home.ask(["release", "server"]);
  await home.untilState("client", "skipped");
  const reason = 'job "server", which it waits for, has succeeded, and never was ready';
  equal((await home.job("client")).why, reason);
});

Deno.test("chore ready holds over a crash of chored, and each run begins not ready", async () => {
  await using home = await makeHome();
  await home.run("-j", "server", "--", "sleep", "1000");
  await home.ask(["ready", "server"]);
  const { stderr } = await home.chore(["ready", "server"]);
  match(stderr, /it was ready already/);
  Deno.kill(home.pid(), "SIGKILL");
  await home.run("-j", "client", "--after-ready", "server", "--", "true");
  await home.untilState("client", "succeeded");
  await home.ask(["stop", "server"]);
  // it had been ready
  await home.run("-j", "late", "--after-ready", "server", "--", "true");
  await home.untilState("late", "succeeded");
  await home.ask(["restart", "server"]);
  await home.untilState("server", "running");
  equal((await home.job("server")).readyAt, null);
});

Deno.test("chore ready refuses a job that does not run, with 103", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--", "true");
  const { code, stderr } = await home.chore(["ready", "job"]);
  deepEqual([code, stderr], [103, 'chore: Cannot mark job "job" as ready: it is held\n']);
});

Deno.test("chore run --after-start starts a job once the other runs", async () => {
  await using home = await makeHome();
  await home.run("-j", "one", "--hold", "--", "sleep", "1000");
  await home.run("-j", "two", "--after-start", "one", "--", "true");
  equal((await home.job("two")).state, "waiting");
  await home.ask(["release", "one"]);
  await home.untilState("two", "succeeded");
  equal((await home.job("one")).state, "running");
});

function binPath(path = ""): string {
  return `${new URL("../../bin", import.meta.url).pathname}:${path}`;
}
