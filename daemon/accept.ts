/** Acceptance: all that arrives in one turn of the loop is committed at once, and nobody is told before. */

import { freeName, nameFromCommand } from "../job/name.ts";
import type { Spec } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { Accepted } from "../wire/replies.ts";
import { Refused } from "./refusal.ts";
import type { JobRow } from "./rows.ts";
import { leaveLostFiles } from "./stop.ts";
import type { Session } from "./session.ts";

/** One job as somebody asks for it. */
export interface Wish {
  /** the client's own id for it: a retry with the same is the same job */
  readonly request: string;
  readonly name: string | undefined;
  readonly ifAbsent: boolean;
  readonly spec: Spec;
}

interface Submission {
  readonly wishes: readonly Wish[];
  readonly who: string;
  readonly resolve: (accepted: Accepted[]) => void;
  readonly reject: (error: unknown) => void;
}

export class Acceptance {
  readonly #session: () => Session;
  #pending: Submission[] = [];

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Accepts all of `wishes` or none of them; resolves once they are durable. @throws {Refused} */
  submit(wishes: readonly Wish[], who: string): Promise<Accepted[]> {
    if (this.#session().ending) {
      throw new Refused("ending", "Cannot take a job: chored is about to end");
    }
    const { promise, resolve, reject } = Promise.withResolvers<Accepted[]>();
    if (this.#pending.push({ wishes, who, resolve, reject }) === 1) {
      queueMicrotask(() => this.#commit());
    }
    return promise;
  }

  #commit(): void {
    const submissions = this.#pending;
    this.#pending = [];
    const session = this.#session();
    const tell: (() => void)[] = [];
    try {
      if (leaveLostFiles(session)) {
        throw new Refused(
          "ending",
          "Cannot take a job: the files of chored were deleted or replaced",
        );
      }
      session.store.transaction(() => {
        for (const submission of submissions) tell.push(acceptOne(session, submission));
        crashPoint("accept-open");
      });
    } catch (error) {
      for (const { reject } of submissions) reject(error);
      return;
    }
    crashPoint("accept-committed");
    for (const each of tell) each();
    crashPoint("accept-told");
  }
}

/** Puts one submission into the open transaction; what this returns is called once that is committed. */
function acceptOne(session: Session, { wishes, who, resolve, reject }: Submission): () => void {
  try {
    // checked first, so that a refusal leaves nothing behind in the transaction that others share
    check(session, wishes);
  } catch (error) {
    return () => reject(error);
  }
  const accepted = wishes.map((wish) => acceptJob(session, { wish, who }));
  return () => {
    resolve(accepted);
    for (const { id, name, created } of accepted) {
      if (created) announce(session, { id, name, who });
    }
  };
}

function check(session: Session, wishes: readonly Wish[]): void {
  const { store } = session;
  if (store.countJobs() + wishes.length > LIMITS.jobs) {
    throw new Refused(
      "limit",
      `Cannot run a job: a session keeps at most ${LIMITS.jobs}: chore clean`,
    );
  }
  const orphan = wishes.findIndex(({ spec }) => spec.orphan === "adopt" && spec.output === "pipe");
  if (orphan >= 0) {
    throw new Refused(
      "bad_request",
      `Cannot run a job${
        whichOf(wishes, orphan)
      }: --orphan adopt needs --output direct or fifo: a pipe ends with its worker`,
    );
  }
  const names = new Set<string>();
  wishes.forEach((wish, index) => {
    if (wish.name === undefined || store.hasRequest(wish.request)) return;
    const which = whichOf(wishes, index);
    if (names.has(wish.name)) {
      throw new Refused("name_taken", `Cannot run job "${wish.name}"${which}: it is there twice`);
    }
    names.add(wish.name);
    const taken = store.jobByName(wish.name);
    if (taken === undefined || wish.ifAbsent) return;
    throw new Refused(
      "name_taken",
      `Cannot run job "${wish.name}"${which}: job ${taken.id} has that name and is ${taken.state}: remove it, or restart it`,
    );
  });
}

/** Which of many it is that is refused. */
function whichOf(wishes: readonly Wish[], index: number): string {
  return wishes.length === 1 ? "" : ` (job ${index + 1} of ${wishes.length}, none was accepted)`;
}

function acceptJob({ store }: Session, { wish, who }: { wish: Wish; who: string }): Accepted {
  const known = store.jobByRequest(wish.request) ??
    (wish.name === undefined ? undefined : store.jobByName(wish.name));
  if (known !== undefined) return acceptedBefore(known);
  const name = wish.name ?? freeName(nameFromCommand(wish.spec.argv), store.nextJobId(), {
    isTaken: (each) => store.hasName(each),
  });
  const id = store.addJob({
    ...{ request: wish.request, name, state: "queued", spec: wish.spec },
    ...{ why: waits, createdAt: Date.now(), createdBy: who },
  });
  return { id, name, created: true, state: "queued" };
}

const waits = "waits for its turn";

function acceptedBefore(job: JobRow): Accepted {
  return { id: job.id, name: job.name, created: false, state: job.state };
}

function announce(
  session: Session,
  { id, name, who }: { id: number; name: string; who: string },
): void {
  session.log.info(`job ${id} "${name}": accepted for ${who}`);
  session.changes.publish({
    at: Date.now(),
    job: id,
    name,
    was: null,
    state: "queued",
    run: null,
    why: waits,
  });
}
