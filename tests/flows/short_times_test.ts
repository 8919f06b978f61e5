import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

// The programs as they are, but for times in limits.ts that are longer than a test.

Deno.test("chored pings its workers, and examines one that does not answer; it is taken back when it does", async () => {
  await using checkout = await withLimits({ pingMs: 100, pingDeadMs: 600, tickMs: 50 });
  await using home = await makeHome({ root: checkout.root });
  for (const name of ["silent", "well"]) await home.run("-j", name, "--", fixture("tell_signals"));
  const run = (await home.job("silent")).runs[0]?.run;
  const worker = (await home.workers()).find(({ words }) => words.includes(String(run)));
  Deno.kill(worker?.pid ?? 0, "SIGSTOP");
  const log = () => Deno.readTextFileSync(home.paths().log);
  await until(
    "it is examined",
    () => log().includes(`run ${run}: its worker has said nothing for`),
  );
  equal(await home.ask(["list", "-q", "-s", "running"]), "silent\nwell\n");
  equal((await home.ask(["show", "-S", "well"])).includes("processes: 2"), true);
  Deno.kill(worker?.pid ?? 0, "SIGCONT");
  await home.ask(["stop", "silent"]);
  equal((await home.job("silent")).exitCode, 7);
  const examined = log().split("\n").filter((line) => line.includes("has said nothing"));
  equal(examined.every((line) => line.includes(`run ${run}:`)), true, "the other has answered");
});

Deno.test("chored_terminate waits a bounded time, then kills what is left", async () => {
  await using checkout = await withLimits({ terminateMs: 300 });
  await using home = await makeHome({ root: checkout.root });
  await home.run("-j", "job", "--grace", "1h", "--", fixture("ignore_term"));
  await home.untilSaid("job", "ready");
  const { code, stderr } = await home.chore(["shutdown"]);
  equal(code, 0);
  match(stderr, /jobs stopped 1, killed 0, left 0$|jobs stopped 0, killed 1, left 0$/m);
  equal((await home.job("job")).runs[0]?.outcome?.signal, "SIGKILL");
});

Deno.test("a job that has ended and was seen goes with a later look; one that nobody saw stays", async () => {
  await using checkout = await withLimits({ keepMs: 0 });
  await using home = await makeHome({ root: checkout.root });
  await home.run("-j", "one", "--", "true");
  await home.run("-j", "busy", "--", fixture("hold"));
  await home.ask(["wait", "one"]);
  await home.run("-j", "two", "--", "true");
  const ended = home.paths();
  await until("two has ended", () => {
    return Deno.readTextFileSync(ended.log).includes('job 3 "two": running -> succeeded');
  });
  equal(await home.ask(["list", "-q"]), "busy\ntwo\n", "one was seen by wait");
  equal(await home.ask(["list", "-q"]), "busy\n");
  const folders = () => [...Deno.readDirSync(ended.runs)].length;
  await until("their files are gone", () => folders() === 1);
  deepEqual((await home.chore(["show", "two"])).code, 103);
});

function withLimits(limits: Readonly<Record<string, number>>): Promise<Checkout> {
  return Checkout.copy({
    "limits.ts": (text) => {
      for (const [name, value] of Object.entries(limits)) {
        const changed = text.replace(new RegExp(`^  ${name}: .*,$`, "m"), `  ${name}: ${value},`);
        if (changed === text) throw new Error(`limits.ts has no ${name}`);
        text = changed;
      }
      return text;
    },
  });
}
