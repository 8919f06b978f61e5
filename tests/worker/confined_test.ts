import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { runPaths } from "../../system/paths.ts";
import { endInside, readTold } from "../../worker/confined.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const begun = '{ "child-pid": 4711, "mnt-namespace": 4026532179 }\n';
const ended = `${begun}{ "exit-code": 1 }\n`;

function told(status: string | undefined, stderr = "") {
  const folder = temporaryFolder();
  const paths = runPaths(folder.path);
  Deno.mkdirSync(paths.w);
  if (status !== undefined) Deno.writeTextFileSync(paths.confined, status);
  Deno.writeTextFileSync(paths.stderr, stderr);
  return { paths, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

Deno.test("readTold() knows the group inside, once bubblewrap has told it", () => {
  const cases = [
    [undefined, undefined],
    ["", { leader: undefined, hasEnded: false }],
    ['{ "child-pid": 47', { leader: 47, hasEnded: false }],
    [begun, { leader: 4711, hasEnded: false }],
    [ended, { leader: 4711, hasEnded: true }],
  ] as const;
  for (const [status, expected] of cases) {
    using run = told(status);
    deepEqual(readTold(run.paths), expected);
  }
});

Deno.test("endInside() tells a command that failed from one that bubblewrap never started", () => {
  const end = { kind: "exited", code: 1 } as const;
  const said = "bwrap: No permissions to create new namespace";
  const cases = [
    [undefined, "", end],
    [ended, "", end],
    [begun, `${said}\n`, {
      kind: "refused",
      reason: `it could not be confined: ${said}: chore doctor says what to do`,
    }],
    [begun, "bwrap: execvp /srv/x: No such file or directory\n", {
      kind: "refused",
      reason: "it could not be confined: bwrap: execvp /srv/x: No such file or directory: " +
        "it does not see its command: --unveil rx:PATH",
    }],
    [begun, "bwrap: Can't mount proc\n", {
      kind: "refused",
      reason: "it could not be confined: bwrap: Can't mount proc",
    }],
    ["", "else\n", {
      kind: "refused",
      reason: "it could not be confined: bubblewrap ended before it",
    }],
  ] as const;
  for (const [status, stderr, expected] of cases) {
    using run = told(status, stderr);
    deepEqual(endInside(end, run.paths), expected);
  }
  using run = told(begun);
  const signaled = { kind: "signaled", signal: "SIGKILL" } as const;
  deepEqual(endInside(signaled, run.paths), signaled);
});
