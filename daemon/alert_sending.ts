/** How an alert is sent: as a job, or, where there are too many, gathered in the store and sent with others as one. */

import {
  alertEnv,
  type AlertEvent,
  alertName,
  type AlertPolicy,
  alertRequest,
  alertSpec,
  alertVariables,
  digestText,
} from "../job/alert.ts";
import { type AlertWindow, isOver, NO_WINDOW, readWindow } from "../job/alert_window.ts";
import { LIMITS } from "../limits.ts";
import { AlertStore } from "./alert_store.ts";
import { announce } from "./announce.ts";
import { placeJob } from "./place.ts";
import type { Session } from "./session.ts";

type Policy = AlertPolicy & { readonly command: string };

/** In the open transaction. Says in words what has become of it. */
export function sendOrGather(
  session: Session,
  event: AlertEvent,
  { policy }: { policy: Policy },
): string {
  const { plan } = session.store;
  const window = openWindow(session, policy);
  const alerts = new AlertStore(plan.sql);
  const mayGo = window.sent < policy.mostPerMinute &&
    alerts.countOpen(LIMITS.alertsOpen) < LIMITS.alertsOpen;
  if (mayGo) {
    keepWindow(session, { ...window, sent: window.sent + 1 });
    return `job "${placeAlert(session, event, { policy })}" tells of it`;
  }
  if (window.gathered < LIMITS.digestEvents) alerts.gather(JSON.stringify(event));
  keepWindow(session, { ...window, gathered: window.gathered + 1 });
  if (plan.digestAt() === null) plan.putDigestAt(window.since + LIMITS.alertWindowMs);
  return "more than may be told at once: it is gathered for a digest";
}

/** The minute that runs; with a new one goes what was gathered in the one before. */
function openWindow(session: Session, policy: Policy): AlertWindow {
  const window = windowOf(session);
  const now = session.now();
  if (!isOver(window, now)) return window;
  const sent = window.gathered > 0 ? 1 : 0;
  if (sent > 0) placeDigest(session, policy);
  return { ...NO_WINDOW, since: now, sent };
}

const windowKey = "alert_window";

function windowOf({ store: { plan } }: Session): AlertWindow {
  return readWindow(plan.meta(windowKey));
}

function keepWindow({ store: { plan } }: Session, window: AlertWindow): void {
  plan.putMeta(windowKey, JSON.stringify(window));
}

function placeAlert(session: Session, event: AlertEvent, { policy }: { policy: Policy }): string {
  return place(session, policy, {
    name: alertName(event.job),
    text: `${JSON.stringify(event)}\n`,
    hook: { run: event.run ?? 0, job: event.id, env: alertVariables(event) },
  });
}

interface Placing {
  readonly name: string;
  readonly text: string;
  readonly hook: { readonly run: number; readonly job: number; readonly env: readonly string[] };
}

/** Gives its name. */
function place(session: Session, policy: Policy, { name, text, hook }: Placing): string {
  const placed = placeJob(session, {
    ...{ request: alertRequest(crypto.randomUUID()), name: undefined, like: name },
    ...{ ifAbsent: false, spec: alertSpec(policy, { text, env: alertEnv(session.options) }) },
    hook: { kind: "alert", ...hook },
  }, { who: "chored" });
  session.store.afterCommit(() => announce(session, placed, { who: "chored" }));
  return placed.name;
}

/** What was gathered goes as one; in the open transaction. */
export function closeWindow(session: Session, now: number): void {
  const { command, ...policy } = session.config.alert;
  if (command === undefined) dropGathered(session);
  else placeDigest(session, { ...policy, command });
  keepWindow(session, { ...NO_WINDOW, since: now, sent: 1 });
}

function placeDigest(session: Session, policy: Policy): void {
  const { events, more } = takeGathered(session);
  const name = session.paths.session;
  const text = digestText(events, { session: name, atMs: session.now(), more });
  const env = ["CHORE_HOOK=alert", `CHORE_SESSION=${name}`];
  place(session, policy, { name: "alert_digest", text, hook: { run: 0, job: 0, env } });
}

function dropGathered(session: Session): void {
  const { events, more } = takeGathered(session);
  const text = `alerts dropped: ${events.length + more}: no command is set under [alert] any more`;
  session.store.afterCommit(() => session.log.warn(text));
}

function takeGathered(session: Session): { events: string[]; more: number } {
  const { plan } = session.store;
  const events = new AlertStore(plan.sql).takeGathered();
  plan.putDigestAt(null);
  return { events, more: Math.max(windowOf(session).gathered - events.length, 0) };
}
