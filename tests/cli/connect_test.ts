import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fakeChored, HELLO } from "./fake_chored.ts";

const list = (id: unknown) => ({ kind: "reply", id, value: { jobs: [], before: null } });

Deno.test("chore list asks at once, and believes a chored of its version", async () => {
  await using fake = fakeChored(({ kind, id }) => kind === "hello" ? [HELLO] : [list(id)]);
  const { code, stdout, stderr } = await fake.chore("list");
  deepEqual([code, stderr], [0, ""]);
  match(stdout, /^ID {2}NAME {2}STATE .*COMMAND\n$/);
  equal((await fake.chore("list", "--json")).stdout, "[]\n");
});

Deno.test("chore tells both versions where they differ, whoever finds out", async () => {
  await using other = fakeChored(({ kind, id }) =>
    kind === "hello" ? [{ ...HELLO, version: 99 }] : [list(id)]
  );
  for (const words of [["list"], ["list", "-q"]]) {
    const { code, stdout, stderr } = await other.chore(...words);
    deepEqual([code, stdout], [102, ""]);
    match(stderr, /^chore: Cannot talk to .* it is 9\.9\.9 and speaks version 99, chore is .*\n$/);
  }
  const message = "this chored speaks version 99 of the protocol, not 1";
  await using strict = fakeChored(({ kind }) =>
    kind === "hello" ? [{ kind: "refusal", id: 0, code: "bad_request", message }] : []
  );
  const { code, stderr } = await strict.chore("list");
  equal(code, 102);
  match(stderr, /Cannot talk to chored of session "fake": this chored speaks version 99/);
});

Deno.test("chore gives up on a chored that says nothing", async () => {
  await using fake = fakeChored(() => []);
  const { code, stdout, stderr } = await fake.chore("list");
  deepEqual([code, stdout], [102, ""]);
  match(stderr, /it has said nothing for 5 s\n$/);
});

Deno.test("chore gives the exit codes of refusals, in one line without control characters", async () => {
  const codes = { no_such_job: 103, name_taken: 103, limit: 103, bad_request: 100, system: 111 };
  for (const [code, exit] of Object.entries(codes)) {
    await using fake = fakeChored(({ kind, id }) =>
      kind === "hello" ? [HELLO] : [{ kind: "refusal", id, code, message: "Cannot\n\x1b[2J" }]
    );
    const ended = await fake.chore("show", "job");
    deepEqual([ended.code, ended.stderr], [exit, "chore: Cannot\\x0a\\x1b[2J\n"], code);
  }
});

Deno.test("chore starts chored where the session is known, and passes on how that failed", async () => {
  const fake = fakeChored(() => []);
  await using _ = fake;
  Deno.removeSync(`${fake.base}/run/fake.sock`);
  const absent = await fake.chore("list");
  equal(absent.code, 102);
  match(absent.stderr, /Cannot find session "fake": nothing was run in it yet/);
  Deno.writeTextFileSync(`${fake.base}/cache/fake/state.db`, "");
  const failed = await fake.chore("list");
  equal(failed.code, 111);
  match(failed.stderr, /Cannot start chored for session "fake": it ended with 1\n$/);
  equal((await fake.chore("shutdown")).code, 102);
});
