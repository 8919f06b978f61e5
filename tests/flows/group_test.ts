import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

async function statesOf(home: UserHome): Promise<Record<string, string>> {
  const jobs = await home.json<JobView[]>(["list"]);
  return Object.fromEntries(jobs.map(({ name, state }) => [name, state]));
}

Deno.test("chore group lets no more of its jobs run than it has slots, while they run too", async () => {
  await using home = await makeHome();
  equal(await home.ask(["group", "add", "big", "--slots", "2"]), "big\n");
  const run = (name: string, ...words: string[]) =>
    home.run("-j", name, "-g", "big", "--no-wait", ...words, "--", fixture("wait_for_file"), name);
  for (const name of ["a", "b", "c"]) await run(name);
  await run("d", "-p", "5");
  await run("heavy", "--slots-used", "2", "-p", "-1");
  for (const name of ["a", "b"]) await home.untilState(name, "running");
  deepEqual(await statesOf(home), {
    ...{ a: "running", b: "running", c: "queued", d: "queued", heavy: "queued" },
  });
  match(await home.ask(["why", "c"]), /^c: queued: /);
  match(
    await home.ask(["group"]),
    /^NAME.*\nbig +open +2 +2 +3\ndefault +open +\d+ +0 +0\nhooks +open +16 +0 +0\n$/,
  );
  const end = (name: string) => Deno.writeTextFile(home.path(name), "");
  await end("a");
  await home.untilState("d", "running");
  equal((await home.job("c")).state, "queued");
  await home.ask(["group", "set", "big", "--slots", "3"]);
  await home.untilState("c", "running");
  for (const name of ["b", "c", "d"]) await end(name);
  await home.untilState("heavy", "running");
  await end("heavy");
  equal((await home.chore(["wait", "--all"])).code, 0);
});

Deno.test("chore group pause, drain and resume", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "work", "--slots", "1"]);
  await home.run("-j", "runs", "-g", "work", "--", fixture("hold"));
  await home.run("-j", "waits", "-g", "work", "--no-wait", "--", fixture("hold"));
  equal(await home.ask(["group", "pause", "work"]), "work\n");
  deepEqual(await statesOf(home), { runs: "paused", waits: "queued" });
  await home.ask(["group", "resume", "work"]);
  deepEqual(await statesOf(home), { runs: "running", waits: "queued" });
  await home.ask(["group", "drain", "work"]);
  await home.ask(["stop", "runs"]);
  deepEqual(await statesOf(home), { runs: "stopped", waits: "queued" });
  match(await home.ask(["group", "list"]), /^work +draining +1 +0 +1$/m);
  await home.ask(["group", "resume", "work"]);
  await home.untilState("waits", "running");
});

Deno.test("chore group with no slots lets none begin; it is kept when chored ends", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "shut", "--slots", "0"]);
  await home.run("-j", "job", "-g", "shut", "--no-wait", "--", "true");
  await home.ask(["shutdown"]);
  equal((await home.job("job")).state, "queued");
  match(await home.ask(["group"]), /^shut +open +0 +0 +1$/m);
  await home.ask(["group", "set", "shut", "--slots", "1"]);
  equal((await home.chore(["wait", "job"])).code, 0);
});

Deno.test("chore group refuses what cannot be", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "used"]);
  await home.run("-j", "job", "-g", "used", "--", fixture("hold"));
  const table: [words: string[], complaint: RegExp][] = [
    [["group", "add", "used"], /Cannot add group "used": it is there already/],
    [["group", "set", "nosuch", "--slots", "1"], /there is no such group/],
    [["group", "rm", "default"], /Cannot remove group "default"/],
    [["group", "rm", "used"], /Cannot remove group "used": it has jobs/],
  ];
  for (const [words, complaint] of table) {
    const { code, stdout, stderr } = await home.chore(words);
    deepEqual([code, stdout], [103, ""], words.join(" "));
    match(stderr, complaint);
  }
  const { code, stderr } = await home.chore(["run", "-g", "nosuch", "--", "true"]);
  equal(code, 100);
  match(stderr, /there is no group "nosuch": chore group add nosuch --slots N$/m);
  await home.ask(["rm", "-f", "job"]);
  equal(await home.ask(["group", "rm", "used"]), "used\n");
});

Deno.test("chore group pause reaches jobs that are about to start", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "work", "--slots", "3"]);
  const names = ["a", "b", "c"];
  for (const name of names) {
    await home.run("-j", name, "-g", "work", "--no-wait", "--", fixture("hold"));
  }
  await home.ask(["group", "pause", "work"]);
  for (const name of names) await home.untilState(name, "paused");
  await home.ask(["group", "resume", "work"]);
  for (const name of names) await home.untilState(name, "running");
});
