// Specs for tests that care for a part of them only.

import type { Spec } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";

/** A sound spec with `change` in it. */
export function specOf(change: Partial<Spec> = {}): Spec {
  return {
    argv: ["make", "-s"],
    cwd: "/",
    env: ["PATH=/usr/bin:/bin"],
    umask: 0o077,
    graceMs: LIMITS.graceMs,
    orphan: "kill",
    output: "pipe",
    ...change,
  };
}
