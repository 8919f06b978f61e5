// Jobs under a policy: what they are given and what becomes of them is what it is without one.

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { exists } from "../../system/durable.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { until } from "../support/deadline.ts";
import { policyFolder } from "../support/policy.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** With a session that is served under a policy. */
async function underPolicy(text: string, test: (home: UserHome) => Promise<void>) {
  using policies = policyFolder();
  await using home = await makeHome({ isIdle: true });
  const { code, stderr } = await home.chored(["--policy", policies.write(text)]);
  equal(code, 0, stderr);
  await test(home);
}

const shell = 'programs = ["/bin/sh", "/usr/bin/"]\n';

Deno.test("a job under a policy has a pass and no gate, and words and variables as they were given", async () => {
  await underPolicy(shell, async (home) => {
    const words = ["", "it's", 'a "b"', "-n", "$HOME", "two\nlines", "\n", "+plus", "word x"];
    const said = await home.ask(["run", "-f", "-j", "a", "--", "printf", "%s\\0", ...words]);
    deepEqual(said.split("\0").slice(0, -1), words);
    const files = await home.filesOf("a");
    deepEqual([exists(files.pass), exists(files.gate)], [true, false]);
    equal((Deno.statSync(files.pass).mode ?? 0) & 0o777, 0o400);
    const env = { "odd-name": "1", LC_ALL: "C", lines: "1\n+2\n", empty: "", IFS: ":" };
    const given = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const seen = await home.ask(["run", "-f", ...given, "--", "env", "-0"]);
    for (const [name, value] of Object.entries(env)) {
      ok(seen.split("\0").includes(`${name}=${value}`), name);
    }
  });
});

Deno.test("a job under a policy reads what it is to read, in each way", async () => {
  await underPolicy(shell, async (home) => {
    Deno.writeTextFileSync(home.path("in put"), "file\n");
    equal(await home.ask(["run", "-f", "-i", "in put", "--", "cat"]), "file\n");
    equal(await home.ask(["run", "-f", "-i", "-", "--", "cat"], { input: "sent\n" }), "sent\n");
    await home.run("-j", "fed", "--stdin-open", "--", "cat");
    await home.ask(["send", "fed", "go"]);
    await home.ask(["send", "fed", "--eof"]);
    await home.ask(["wait", "fed"]);
    equal(await home.ask(["log", "--stdout", "--raw", "fed"]), "go\n");
    equal(await home.ask(["run", "-f", "--stdin-from", "fed", "--", "cat"]), "go\n");
  });
});

Deno.test("a job under a policy has its hooks and rules, which are bound as it is", async () => {
  await underPolicy(`${shell}variables = ["PATH"]\n`, async (home) => {
    const hooks = ["--pre", "echo pre $CHORE_JOB >out", "--post", "echo post $CHORE_EXIT >>out"];
    const rule = ["-r", "(?<what>ma.)", "-R", "run:echo $CHORE_what >rule"];
    await home.run("-j", "job", ...hooks, ...rule, "-c", "echo main >>out; echo max; exit 3");
    equal((await home.chore(["wait", "job"])).code, 3);
    await until("the hook after it has run", () => read(home, "out").includes("post"));
    equal(read(home, "out"), "pre job\nmain\npost 3\n");
    await until("the rule has run", () => read(home, "rule") !== "");
    equal(read(home, "rule"), "max\n");
  });
});

Deno.test("a job under a policy that wants to be adopted outlives its worker", async () => {
  await underPolicy(shell, async (home) => {
    for (const output of ["fifo", "direct"]) {
      const script = "echo ready; while [ ! -e go ]; do sleep 0.1; done; rm go; echo last; exit 7";
      await home.run("-j", output, "--orphan", "adopt", "--output", output, "-c", script);
      await home.untilSaid(output, "ready");
      const [worker] = await home.workers();
      ok(worker !== undefined);
      Deno.kill(worker.pid, "SIGKILL");
      await until("another worker has taken over", async () => {
        const [other] = await home.workers();
        return other !== undefined && other.pid !== worker.pid;
      });
      Deno.writeTextFileSync(home.path("go"), "");
      equal((await home.chore(["wait", output])).code, 7);
      equal(await home.ask(["log", "--stdout", "--raw", output]), "ready\nlast\n");
    }
  });
});

Deno.test({
  name: "a job that a policy confines is stopped with grace, and its end is told",
  ignore: !CAN_CONFINE,
  async fn() {
    await underPolicy('[confine]\nleast = "strict"\n', async (home) => {
      const script = "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.1; done";
      await home.run("-j", "job", "-c", script);
      await home.untilSaid("job", "ready");
      await home.ask(["stop", "job"]);
      await home.untilState("job", "stopped");
      equal(await home.ask(["log", "--stdout", "--raw", "job"]), "ready\nbye\n");
      equal((await home.chore(["run", "-f", "-c", "exit 3"])).code, 3);
    });
  },
});

Deno.test("the gate of a policy tells why a job does not start that chored has accepted", async () => {
  await underPolicy('programs = ["/usr/bin/true"]\n', async (home) => {
    Deno.mkdirSync(home.path("bin"));
    Deno.copyFileSync("/usr/bin/true", home.path("bin/true"));
    // one of the two folders has one that is allowed: which is found first is seen at the start
    const env = { PATH: `${home.path("bin")}:/usr/bin` };
    const { code, stderr } = await home.chore(["run", "-f", "-j", "job", "--", "true"], { env });
    equal(code, 103);
    match(
      stderr,
      /the policy ".*" does not allow the program ".*\/bin\/true": see its rule programs/,
    );
    equal((await home.job("job")).state, "failed");
    match(await home.ask(["why", "job"]), /does not allow the program/);
  });
});

function read(home: UserHome, name: string): string {
  try {
    return Deno.readTextFileSync(home.path(name));
  } catch {
    return ""; // not yet there
  }
}
