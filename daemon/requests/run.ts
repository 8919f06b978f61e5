/** `run`: accept a job. All submissions that arrive in one turn of the loop share one commit. */

import { freeName, nameFromCommand } from "../../job/name.ts";
import { LIMITS } from "../../limits.ts";
import type { RequestOf } from "../../wire/messages.ts";
import type { ReplyOf } from "../../wire/replies.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import type { Session } from "../session.ts";

type Reply = ReplyOf<"run">;

interface Submission {
  readonly body: RequestOf<"run">;
  readonly who: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

const pending = new WeakMap<Session, Submission[]>();

export const run: Handler<"run"> = (session, body, { peer }) => {
  if (session.ending) throw new Refused("ending", "Cannot take a job: chored is about to end");
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const submission = { body, who: peer.who ?? "", resolve, reject };
  const queue = pending.get(session);
  if (queue !== undefined) {
    queue.push(submission);
    return promise;
  }
  pending.set(session, [submission]);
  queueMicrotask(() => commit(session));
  return promise;
};

/** One transaction for all; a refused one does not hold up the others. Nobody is told before it is durable. */
function commit(session: Session): void {
  const submissions = pending.get(session) ?? [];
  pending.delete(session);
  const replies: (() => void)[] = [];
  try {
    session.store.transaction(() => {
      for (const submission of submissions) replies.push(accept(session, submission));
    });
  } catch (error) {
    for (const { reject } of submissions) reject(error);
    return;
  }
  for (const reply of replies) reply();
}

/** Puts one job into the open transaction; what this returns is called once it is committed. */
function accept(session: Session, { body, who, resolve, reject }: Submission): () => void {
  const { store } = session;
  const known = store.jobByRequest(body.request);
  if (known !== undefined) return () => resolve(replyOf(known, false));
  const named = body.name === undefined ? undefined : store.jobByName(body.name);
  if (named !== undefined && body.ifAbsent) return () => resolve(replyOf(named, false));
  const refusal = named !== undefined
    ? new Refused(
      "name_taken",
      `Cannot run job "${named.name}": job ${named.id} has that name and is ${named.state}: remove it, or restart it`,
    )
    : store.countJobs() >= LIMITS.jobs
    ? new Refused(
      "limit",
      `Cannot run a job: the session keeps ${LIMITS.jobs} already: chore clean`,
    )
    : undefined;
  if (refusal !== undefined) return () => reject(refusal);
  const name = body.name ??
    freeName(nameFromCommand(body.spec.argv), (each) => store.hasName(each));
  const why = "waits for its turn";
  const createdAt = Date.now();
  const id = store.addJob({
    ...{
      request: body.request,
      name,
      state: "queued",
      spec: body.spec,
      why,
      createdAt,
      createdBy: who,
    },
  });
  return () => {
    session.log.info(`job ${id} "${name}": accepted for ${who}`);
    resolve({ id, name, created: true, state: "queued" });
    session.changes.publish({
      at: createdAt,
      job: id,
      name,
      was: null,
      state: "queued",
      run: null,
      why,
    });
  };
}

function replyOf(job: JobRow, created: boolean): Reply {
  return { id: job.id, name: job.name, created, state: job.state };
}
