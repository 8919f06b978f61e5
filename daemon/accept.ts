/** Acceptance: all that arrives in one turn of the loop is committed at once, and nobody is told before. */

import type { Spec } from "../job/spec.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { Accepted } from "../wire/replies.ts";
import { checkWishes } from "./check_wish.ts";
import { placeJob } from "./place.ts";
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
  let accepted: Accepted[];
  try {
    // a refusal leaves nothing behind in the transaction that others share
    accepted = session.store.savepoint(() => {
      checkWishes(session, wishes);
      // no name is made that a later one asks for
      const reserved = new Set(wishes.flatMap(({ name }) => name ?? []));
      return wishes.map((wish) => acceptJob(session, { wish, who, reserved }));
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return () => reject(error);
  }
  return () => {
    resolve(accepted);
    for (const each of accepted) if (each.created) announce(session, each, { who });
  };
}

interface OneWish {
  readonly wish: Wish;
  readonly who: string;
  readonly reserved: ReadonlySet<string>;
}

function acceptJob(session: Session, { wish, who, reserved }: OneWish): Accepted {
  const { store } = session;
  const known = store.jobByRequest(wish.request) ??
    (wish.name === undefined ? undefined : store.jobByName(wish.name));
  if (known !== undefined) return acceptedBefore(known);
  const { id, name, state } = placeJob(session, wish, { who, reserved });
  return { id, name, created: true, state };
}

function acceptedBefore(job: JobRow): Accepted {
  return { id: job.id, name: job.name, created: false, state: job.state };
}

function announce(session: Session, { id, name, state }: Accepted, { who }: { who: string }): void {
  session.log.info(`job ${id} "${name}": accepted for ${who}`);
  const why = session.store.job(id)?.why ?? "";
  session.changes.publish({ at: session.now(), job: id, name, was: null, state, run: null, why });
}

/** One more run beside the one that a repeated job has: a job of its own, with the same spec and no times. */
export function acceptCopy(session: Session, job: JobRow): void {
  const spec = {
    ...job.spec,
    when: { kind: "now" } as const,
    after: [],
    pinned: false,
    env: session.store.envOf(job.id),
  };
  const wish = {
    request: `${job.request}/${crypto.randomUUID()}`,
    name: undefined,
    ifAbsent: false,
    spec,
    like: job.name,
  };
  const { id, name, state } = session.store.transaction(() =>
    placeJob(session, wish, { who: job.createdBy })
  );
  const who = `the times of job "${job.name}"`;
  session.store.afterCommit(() => announce(session, { id, name, created: true, state }, { who }));
}
