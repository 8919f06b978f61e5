import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobRules } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("chore run refuses rules that are none, with the place", async () => {
  await using home = await makeHome();
  const refusal = async (...words: string[]) => {
    const { code, stderr } = await home.chore(["run", ...words, "--", "true"]);
    return [code, stderr.trimEnd().replace(/^chore: /, "")];
  };
  const cases: readonly [readonly string[], RegExp][] = [
    [["-r", "a"], /^Cannot use -r without -R: each -r TRIGGER has its -R ACTION$/],
    [["-R", "kill"], /^Cannot use -R without -r/],
    [["--react-most", "2"], /without -r$/],
    [["-r", "a", "-R", "burn"], /^Cannot use "burn" for --action: it is none of none, log/],
    [["-r", "", "-R", "kill"], /for --react: the pattern is empty$/],
    [["-r", "silence:soon", "-R", "kill"], /for --react: it is no time/],
    [["-r", "exit:300", "-R", "none"], /for --react: it is no list of exit codes/],
    [["-r", "state:done", "-R", "none"], /for --react: "done" is no state/],
    [
      ["-r", "exit:3", "-R", "kill"],
      /^Cannot use a rule: exit:3 cannot kill: upon exit: and state:/,
    ],
    [
      ["-r", "ok", "-R", "none", "-r", "a(b", "-R", "kill"],
      /^Cannot run a job: rule 2 of 2: pattern "a\(b": missing closing \): "a\(b", at character 1$/,
    ],
    [
      ["-r", "(?:a{1,99}){99}", "-R", "none"],
      /rule 1 of 1: pattern .*: (it is too large|invalid repeat count)/,
    ],
    [["-r", "x".repeat(1025), "-R", "none"], /the pattern is longer than 1024 characters$/],
    [
      ["-r", "(?P<JOB>x)", "-R", "none"],
      /a group cannot be named "JOB": CHORE_JOB is chore's own/,
    ],
    [["--output", "direct", "-r", "a", "-R", "none"], /needs --output pipe or fifo/],
  ];
  for (const [words, text] of cases) {
    const [given, said] = await refusal(...words);
    equal(given, 100, `${words.join(" ")}: ${said}`);
    match(String(said), text);
  }
  const many = Array.from({ length: 101 }, () => ["-r", "a", "-R", "none"]).flat();
  match(String((await refusal(...many))[1]), /a job has at most 100 rules$/);
  const large = Array.from(
    { length: 40 },
    (_, i) => ["-r", `${i}${"x".repeat(1000)}`, "-R", "none"],
  ).flat();
  match(String((await refusal(...large))[1]), /at most 32768 bytes together/);
  deepEqual(await home.json(["list", "--all"]), []);
});

/** Resident memory of the only worker, bytes; 0 where it has ended. */
async function workerBytes(home: UserHome): Promise<number> {
  const [worker] = await home.workers();
  if (worker === undefined) return 0;
  try {
    const text = await Deno.readTextFile(`/proc/${worker.pid}/status`);
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0; // it has just ended
  }
}

Deno.test("chore run takes a flood past a hundred rules that match each line, in bounded memory", async () => {
  await using home = await makeHome();
  const rules = Array.from({ length: 99 }, (_, i) => {
    const pattern = i % 2 === 0 ? `(?i)(line|word) .*${i % 10}` : `[a-z]+ (\\d+ )*o[f-p]{1,${i}}`;
    return ["-r", pattern, "-R", i % 3 === 0 ? "run:true" : "none"];
  }).flat();
  const bytes = 100_000_000;
  await home.run(
    ...["-j", "job", ...rules, "-r", "^END$", "-R", "terminate", "--react-per-minute", "2"],
    ...["-c", `yes 'line 12 of a flood 345' | head -c ${bytes}; echo; echo END; exec sleep 1000`],
  );
  let most = 0;
  await until("the flood is over", async () => {
    most = Math.max(most, await workerBytes(home));
    return (await home.job("job")).exitCode !== null;
  }, { ms: 60_000 });
  const { why, runs } = await home.job("job");
  equal(why, "ended by SIGTERM; its rule 100 has it terminated");
  equal(runs[0]?.stdoutBytes, bytes + "\nEND\n".length);
  ok(most < 250e6, `the worker took ${most} bytes`);
  const told = await home.json<JobRules>(["react", "job"]);
  ok(told.skippedBytes > 0 && told.skippedBytes < bytes, `${told.skippedBytes} bytes skipped`);
  ok(told.rules.every(({ acted: count }) => count <= 2), "limits hold");
  ok((told.rules[12]?.suppressed ?? 0) > 100, "what is held back is counted");
  match(await home.ask(["show", "job"]), /^skipped_bytes: \d+$/m);
});
