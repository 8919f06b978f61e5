/** The table of requests: a verb without a handler does not compile. */

import * as v from "valibot";
import { plainComplaint } from "../job/plain_complaint.ts";
import { complaint, type RequestOf, REQUESTS, type Verb } from "../wire/messages.ts";
import type { ReplyOf } from "../wire/replies.ts";
import type { Peer } from "./peers.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";
import { batch } from "./requests/batch.ts";
import { clean } from "./requests/clean.ts";
import { debug } from "./requests/debug.ts";
import { events } from "./requests/events.ts";
import { edit } from "./requests/edit.ts";
import { env } from "./requests/env.ts";
import { group } from "./requests/group.ts";
import { history } from "./requests/history.ts";
import { hold } from "./requests/hold.ts";
import { next } from "./requests/next.ts";
import { now } from "./requests/now.ts";
import { logging } from "./requests/logging.ts";
import { pause } from "./requests/pause.ts";
import { pin } from "./requests/pin.ts";
import { ready } from "./requests/ready.ts";
import { react } from "./requests/react.ts";
import { reload } from "./requests/reload.ts";
import { release } from "./requests/release.ts";
import { resume } from "./requests/resume.ts";
import { unpin } from "./requests/unpin.ts";
import { unsubscribe } from "./requests/unsubscribe.ts";
import { kill } from "./requests/kill.ts";
import { list } from "./requests/list.ts";
import { remove } from "./requests/remove.ts";
import { restart } from "./requests/restart.ts";
import { send } from "./requests/send.ts";
import { spool } from "./requests/spool.ts";
import { run } from "./requests/run.ts";
import { session } from "./requests/session.ts";
import { show } from "./requests/show.ts";
import { shutdown } from "./requests/shutdown.ts";
import { signal } from "./requests/signal.ts";
import { stats } from "./requests/stats.ts";
import { stop } from "./requests/stop.ts";
import { tab } from "./requests/tab.ts";
import { wait } from "./requests/wait.ts";
import { why } from "./requests/why.ts";

/** Who asks, and for which of its requests. */
export interface Asker {
  readonly id: number;
  readonly peer: Peer;
}

export type Handler<V extends Verb> = (
  session: Session,
  body: RequestOf<V>,
  asker: Asker,
) => ReplyOf<V> | Promise<ReplyOf<V>>;

const HANDLERS: { readonly [V in Verb]: Handler<V> } = {
  ...{
    batch,
    clean,
    debug,
    events,
    edit,
    env,
    group,
    history,
    hold,
    next,
    now,
    logging,
    pause,
    pin,
    ready,
    release,
    react,
    reload,
    resume,
    unpin,
    unsubscribe,
    kill,
    list,
    remove,
    restart,
    send,
    spool,
    run,
    session,
    show,
    shutdown,
    signal,
    stats,
    stop,
    tab,
    wait,
    why,
  },
};

export interface Asked extends Asker {
  readonly verb: Verb;
  readonly body: unknown;
}

/** Checks a request by its row and lets its handler answer. @throws {Refused} */
export function handleRequest(session: Session, { verb, body, id, peer }: Asked): unknown {
  const checked = v.safeParse(REQUESTS[verb], body);
  if (!checked.success) {
    throw new Refused(
      "bad_request",
      `Cannot ${verb}: ${plainComplaint(complaint(checked.issues))}`,
    );
  }
  const handler = HANDLERS[verb] as Handler<Verb>;
  return handler(session, checked.output as RequestOf<Verb>, { id, peer });
}
