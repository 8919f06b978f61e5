import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

/** Fails until the file is there that it makes itself the second time. */
const flaky =
  "if [ -e two ]; then echo good; elif [ -e one ]; then : >two; exit 2; else : >one; exit 1; fi";

Deno.test("chore run -x starts a job again until it succeeds, with all its runs on record", async () => {
  await using home = await makeHome();
  await home.ask(["-j", "job", "-x", "--delay", "0.05", "-c", flaky]);
  equal((await home.chore(["wait", "job"])).code, 0);
  const { state, runs } = await home.job("job");
  deepEqual([state, runs.map(({ outcome }) => outcome?.code)], ["succeeded", [1, 2, 0]]);
});

Deno.test("chore run -x -f stays over all runs, and ends with the code of the last", async () => {
  await using home = await makeHome();
  const { code, stdout } = await home.chore(["run", "-fx", "--delay", "0.05", "-c", flaky]);
  deepEqual([code, stdout], [0, "good\n"]);
});

Deno.test("chore run --attempts gives up, and says after how many", async () => {
  await using home = await makeHome();
  const words = ["--restart", "on-failure", "--attempts", "3", "--delay", "0.02"];
  await home.run("-j", "job", ...words, "--", fixture("exit_with"), "4");
  equal((await home.chore(["wait", "job"])).code, 4);
  const { state, why, runs } = await home.job("job");
  deepEqual([state, runs.length], ["failed", 3]);
  match(why, /given up after 3 attempts/);
});

Deno.test("chore run --backoff doubles the pause, and list tells when it is over", async () => {
  await using home = await makeHome();
  await home.run("-j", "slow", "-x", "--delay", "1h", "--", fixture("exit_with"), "1");
  await home.untilState("slow", "backoff");
  match(await home.ask(["list"]), / slow +backoff .* in (1h( \dm)?|5[3-9]m)/);
  match(await home.ask(["show", "slow"]), /^restart: on-failure, at most 5 starts, pause 1h/m);
  equal(await home.ask(["now", "slow"]), "slow\n");
  await until("it has run again", async () => (await home.job("slow")).runs.length === 2);
  equal(await home.ask(["stop", "slow"]), "slow\n");
});

Deno.test("chore run --restart always starts again what succeeded, until somebody stops it for good", async () => {
  await using home = await makeHome();
  await home.run(
    "-j",
    "job",
    "--restart",
    "unless-stopped",
    "--delay",
    "0.02",
    "--attempts=1000",
    "--",
    "true",
  );
  await until("it has run three times", async () => (await home.job("job")).runs.length > 2);
  await home.run("-j", "held", "--restart", "unless-stopped", "--", fixture("hold"));
  await home.ask(["stop", "job", "held"]);
  deepEqual([(await home.job("held")).state, (await home.job("held")).runs.length], ["stopped", 1]);
});

Deno.test("chore stop stops for good what is to run always, until the next chored", async () => {
  await using home = await makeHome();
  for (const policy of ["always", "unless-stopped"]) {
    await home.run("-j", policy.replace("-", "_"), "--restart", policy, "--", fixture("hold"));
  }
  await home.ask(["stop", "always", "unless_stopped"]);
  const statesOf = () =>
    Promise.all(["always", "unless_stopped"].map(async (name) => {
      const { state, runs } = await home.job(name);
      return [state, runs.length];
    }));
  deepEqual(await statesOf(), [["stopped", 1], ["stopped", 1]]);
  await home.ask(["shutdown"]);
  equal((await home.chored([])).code, 0);
  await home.untilState("always", "running");
  deepEqual(await statesOf(), [["running", 2], ["stopped", 1]]);
  await home.ask(["stop", "always"]);
});

Deno.test("chore run --success takes other codes for a success", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-x", "--success", "0,75", "--", fixture("exit_with"), "75");
  equal((await home.chore(["wait", "job"])).code, 75);
  const { state, runs } = await home.job("job");
  deepEqual([state, runs.length], ["succeeded", 1]);
  ok((await home.ask(["show", "job"])).includes("success: 0, 75\n"));
});
