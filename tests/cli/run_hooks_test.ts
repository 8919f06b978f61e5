import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { HOOKS_FLAGS } from "../../cli/run_hooks.ts";
import { HOOK_FIELDS, HOOK_KINDS } from "../../job/hook_kinds.ts";
import { complaintAbout, specOf } from "./run_flags.ts";

Deno.test("HOOKS_FLAGS has an option for each kind, one for their time, and one that frees them", () => {
  deepEqual(Object.keys(HOOKS_FLAGS), [
    ...HOOK_KINDS.map((kind) => HOOK_FIELDS[kind]),
    ...["hookTimeout", "hooksFree"],
  ]);
});

for (const kind of HOOK_KINDS) {
  Deno.test(`hooksSpec() takes --${kind}, with a time or without`, async () => {
    const field = HOOK_FIELDS[kind];
    deepEqual(await specOf([`--${kind}`, "echo it's"]), { hooks: { [field]: "echo it's" } });
    deepEqual(await specOf([`--${kind}`, "a", "--hook-timeout", "1m"]), {
      hooks: { [field]: "a", timeoutMs: 60_000 },
    });
  });
}

Deno.test("hooksSpec() refuses what is empty, too long, or a time for nothing", async () => {
  equal(
    await complaintAbout(["--pre", ""]),
    'Cannot use "" for --pre: it is empty: a command for /bin/sh is wanted',
  );
  equal(
    await complaintAbout(["--hook-timeout", "5"]),
    "Cannot use --hook-timeout without a hook: --pre, --post, --on-fail, -R run:COMMAND …",
  );
  equal(
    await complaintAbout(["--pre", "a", "--hook-timeout", "401d"]),
    'Cannot use "401d" for --hook-timeout: it is at most 400 days',
  );
});
