import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run --in and -D start a job at its time, and not before", async () => {
  await using home = await makeHome();
  const before = Date.now();
  equal(await home.run("-j", "soon", "--in", "1s", "--", "true"), "soon");
  await home.run("-j", "later", "-D", "now + 2 days", "--", "true");
  await home.run("-j", "words", "--at", "tomorrow 9am", "--", "true");
  equal((await home.chore(["wait", "soon"])).code, 0);
  const { runs } = await home.job("soon");
  ok(Date.parse(runs[0]?.startedAt ?? "") >= before + 1000);
  const jobs = await home.json<JobView[]>(["list"]);
  deepEqual(jobs.map(({ state }) => state), ["succeeded", "scheduled", "scheduled"]);
  match(await home.ask(["list"]), / later +scheduled +in 1d 23h +true$/m);
  const { nextAt } = await home.job("words");
  equal(new Date(nextAt ?? "").getHours(), 9);
  match(await home.ask(["show", "words"]), new RegExp(`^next_time: ${nextAt}$`, "m"));
});

Deno.test("chore run -D of a date in the past says so, and runs at once", async () => {
  await using home = await makeHome();
  const { code, stdout, stderr } = await home.chore(["-D", "2020-01-01", "-j", "a", "--", "true"]);
  deepEqual([code, stdout], [0, "a\n"]);
  match(stderr, /^chore: "2020-01-01" is in the past \(.*\): it runs at once$/m);
  equal((await home.chore(["wait", "a"])).code, 0);
});

Deno.test("chore run --in survives the end of chored, and starts late rather than never", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--in", "4s", "--", "true");
  const { nextAt } = await home.job("job");
  await home.ask(["shutdown"]);
  await until("its time has passed", () => Date.now() > Date.parse(nextAt ?? ""));
  equal((await home.chore(["wait", "job"])).code, 0);
});

Deno.test("chore run --cron starts a job again and again, and shows its next times", async () => {
  await using home = await makeHome();
  await home.run("-j", "often", "--cron", "* * * * * *", "--", "true");
  await home.run("-j", "nightly", "--cron", "0 3 * * *", "--zone", "UTC", "--", "true");
  const times = /^next_time: (\S+T03:00:00\.000Z), (\S+T03:00:00\.000Z), \S+T03:00:00\.000Z$/m;
  match(await home.ask(["show", "nightly"]), times);
  match(
    await home.ask(["show", "nightly"]),
    /^cron: 0 3 \* \* \* in UTC, overlap skip, catch-up once$/m,
  );
  await until("it has run twice", async () => (await home.job("often")).runs.length > 1);
  await home.ask(["stop", "often"]);
  const { runs } = await home.job("often");
  for (const { startedAt } of runs) match(startedAt ?? "", /\.[0-9]{3}Z$/);
});

Deno.test("chore run --start-deadline gives up a job that could not start in time", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "shut", "--slots", "0"]);
  await home.run(
    "-j",
    "job",
    "-g",
    "shut",
    "--start-deadline",
    "0.1",
    "--no-wait",
    "--",
    fixture("hold"),
  );
  const { code, stderr } = await home.chore(["wait", "job"]);
  ok(code !== 0);
  match(stderr, /^chore: job: \w+: .*start/m);
});
