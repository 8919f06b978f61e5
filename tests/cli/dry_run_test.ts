import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fakeChored } from "./fake_chored.ts";

Deno.test("chore run --dry-run prints the whole job, and asks nobody", async () => {
  let asked = 0;
  await using fake = fakeChored(() => {
    asked++;
    return [];
  });
  const words = [
    "--env",
    "SECRET=xyzzy",
    "-x",
    "--after",
    "a",
    "-T",
    "5",
    "-k",
    "--",
    "make",
    "-s",
  ];
  const { code, stdout, stderr } = await fake.chore("run", "--dry-run", "-e", "A=1", ...words);
  deepEqual([code, stderr], [0, ""]);
  const { cwd: _, env, ...job } = JSON.parse(stdout);
  deepEqual(job, {
    name: "make",
    argv: ["make", "-s"],
    umask: "0022",
    when: { kind: "now" },
    after: [{ job: "a", when: "success" }],
    group: "default",
    priority: 0,
    slots: 1,
    restart: {
      ...{ policy: "on-failure", attempts: 5, intervalMs: 0, delayMs: 1000 },
      ...{ backoff: "exponential", delayMostMs: 300_000, stableMs: 600_000 },
    },
    success: [0],
    timeoutMs: 5000,
    startDeadlineMs: 0,
    graceMs: 10_000,
    orphan: "kill",
    output: "pipe",
    held: false,
    pinned: true,
  });
  deepEqual(env.toSorted(), ["A", "HOME", "PATH", "SECRET"]);
  equal(stdout.includes("xyzzy"), false);
  const shown = await fake.chore("run", "--dry-run", "--show-env", "-e", "A=1", ...words);
  const { env: values } = JSON.parse(shown.stdout);
  deepEqual([values.A, values.SECRET], ["1", "xyzzy"]);
  equal(asked, 0);
});

Deno.test("chore run --dry-run says what is wrong, and what is in the past", async () => {
  await using fake = fakeChored(() => []);
  const past = await fake.chore("run", "--dry-run", "-D", "2020-01-01T00:00Z", "--", "true");
  equal(past.code, 0);
  deepEqual(JSON.parse(past.stdout).when, { kind: "now" });
  equal(
    past.stderr,
    'chore: "2020-01-01T00:00Z" is in the past (2020-01-01T00:00:00.000Z): it runs at once\n',
  );
  const many = Array.from({ length: 4096 }, () => "x");
  const table: [words: string[], complaint: RegExp][] = [
    [["--show-env", "true"], /^chore: Cannot use --show-env without --dry-run$/],
    [["--dry-run"], /^chore: Cannot run: there is no command/],
    [["--dry-run", "--batch", "-"], /^chore: Cannot use --batch with --dry-run$/],
    [["--now", "--batch", "-"], /^chore: Cannot use --batch with --now$/],
    [["--dry-run", "true", ...many], /^chore: Cannot run: argv: a command has at most 4096 words$/],
  ];
  for (const [words, complaint] of table) {
    const { code, stdout, stderr } = await fake.chore("run", ...words);
    deepEqual([code, stdout], [100, ""]);
    match(stderr.trimEnd(), complaint);
  }
});
