import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { fillSpec } from "../../job/fill_spec.ts";
import type { SpecWish } from "../../job/spec.ts";
import { type FakeChored, fakeChored, HELLO } from "./fake_chored.ts";

interface Asked {
  readonly id: number;
  readonly verb: string;
  readonly body: { readonly spec: SpecWish; readonly dryRun: boolean; readonly ifAbsent: boolean };
}

/** A chored in whose session the grace is 5 ms; `asked` is what it was asked. */
function seriousChored(asked: Asked[]): FakeChored {
  return fakeChored((message) => {
    if (message["kind"] === "hello") return [HELLO];
    const request = message as unknown as Asked;
    asked.push(request);
    const { env: _, ...spec } = fillSpec(request.body.spec, { graceMs: 5 });
    const value = { id: 0, name: "make_2", created: false, state: "queued", spec };
    return [{ kind: "reply", id: request.id, value }];
  });
}

Deno.test("chore run --dry-run prints the whole job as chored would have it", async () => {
  const asked: Asked[] = [];
  await using fake = seriousChored(asked);
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
  const { cwd: _, env, hooks: __, log: ___, ...job } = JSON.parse(stdout);
  deepEqual(job, {
    name: "make_2",
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
    alert: "session",
    react: [],
    graceMs: 5,
    orphan: "kill",
    output: "pipe",
    stdin: { kind: "none" },
    limits: {},
    confine: { sandbox: "none", unveil: [], noNet: false, privateTmp: false },
    held: false,
    pinned: true,
  });
  deepEqual(env.toSorted(), ["A", "HOME", "PATH", "SECRET"]);
  equal(stdout.includes("xyzzy"), false);
  const shown = await fake.chore("run", "--dry-run", "--show-env", "-e", "A=1", ...words);
  const { env: values } = JSON.parse(shown.stdout);
  deepEqual([values.A, values.SECRET], ["1", "xyzzy"]);
  equal(asked.length, 2);
  ok(asked.every(({ verb, body }) => verb === "run" && body.dryRun));
  deepEqual(
    Object.keys(asked[0]?.body.spec.restart ?? {}),
    ["policy"],
    "the rest is the session's",
  );
  equal(Object.hasOwn(asked[0]?.body.spec ?? {}, "graceMs"), false);
});

Deno.test("chore run --dry-run says what chored refuses, and what is there already", async () => {
  let answer: object = {};
  await using fake = fakeChored((message) =>
    message["kind"] === "hello" ? [HELLO] : [{ ...answer, id: message["id"] }]
  );
  answer = { kind: "refusal", code: "name_taken", message: 'Cannot run job "a": no' };
  const refused = await fake.chore("run", "--dry-run", "-j", "a", "--", "true");
  deepEqual(refused, { code: 103, stdout: "", stderr: 'chore: Cannot run job "a": no\n' });
  const value = { id: 3, name: "a", created: false, state: "failed" };
  answer = { kind: "reply", value };
  const known = await fake.chore("run", "--dry-run", "--if-absent", "-j", "a", "--", "true");
  deepEqual(known, {
    ...{ code: 0, stdout: "" },
    stderr: 'chore: job "a" is there already, and is failed: nothing would be run\n',
  });
});

Deno.test("chore run --dry-run says what is wrong, and what is in the past", async () => {
  const asked: Asked[] = [];
  await using fake = seriousChored(asked);
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
  equal(asked.length, 1, "what is wrong here is told without chored");
});
