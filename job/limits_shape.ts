/** The shape of the limits of a job, for all that checks what others send. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { IO_CLASSES } from "./policies.ts";
import { expected, fits, LIMIT_KINDS, type LimitKind } from "./resource_limits.ts";

const byName = Object.fromEntries(LIMIT_KINDS.map((kind) => [kind.field, kind]));

function limit(field: LimitKind["field"]) {
  const kind = byName[field];
  return v.optional(v.pipe(
    v.number(),
    v.check(
      (value) => kind !== undefined && fits(kind, value),
      kind === undefined ? "" : `the limit ${kind.name} is none that can be set: ${expected(kind)}`,
    ),
  ));
}

const { niceMost } = LIMITS;

/** Its turn at the disk. */
export const IoShape = v.object({
  class: v.picklist(IO_CLASSES),
  level: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7))),
});

export const LimitsShape = v.object({
  cpuMs: limit("cpuMs"),
  memoryBytes: limit("memoryBytes"),
  files: limit("files"),
  procs: limit("procs"),
  fileBytes: limit("fileBytes"),
  coreBytes: limit("coreBytes"),
  cpus: limit("cpus"),
  nice: v.optional(v.pipe(
    v.number(),
    v.integer(),
    v.minValue(-niceMost, `a niceness is ${-niceMost} or more`),
    v.maxValue(niceMost - 1, `a niceness is ${niceMost - 1} or less`),
  )),
  io: v.optional(v.pipe(
    IoShape,
    v.check(
      (io) => io.class !== "idle" || io.level === undefined,
      "the class idle has no level",
    ),
  )),
});
