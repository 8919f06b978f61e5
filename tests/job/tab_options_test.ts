// Each option of a line against the option of `run` that has its name: the same values, the same spec.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { run } from "../../cli/commands/run.ts";
import { longOption } from "../../job/option_words.ts";
import { TAB_OPTIONS } from "../../job/tab_options.ts";
import { parseTab } from "../../job/tab.ts";
import { SpecWishShape } from "../../job/spec.ts";
import type { ShownFlag } from "../../cli/verb.ts";
import { complaintAbout, specOf } from "../cli/run_flags.ts";

/** Values that each is tried with, and values that neither may take. */
const SAMPLES: Readonly<Record<string, { good: string[]; bad: string[]; with?: string[] }>> = {
  name: { good: ["a", "a_1"], bad: ["1", "a-b", ""] },
  cwd: { good: ["/x"], bad: [] },
  resetEnv: { good: ["A=1 B=2"], bad: ["A"] },
  env: { good: ["A=1"], bad: ["=1"] },
  zone: { good: ["UTC", "Europe/Berlin"], bad: ["Mars"] },
  overlap: { good: ["skip", "queue", "allow"], bad: ["x"] },
  catchUp: { good: ["once", "all", "none"], bad: ["x"] },
  timeout: { good: ["0", "90s", "1h"], bad: ["x", "500d"] },
  startDeadline: { good: ["5m"], bad: ["x"] },
  group: { good: ["work"], bad: ["a-b"] },
  priority: { good: ["-1000", "1000"], bad: ["1001", "x", "1.5"] },
  slotsUsed: { good: ["0", "4096"], bad: ["4097", "-1"] },
  restart: { good: ["no", "on-failure", "always", "unless-stopped"], bad: ["x"] },
  attempts: { good: ["1", "7"], bad: ["0", "x"], with: ["-x"] },
  interval: { good: ["1h"], bad: ["x"], with: ["-x"] },
  delay: { good: ["5"], bad: ["x"], with: ["-x"] },
  backoff: { good: ["constant", "exponential"], bad: ["x"], with: ["-x"] },
  delayMost: { good: ["5m"], bad: ["x"], with: ["-x"] },
  stable: { good: ["5m"], bad: ["x"], with: ["-x"] },
  success: { good: ["0,75", "3"], bad: ["256", "x", ""] },
  grace: { good: ["0", "24h"], bad: ["25h", "x"] },
  orphan: { good: ["kill", "leave", "adopt"], bad: ["x"] },
  output: { good: ["pipe", "fifo", "direct"], bad: ["x"] },
  logSize: { good: ["1M"], bad: ["x", "0"] },
  logFiles: { good: ["1", "3"], bad: ["0", "x"] },
  logFull: { good: ["rotate", "block", "stop"], bad: ["x"] },
  pre: { good: ["a b | c"], bad: [""] },
  post: { good: ["x"], bad: [" "] },
  onStart: { good: ["x"], bad: [""] },
  onSuccess: { good: ["x"], bad: [""] },
  onFail: { good: ["x"], bad: [""] },
  onStop: { good: ["x"], bad: [""] },
  hookTimeout: { good: ["90s"], bad: ["x"], with: ["--pre=x"] },
  hooksFree: { good: [], bad: [], with: ["--pre=x"] },
  react: { good: ["x", "silence:5s", "exit:3"], bad: ["", "exit:x"], with: ["-R", "none"] },
  action: { good: ["restart", "run:x"], bad: ["x", "signal:x"], with: ["-r", "exit:3"] },
  reactCooldown: { good: ["5s"], bad: ["x"], with: ["-r", "a", "-R", "none"] },
  reactMost: { good: ["1", "9"], bad: ["0", "x"], with: ["-r", "a", "-R", "none"] },
  reactPerMinute: { good: ["1"], bad: ["0", "6001"], with: ["-r", "a", "-R", "none"] },
  stdin: { good: ["/a/file"], bad: [""] },
  umask: { good: ["022", "0077", "7"], bad: ["8", "x", ""] },
  limit: { good: ["cpu=10m,mem=1G", "core=0"], bad: ["cpu", "cpu=x", "mem=1", "x=1"] },
  nice: { good: ["0", "19", "-20"], bad: ["20", "x"] },
  ionice: { good: ["idle", "best-effort:7", "1:0"], bad: ["idle:1", "best-effort:8", "4"] },
  sandbox: { good: ["none", "default", "strict"], bad: ["x"] },
  pledge: { good: ["stdio rpath", "stdio,inet"], bad: ["stdio x", "settime"] },
  unveil: { good: ["r:/a", "rwc:/a/b"], bad: ["/a", "c:/a", "r:a"] },
  profile: { good: ["web", "none"], bad: ["a-b", ""] },
  user: { good: ["ann", "www-data"], bad: ["0", "a b", "-x", ""] },
  stdinFrom: { good: ["a", "7"], bad: ["a b", ""] },
};

/** Options of `run` that mean nothing in a table, or that its lines say otherwise. */
const OTHERS = [
  ...["command", "follow", "ifAbsent", "at", "in", "cron", "after", "afterAny", "afterFail"],
  ...["afterStart", "afterReady"],
  ...["hold", "now", "noWait", "batch", "dryRun", "showEnv", "json"],
];

const user = { home: "/home/ann", name: "ann" };
const flags = run.flags as Readonly<Record<string, ShownFlag>>;
const letters = run.letters as Readonly<Record<string, string>>;

Deno.test("TAB_OPTIONS has each option of run, but those that a line has no use for", () => {
  const known = [...Object.keys(TAB_OPTIONS), ...OTHERS];
  deepEqual(Object.keys(flags).filter((name) => !known.includes(name)), []);
  deepEqual(known.filter((name) => !(name in flags)), []);
});

for (const [name, { kind, letter }] of Object.entries(TAB_OPTIONS)) {
  const option = longOption(name);

  Deno.test(`TAB_OPTIONS has ${option} as run has it`, async () => {
    const flag = flags[name];
    equal(letter, Object.keys(letters).find((each) => letters[each] === name), "its letter");
    equal(kind === "boolean", flag?.kind === "boolean");
    equal(kind === "list", flag?.variadic !== undefined);
    const samples = SAMPLES[name];
    if (kind === "boolean") return await compare([...samples?.with ?? [], option]);
    ok(samples !== undefined, "it has samples");
    for (const value of samples.good) {
      await compare([...samples.with ?? [], `${option}=${value}`]);
      if (letter !== undefined) await compare([...samples.with ?? [], `-${letter}`, value]);
    }
    for (const value of samples.bad) {
      const words: string[] = [...samples.with ?? [], option, value];
      ok(await complaintAbout(["--cron=@daily", ...words]) !== undefined, `run takes ${value}`);
      equal(parseTab(lineOf(words), user).kind, "problems", `a line takes ${value}`);
    }
  });
}

function lineOf(words: readonly string[]): string {
  return `@daily ${words.map((word) => `'${word}'`).join(" ").replaceAll("'-", "-'")} -- x`;
}

/** What a line makes of a spec is what `run` makes of the same words. */
async function compare(words: readonly string[]): Promise<void> {
  const read = parseTab(lineOf(words), user);
  ok(read.kind === "table", `${lineOf(words)}: ${JSON.stringify(read)}`);
  const { argv: _, cwd: __, env: ___, umask: ____, when, ...own } = read.entries[0]?.wish ?? {};
  const asked = await specOf(["--cron=@daily", ...words]);
  const least = { argv: ["x"], cwd: "/", env: [], umask: 0 };
  deepEqual(
    v.parse(SpecWishShape, { ...least, ...own, when }),
    v.parse(SpecWishShape, { ...least, ...asked }),
    words.join(" "),
  );
}
