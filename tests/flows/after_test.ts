import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run --after starts a job when those before it have succeeded", async () => {
  await using home = await makeHome();
  const ledger = home.path("ledger");
  const keep = (name: string) => [fixture("keep_ledger"), ledger, name, "0", "0"];
  await home.run("-j", "gate", "--", fixture("wait_for_file"), "go");
  await home.run("-j", "a", "-D", "gate", "--", ...keep("a"));
  await home.run("-j", "b", "--after", "gate", "--", ...keep("b"));
  equal(await home.run("-j", "c", "--after", "a,b", "--", ...keep("c")), "c");
  const jobs = await home.json<JobView[]>(["list"]);
  deepEqual(jobs.map(({ name, state }) => [name, state]), [
    ["gate", "running"],
    ["a", "waiting"],
    ["b", "waiting"],
    ["c", "waiting"],
  ]);
  match(await home.ask(["why", "c"]), /^c: waiting: waits for a, b$/m);
  const tree = (await home.ask(["list", "--tree"])).match(/^[│ ├└─]*\w+/gm);
  deepEqual(tree, ["NAME", "gate", "├─ a", "└─ b", "   └─ c"]);
  await Deno.writeTextFile(home.path("go"), "");
  equal((await home.chore(["wait", "a", "b", "c"])).code, 0);
  const lines = (await Deno.readTextFile(ledger)).trimEnd().split("\n")
    .map((line) => line.split(" ").slice(0, 2).join(" "));
  deepEqual(lines.slice(4), ["S c", "E c"]);
});

Deno.test("chore run --after, --after-any and --after-fail tell how a job must have ended", async () => {
  await using home = await makeHome();
  await home.run("-j", "bad", "--", fixture("exit_with"), "1");
  await home.chore(["wait", "bad"]);
  await home.run("-j", "success", "--after", "bad", "--", "true");
  await home.run("-j", "behind", "--after", "success", "--", "true");
  await home.run("-j", "end", "--after-any", "bad", "--", "true");
  await home.run("-j", "failure", "--after-fail", "bad", "--", "true");
  const { code, stderr } = await home.chore(["wait", "success", "behind", "end", "failure"]);
  equal(code, 103);
  match(stderr, /^chore: success: skipped: job "bad", which it waits for, has failed$/m);
  match(stderr, /^chore: behind: skipped: job "success", which it waits for, was skipped$/m);
  const jobs = await home.json<JobView[]>(["list"]);
  deepEqual(jobs.map(({ name, state }) => [name, state]), [
    ["bad", "failed"],
    ["success", "skipped"],
    ["behind", "skipped"],
    ["end", "succeeded"],
    ["failure", "succeeded"],
  ]);
});

Deno.test("chore run -x of a job does not let those behind it start before it has ended for good", async () => {
  await using home = await makeHome();
  await home.run(
    "-j",
    "flaky",
    "-x",
    "--delay",
    "0.05",
    "--",
    "sh",
    "-c",
    "test -e go || { : >go; exit 1; }",
  );
  await home.run("-j", "next", "--after", "flaky", "--", "true");
  equal((await home.chore(["wait", "next"])).code, 0);
  equal((await home.job("flaky")).runs.length, 2);
});

Deno.test("chore run --after refuses a job that is not there, and skips where one was removed", async () => {
  await using home = await makeHome();
  const refused = await home.chore(["run", "--after", "nosuch", "--", "true"]);
  deepEqual([refused.code, refused.stdout], [103, ""]);
  match(refused.stderr, /job "nosuch"/);
  equal((await home.chore(["run", "-D", "nosuch", "--", "true"])).code, 103);
  await home.run("-j", "first", "--", fixture("hold"));
  await home.run("-j", "second", "--after", "first", "--", "true");
  await home.ask(["rm", "-f", "first"]);
  await home.untilState("second", "skipped");
});
