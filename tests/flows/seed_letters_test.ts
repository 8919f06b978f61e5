import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("the seed's plain letters do what they did there", async () => {
  await using home = await makeHome();
  equal(await home.ask(["-j", "build", "--", fixture("tell_signals")]), "build\n");
  await home.untilSaid("build", "ready");
  // a second may pass between the two
  const timeless = (text: string) => text.replaceAll(/\d+\.\d+s/g, "");
  equal(timeless(await home.ask(["-l"])), timeless(await home.ask(["list"])));
  const lines = (await home.ask(["-j", "build", "-s"])).split("\n");
  deepEqual(lines.slice(0, 9).map((line) => line.split(":")[0]), [
    ...["name", "pid", "start_time", "state", "command", "%cpu", "%mem", "nice", "priority"],
  ]);
  equal(lines[3], "state: running");
  match(await home.ask(["-j", "build", "-S"]), /^rss_bytes: [1-9]/m);
  await home.ask(["-j", "build", "-k", "HUP"]);
  await home.untilSaid("build", "HUP");
  equal(await home.ask(["-j", "build", "-o"]), "ready\nHUP\n");
  equal(await home.ask(["-j", "build", "-t"]), "build\n");
  equal((await home.job("build")).state, "stopped");
  equal(await home.ask(["-o", "-jbuild"]), "ready\nHUP\nTERM\n");
});

Deno.test("the seed's -k 9 kills, and its letters take a session and several at once are refused", async () => {
  await using home = await makeHome();
  equal(await home.ask(["-n", "other", "-j", "job", "--", fixture("hold")]), "job\n");
  await home.ask(["-n", "other", "-j", "job", "-k", "9"]);
  equal((await home.chore(["-n", "other", "wait", "job"])).code, 137);
  match(await home.ask(["-nother", "-l"]), / job +failed /);
  const both = await home.chore(["-l", "-t", "-j", "job"]);
  equal(both.code, 100);
  match(both.stderr, /^chore: Cannot list and stop at once: use one of -l, -t$/m);
  equal((await home.chore(["-j", "job", "-k"])).code, 100);
});

Deno.test("the seed's -e resets the environment but HOME and PATH", async () => {
  await using home = await makeHome();
  const env = await home.ask(["-f", "-e", "A=1 B=2", "-j", "job", "--", "env"]);
  const names = env.split("\n").map((line) => line.split("=")[0] ?? "");
  deepEqual(names.filter((name) => !/^(CHORE_\w+|PWD|_|)$/.test(name)).sort(), [
    "A",
    "B",
    "HOME",
    "PATH",
  ]);
});
