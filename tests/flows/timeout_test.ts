import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run -T ends a job that takes too long: TERM, and KILL after its grace", async () => {
  await using home = await makeHome();
  await home.ask(["-j", "gentle", "-T", "0.3", "--", fixture("tell_signals")]);
  await home.ask(["-j", "hard", "-T", "0.3", "--grace", "0.1", "--", fixture("ignore_term")]);
  const gentle = await home.chore(["wait", "gentle"]);
  equal(gentle.code, 7);
  match(gentle.stderr, /^chore: gentle: timedout: /m);
  equal((await home.chore(["wait", "hard"])).code, 137);
  for (const name of ["gentle", "hard"]) equal((await home.job(name)).state, "timedout");
  match(await home.ask(["log", "gentle"]), /TERM\n$/);
});

Deno.test("chore run -T leaves alone what ends in time, and counts each run anew", async () => {
  await using home = await makeHome();
  await home.run("-j", "quick", "-T", "1h", "--", "true");
  equal((await home.chore(["wait", "quick"])).code, 0);
  await home.run(
    "-j",
    "again",
    "-T",
    "0.2",
    "-x",
    "--attempts",
    "2",
    "--delay",
    "0",
    "--",
    fixture("hold"),
  );
  await home.chore(["wait", "again"]);
  const { state, runs } = await home.job("again");
  deepEqual([state, runs.length], ["timedout", 2]);
});

Deno.test("chore pause lets the time limit stand still", async () => {
  await using home = await makeHome();
  await home.run("-j", "paused", "-T", "4", "--", fixture("hold"));
  await home.ask(["pause", "paused"]);
  await home.run("-j", "clock", "-T", "4", "--", fixture("hold"));
  await home.chore(["wait", "clock"]);
  equal((await home.job("paused")).state, "paused");
  await home.ask(["resume", "paused"]);
  await home.chore(["wait", "paused"]);
  equal((await home.job("paused")).state, "timedout");
});
