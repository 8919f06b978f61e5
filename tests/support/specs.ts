// Specs for tests that care for a part of them only.

import * as v from "valibot";
import { type Spec, type SpecInput, SpecShape } from "../../job/spec.ts";

/** A sound spec with `change` in it, and what chored fills in. */
export function specOf(change: Partial<SpecInput> = {}): Spec {
  const least = { argv: ["make", "-s"], cwd: "/", env: ["PATH=/usr/bin:/bin"], umask: 0o077 };
  return v.parse(SpecShape, { ...least, ...change });
}
