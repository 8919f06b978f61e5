/** What ended a job, where its end tells: a limit, the filter of its system calls, or the kernel for want of memory. */

import { isConfined } from "./confinement.ts";
import type { Outcome } from "./outcome.ts";
import { limitWords } from "./resource_limits.ts";
import { nameOfSignal } from "./signal.ts";
import type { Spec } from "./spec.ts";

type Bounded = Pick<Spec, "limits" | "confine" | "orphan">;

/** The signals that a limit sends. */
const BY_LIMITS = [
  { signal: "SIGXCPU", field: "cpuMs", name: "cpu", cause: "cpu limit" },
  { signal: "SIGXFSZ", field: "fileBytes", name: "fsize", cause: "fsize limit" },
] as const;

/**
 * The outcome with its cause, where that is known. The kernel's own count says of memory; of a signal its
 * name does, and 128 + its number where something stood between the command and its worker.
 */
export function withCause(
  outcome: Outcome,
  spec: Bounded,
  { ooms = 0 }: { readonly ooms?: number | undefined },
): Outcome {
  if (outcome.kind !== "exited" && outcome.kind !== "signaled") return outcome;
  const failed = outcome.kind === "signaled" || outcome.code !== 0;
  if (ooms > 0 && failed) return { ...outcome, cause: "oom" };
  const signal = signalIn(outcome, spec);
  if (signal === "SIGSYS" && isConfined(spec.confine)) return { ...outcome, cause: "seccomp" };
  const limit = BY_LIMITS.find((each) => each.signal === signal);
  if (limit === undefined || spec.limits[limit.field] === undefined) return outcome;
  return { ...outcome, cause: limit.cause };
}

/** To be added to what is said of the end: how large the limit was, and whose account a code is. */
export function limitEnd(outcome: Outcome, spec: Bounded): string {
  if (outcome.kind !== "exited" && outcome.kind !== "signaled") return "";
  if (outcome.cause === "oom") return memoryEnd(spec);
  const signal = outcome.kind === "exited" ? nameOfCode(outcome.code) : outcome.signal;
  const limit = BY_LIMITS.find((each) => each.signal === signal);
  const word = limit === undefined ? undefined : valueOf(spec, limit.field);
  const isSandboxed = isConfined(spec.confine) && signal !== undefined;
  const account = outcome.kind === "exited" && (word !== undefined || isSandboxed)
    ? `; that is 128 + ${signal}${isSandboxed ? " by the account of its sandbox" : ""}`
    : "";
  if (limit === undefined || word === undefined) return account;
  return `${account}${account === "" ? ";" : ", and"} its ${limit.name} limit was ${word}`;
}

function memoryEnd(spec: Bounded): string {
  const word = valueOf(spec, "memoryBytes");
  return word === undefined ? "" : `; its mem limit was ${word}`;
}

/** As its user wrote it. */
function valueOf({ limits }: Bounded, field: "cpuMs" | "fileBytes" | "memoryBytes") {
  return limitWords({ [field]: limits[field] })[0]?.replace(/^.*=/, "");
}

/** The signal that ended the command, as far as that is told. */
function signalIn(outcome: Outcome, { confine, orphan }: Bounded): string | undefined {
  if (outcome.kind === "signaled") return outcome.signal;
  const isBetween = isConfined(confine) || orphan === "adopt";
  return outcome.kind === "exited" && isBetween ? nameOfCode(outcome.code) : undefined;
}

/** More than that many is the number of a signal, where something stood between the command and its worker. */
const signalBase = 128;

function nameOfCode(code: number): string | undefined {
  return nameOfSignal(code - signalBase);
}
