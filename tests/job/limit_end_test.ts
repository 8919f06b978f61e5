import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { NOT_CONFINED } from "../../job/confinement.ts";
import { limitEnd, withCause } from "../../job/limit_end.ts";
import { describeOutcome, type Outcome } from "../../job/outcome.ts";

const limits = { cpuMs: 60_000, fileBytes: 1024, memoryBytes: 2 ** 30 };
const plain = { limits, confine: NOT_CONFINED, orphan: "kill" } as const;
const confined = { ...plain, confine: { ...NOT_CONFINED, noNet: true } };
const adopted = { ...plain, orphan: "adopt" } as const;
const unlimited = { ...plain, limits: {} };

const signaled = (signal: string): Outcome => ({ kind: "signaled", signal });
const exited = (code: number): Outcome => ({ kind: "exited", code });

/** What is said of an end. */
function told(outcome: Outcome, spec: Parameters<typeof limitEnd>[1], { ooms = 0 } = {}): string {
  const ended = withCause(outcome, spec, { ooms });
  return describeOutcome(ended) + limitEnd(ended, spec);
}

Deno.test("limitEnd() tells of a limit where the end does, and guesses none", () => {
  equal(told(signaled("SIGXCPU"), plain), "ended by SIGXCPU (cpu limit); its cpu limit was 1m");
  equal(told(signaled("SIGXFSZ"), plain), "ended by SIGXFSZ (fsize limit); its fsize limit was 1K");
  equal(told(signaled("SIGKILL"), plain), "ended by SIGKILL");
  equal(told(signaled("SIGXCPU"), unlimited), "ended by SIGXCPU");
  equal(told(exited(1), plain), "exit code 1");
  // its own code, or that of a shell whose child it was
  equal(
    told(exited(152), plain),
    "exit code 152; that is 128 + SIGXCPU, and its cpu limit was 1m",
  );
  equal(
    told(exited(152), adopted),
    "exit code 152 (cpu limit); that is 128 + SIGXCPU, and its cpu limit was 1m",
  );
  equal(told({ kind: "lost", reason: "gone" }, plain), "gone");
});

Deno.test("limitEnd() says whose account the code of a confined job is", () => {
  equal(
    told(exited(139), confined),
    "exit code 139; that is 128 + SIGSEGV by the account of its sandbox",
  );
  equal(
    told(exited(152), confined),
    "exit code 152 (cpu limit); that is 128 + SIGXCPU by the account of its sandbox, and its cpu limit was 1m",
  );
  equal(told(exited(128), confined), "exit code 128");
  equal(told(exited(200), confined), "exit code 200");
  equal(told(exited(139), plain), "exit code 139");
  equal(told(exited(139), adopted), "exit code 139");
});

Deno.test("withCause() tells of the filter for a confined job alone", () => {
  const sandboxed = "exit code 159 (seccomp); that is 128 + SIGSYS by the account of its sandbox";
  equal(told(exited(159), confined), sandboxed);
  equal(told(signaled("SIGSYS"), confined), "ended by SIGSYS (seccomp)");
  equal(told(signaled("SIGSYS"), plain), "ended by SIGSYS");
  equal(told(exited(159), plain), "exit code 159");
});

Deno.test("withCause() tells of memory by the count of the kernel alone", () => {
  equal(
    told(signaled("SIGKILL"), plain, { ooms: 2 }),
    "ended by SIGKILL (oom); its mem limit was 1G",
  );
  equal(told(exited(137), adopted, { ooms: 1 }), "exit code 137 (oom); its mem limit was 1G");
  equal(told(signaled("SIGKILL"), unlimited, { ooms: 1 }), "ended by SIGKILL (oom)");
  // one of its processes was ended, and it did without
  equal(told(exited(0), plain, { ooms: 1 }), "exit code 0");
  const lost: Outcome = { kind: "lost", reason: "gone" };
  deepEqual(withCause(lost, plain, { ooms: 1 }), lost);
});
