/** Makes a spec whole: what its user leaves out is as the session has it, and else as SPEC_DEFAULTS. */

import type { Restart } from "./again.ts";
import { type Given, given } from "./given.ts";
import type { LogPolicy } from "./log_policy.ts";
import { type Spec, SPEC_DEFAULTS, type SpecWish } from "./spec.ts";
import { numberRules } from "./reaction.ts";
import { withProducer } from "./stdin.ts";

/** What a session may say for jobs that do not say it themselves. */
export type SpecDefaults =
  & Partial<
    Pick<
      Spec,
      | "graceMs"
      | "orphan"
      | "output"
      | "group"
      | "priority"
      | "success"
      | "timeoutMs"
      | "startDeadlineMs"
      | "limits"
      | "confine"
    >
  >
  & { readonly restart?: Partial<Restart>; readonly log?: Partial<LogPolicy> };

/** Of a restart, of the limits, of confinement and of the log, each part is filled by itself. */
export function fillSpec(wish: SpecWish, defaults: SpecDefaults = {}): Spec {
  const { argv, cwd, env, umask } = wish;
  const own = given(wish);
  const stdin = own.stdin ?? SPEC_DEFAULTS.stdin;
  return {
    ...SPEC_DEFAULTS,
    ...defaults,
    ...own,
    ...{ argv, cwd, env, umask },
    ...outputOf(own, defaults),
    ...{ stdin, after: withProducer(own.after ?? SPEC_DEFAULTS.after, stdin) },
    confine: { ...SPEC_DEFAULTS.confine, ...defaults.confine, ...given(own.confine ?? {}) },
    limits: { ...SPEC_DEFAULTS.limits, ...defaults.limits, ...given(own.limits ?? {}) },
    restart: { ...SPEC_DEFAULTS.restart, ...defaults.restart, ...given(own.restart ?? {}) },
    react: numberRules(own.react ?? SPEC_DEFAULTS.react),
  };
}

/** A pipe ends with its worker: who asks for adoption alone means output that does not. */
function outputOf(own: Given<SpecWish>, defaults: SpecDefaults): Pick<Spec, "output" | "log"> {
  const output = own.output ?? usualOutput(own, defaults);
  const log = { ...SPEC_DEFAULTS.log, ...defaults.log, ...given(own.log ?? {}) };
  // a job that writes by itself cannot be held, and nobody has asked for that
  const isFree = output === "direct" && own.log?.full === undefined;
  return { output, log: isFree ? { ...log, full: "rotate" } : log };
}

function usualOutput({ orphan }: Given<SpecWish>, defaults: SpecDefaults): Spec["output"] {
  const usual = defaults.output ?? SPEC_DEFAULTS.output;
  const isAdopted = (orphan ?? defaults.orphan ?? SPEC_DEFAULTS.orphan) === "adopt";
  return isAdopted && usual === "pipe" ? "direct" : usual;
}
