/** Rules by which a job is reacted to: what they look for, and what is done then. Types and words alone, without the shapes. */

import type { SignalName } from "./signal.ts";
import { isFinal, type State } from "./state.ts";

export const WATCHED = ["stdout", "stderr", "both"] as const;
export type Watched = typeof WATCHED[number];

/** What a rule looks for. */
export type Trigger =
  /** a line that has it */
  | { readonly kind: "match"; readonly pattern: string; readonly stream: Watched }
  /** no output on either stream for so long; once for each silence */
  | { readonly kind: "silence"; readonly ms: number }
  /** the exit code of a run */
  | { readonly kind: "exit"; readonly codes: number[] }
  /** the job comes into this state */
  | { readonly kind: "state"; readonly state: State };

/** What its worker does at once, whether chored lives or not. */
export const WORKER_ACTIONS = ["log", "nolog", "reload", "terminate", "kill"] as const;
/** What chored does. */
export const DAEMON_ACTIONS = ["restart", "deps", "state", "stats", "ready", "alert"] as const;
/** All that are one word; `none` is counted and no more. */
export const PLAIN_ACTIONS = ["none", ...WORKER_ACTIONS, ...DAEMON_ACTIONS] as const;
export type PlainAction = typeof PLAIN_ACTIONS[number];

export type Action =
  | { readonly do: PlainAction }
  | { readonly do: "signal"; readonly signal: SignalName }
  | { readonly do: "send"; readonly text: string }
  | { readonly do: "run"; readonly command: string };

export interface Rule {
  /** its number in its job, from 1; never used for another there; 0 until it has one */
  readonly id: number;
  readonly on: Trigger;
  readonly action: Action;
  /** nothing is done for so long after it did something, milliseconds */
  readonly cooldownMs: number;
  /** how often it does something at all; 0 is without end */
  readonly most: number;
  readonly perMinute: number;
}

/** Whether the worker of the job has to look. */
export function isWatched({ on }: Pick<Rule, "on">): boolean {
  return on.kind === "match" || on.kind === "silence";
}

/** Whether chored carries it out, and not the worker. */
export function isForDaemon(action: Action): boolean {
  return action.do === "run" || (DAEMON_ACTIONS as readonly string[]).includes(action.do);
}

/** What is wrong with a rule whose parts are each right; undefined where nothing is. */
export function problemOfRule({ on, action }: Pick<Rule, "on" | "action">): string | undefined {
  if (on.kind === "match" || on.kind === "silence" || action.do === "none") return undefined;
  const which = `${triggerText(on)} cannot ${actionText(action)}`;
  if (!isForDaemon(action)) {
    return `${which}: upon exit: and state: chored can do none, run:COMMAND, ${
      DAEMON_ACTIONS.join(", ")
    }`;
  }
  if (on.kind === "state" && action.do === "restart" && !isFinal(on.state)) {
    return `${which}: only a job that has ended, or one that says or prints something`;
  }
  return undefined;
}

/** A rule's number for each that has none yet, from `next` on. */
export function numberRules<R extends Pick<Rule, "id">>(rules: readonly R[], next = 1): R[] {
  let id = nextRuleId(rules, next);
  return rules.map((rule) => rule.id > 0 ? rule : { ...rule, id: id++ });
}

/** The first number that none of `rules` has, nor one before `least`. */
export function nextRuleId(rules: readonly Pick<Rule, "id">[], least: number): number {
  return rules.reduce((next, { id }) => Math.max(next, id + 1), least);
}

/** As its user writes it for `-r`. */
export function triggerText(on: Trigger): string {
  switch (on.kind) {
    case "match":
      return on.stream === "both"
        ? (isPrefixed(on.pattern) ? `match:${on.pattern}` : on.pattern)
        : `${on.stream}:${on.pattern}`;
    case "silence":
      return `silence:${on.ms % 1000 === 0 ? `${on.ms / 1000}s` : `${on.ms}ms`}`;
    case "exit":
      return `exit:${on.codes.join(",")}`;
    case "state":
      return `state:${on.state}`;
  }
}

/** As its user writes it for `-R`. */
export function actionText(action: Action): string {
  switch (action.do) {
    case "signal":
      return `signal:${action.signal.slice(3)}`;
    case "send":
      return `send:${action.text}`;
    case "run":
      return `run:${action.command}`;
    default:
      return action.do;
  }
}

/** Whether a text for `-r` says by its first word what it is. */
export function isPrefixed(text: string): boolean {
  return /^(match|stdout|stderr|silence|exit|state):/.test(text);
}
