/** An alert: what it tells, as JSON, and the job that it is. */

import { LIMITS } from "../limits.ts";
import { ALERT_REQUEST, HOOK_GROUP } from "./hook_kinds.ts";
import { HOOKS_DEFAULTS } from "./hooks.ts";
import { NAME_ROOM } from "./name.ts";
import type { Outcome } from "./outcome.ts";
import { cutReason } from "./run.ts";
import { type Spec, SPEC_DEFAULTS } from "./spec.ts";
import type { State } from "./state.ts";

/** What holds in a session. */
export interface AlertPolicy {
  /** a text for /bin/sh; without one nobody is told */
  readonly command: string | undefined;
  /** the states that a job comes to */
  readonly on: readonly State[];
  readonly timeoutMs: number;
  readonly mostPerMinute: number;
}

/** What a session alerts upon unless it says otherwise. */
export const ALERT_STATES: readonly State[] = ["failed", "lost", "timedout"];

/** One thing to be told, as its command reads it. */
export interface AlertEvent {
  /** `state`, or `reaction` where a rule of the job asked for it */
  readonly kind: "state" | "reaction";
  readonly session: string;
  readonly job: string;
  readonly id: number;
  readonly run: number | null;
  readonly state: State;
  readonly was: State | null;
  readonly outcome: Outcome | null;
  readonly why: string;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly command: readonly string[];
  /** the files with the output of the run */
  readonly stdout: string | null;
  readonly stderr: string | null;
}

export interface Told extends Omit<AlertEvent, "at"> {
  readonly atMs: number;
}

/** With what has no small bound cut to one. */
export function alertEvent({ atMs, command, why, ...rest }: Told): AlertEvent {
  return {
    ...rest,
    why: cutReason(why),
    at: new Date(atMs).toISOString(),
    command: cutWords(command, LIMITS.alertCommandChars),
  };
}

/** The words up to so many characters; an ellipsis stands for the rest. */
function cutWords(words: readonly string[], most: number): string[] {
  const kept: string[] = [];
  let left = most;
  for (const word of words) {
    if (word.length > left || kept.length >= wordsMost) return [...kept, `${word.slice(0, left)}…`];
    kept.push(word);
    left -= word.length;
  }
  return kept;
}

const wordsMost = 100;

const encoder = new TextEncoder();

/** Several of them as one: the first that fit, and how many more there were. `events` are JSON already. */
export function digestText(
  events: readonly string[],
  { session, atMs, more }: { session: string; atMs: number; more: number },
): string {
  const head = { kind: "digest", session, at: new Date(atMs).toISOString() };
  const fitting: string[] = [];
  let left: number = LIMITS.digestBytes;
  for (const event of events) {
    left -= encoder.encode(event).length + 1;
    if (left < 0) break;
    fitting.push(event);
  }
  const last = { more: more + events.length - fitting.length };
  return `${JSON.stringify(head).slice(0, -1)},"events":[${fitting.join()}],${
    JSON.stringify(last).slice(1)
  }\n`;
}

/** `build_alert`; where that is taken an id follows, for which there is room. */
export function alertName(job: string): string {
  return `${job.slice(0, NAME_ROOM - alertEnd.length)}${alertEnd}`;
}

const alertEnd = "_alert";

/** The change that raises it happens once: so does what has its id. */
export function alertRequest(id: string): string {
  return `${ALERT_REQUEST}${id}`;
}

/** It runs in no folder and with no environment of a job: whoever is told need not see what that one has. */
export function alertSpec(
  { command, timeoutMs }: AlertPolicy & { readonly command: string },
  { text, env }: { readonly text: string; readonly env: readonly string[] },
): Spec {
  return {
    ...SPEC_DEFAULTS,
    ...{ argv: ["/bin/sh", "-c", command], cwd: "/", env: [...env], umask: 0o077 },
    stdin: { kind: "text", text },
    ...{ timeoutMs, group: HOOK_GROUP, hooks: HOOKS_DEFAULTS, alert: "never" },
    // behind all hooks: jobs wait for those
    priority: -1000,
    restart: {
      ...SPEC_DEFAULTS.restart,
      ...{ policy: "on-failure", attempts: LIMITS.alertAttempts, backoff: "exponential" },
      ...{ delayMs: LIMITS.alertDelayMs, delayMostMs: LIMITS.alertDelayMostMs, stableMs: 0 },
    },
  };
}

/** What tells a script the most of it without reading JSON. */
export function alertVariables({ job, id, run, session, state }: AlertEvent): string[] {
  return [
    ...["CHORE_HOOK=alert", `CHORE_JOB=${job}`, `CHORE_JOB_ID=${id}`, `CHORE_RUN=${run ?? ""}`],
    ...[`CHORE_SESSION=${session}`, `CHORE_STATE=${state}`],
  ];
}

/** The environment of its command: what names the user, and where programs are. */
export function alertEnv(
  { home, user }: { readonly home: string | undefined; readonly user: string | undefined },
): string[] {
  return [
    "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    ...(home === undefined ? [] : [`HOME=${home}`]),
    ...(user === undefined ? [] : [`LOGNAME=${user}`, `USER=${user}`]),
  ];
}
