/** A rule of a job as a program asks for it, and what the request has of it. */

import { given } from "../job/given.ts";
import type { SignalName } from "../job/signal.ts";
import type { State } from "../job/state.ts";
import type { RequestInput } from "./messages.ts";

/** A rule: what it looks for, and what is done then. */
export interface ReactRule {
  /**
   * `match`: a line that has the pattern, of re2; `silence`: no output for so long; `exit`: the exit code
   * of a run; `state`: the job comes into that state
   */
  readonly on:
    | {
      readonly kind: "match";
      readonly pattern: string;
      /** where it is sought; `both` where none is given */
      readonly stream?: "stdout" | "stderr" | "both";
    }
    | { readonly kind: "silence"; readonly ms: number }
    | { readonly kind: "exit"; readonly codes: readonly number[] }
    | { readonly kind: "state"; readonly state: State };
  /** upon `exit` and `state` only what chored does: `none`, `restart` to `alert`, and `run` */
  readonly action:
    | {
      readonly do:
        | "none"
        | "log"
        | "nolog"
        | "reload"
        | "terminate"
        | "kill"
        | "restart"
        | "deps"
        | "state"
        | "stats"
        | "ready"
        | "alert";
    }
    | { readonly do: "signal"; readonly signal: SignalName }
    /** a line for its standard input, which must be open */
    | { readonly do: "send"; readonly text: string }
    /** a text for /bin/sh, told by its environment what matched: a job of its own */
    | { readonly do: "run"; readonly command: string };
  /** nothing is done for so long after it did something, milliseconds */
  readonly cooldownMs?: number;
  /** how often it does something at all; without end where none is given */
  readonly most?: number;
  /** and within a minute; 20 where none is given */
  readonly perMinute?: number;
}

type RuleInput = NonNullable<RequestInput<"run">["spec"]["react"]>[number];

export function ruleBody({ on, action, cooldownMs, most, perMinute }: ReactRule): RuleInput {
  return {
    on: on.kind === "exit" ? { ...on, codes: [...on.codes] } : on,
    action,
    ...given({ cooldownMs, most, perMinute }),
  };
}
