import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { BACKOFFS, RESTART_POLICIES } from "../../job/policies.ts";
import { complaintAbout, specOf } from "./run_flags.ts";

Deno.test("againSpec() takes each policy, and -x for the one after a failure", async () => {
  for (const policy of RESTART_POLICIES) {
    deepEqual(await specOf(["--restart", policy]), { restart: { policy } });
  }
  for (const words of [["-x"], ["--retry"], ["-x", "--restart", "on-failure"]]) {
    deepEqual(await specOf(words), { restart: { policy: "on-failure" } });
  }
});

Deno.test("againSpec() takes how often, how soon, and how much later each time", async () => {
  const words = ["-x", "--attempts", "3", "--interval", "1h", "--delay", "0.5", "--stable=1m"];
  deepEqual(await specOf([...words, "--delay-most", "10s", "--backoff", "constant"]), {
    restart: {
      policy: "on-failure",
      attempts: 3,
      intervalMs: 3_600_000,
      delayMs: 500,
      backoff: "constant",
      delayMostMs: 10_000,
      stableMs: 60_000,
    },
  });
  for (const backoff of BACKOFFS) {
    const spec = await specOf(["-x", "--backoff", backoff]);
    deepEqual(spec, { restart: { policy: "on-failure", backoff } });
  }
});

Deno.test("againSpec() takes the details of a policy that the session may have", async () => {
  deepEqual(await specOf(["--attempts", "3"]), { restart: { attempts: 3 } });
  deepEqual(await specOf(["--delay-most", "3"]), { restart: { delayMostMs: 3000 } });
});

Deno.test("againSpec() takes the codes that are a success, each once", async () => {
  deepEqual(await specOf(["--success", "0,75"]), { success: [0, 75] });
  deepEqual(await specOf(["--success", "255,0,255"]), { success: [255, 0] });
});

const codes = "it is no list of exit codes: write 0,75: numbers from 0 to 255";

const wrong: readonly [words: string[], complaint: string][] = [
  [["--restart", "onfailure"], 'did you mean "on-failure"?'],
  [["--restart", "sometimes"], "it is none of no, on-failure, always, unless-stopped"],
  [["-x", "--restart", "always"], "Cannot use --retry and --restart always: choose one"],
  [["--restart", "no", "--attempts", "3"], "Cannot use --attempts and --restart no: choose one"],
  [["--restart", "no", "--delay-most", "3"], "Cannot use --delay-most and --restart no"],
  [["-x", "--attempts", "0"], "a number from 1 to 1000000 is wanted"],
  [["-x", "--attempts", "x"], 'Cannot use "x" for --attempts: a number from 1 to 1000000'],
  [["-x", "--interval", "x"], 'Cannot use "x" for --interval: it is no time'],
  [["-x", "--delay", "x"], 'Cannot use "x" for --delay: it is no time'],
  [["-x", "--delay-most", "x"], 'Cannot use "x" for --delay-most: it is no time'],
  [["-x", "--stable", "401d"], 'Cannot use "401d" for --stable: it is at most 400 days'],
  [["-x", "--backoff", "linear"], "it is none of constant, exponential"],
  [["--success", ""], codes],
  [["--success", "256"], codes],
  [["--success", "-1"], codes],
  [["--success", "0,,1"], codes],
  [["--success", "ok"], codes],
];

for (const [words, complaint] of wrong) {
  Deno.test(`againSpec() refuses ${words.join(" ")}`, async () => {
    const message = await complaintAbout(words);
    equal(message?.includes(complaint), true, message);
  });
}
