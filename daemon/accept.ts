/** Acceptance: all that arrives in one turn of the loop is committed at once, and nobody is told before. */

import type { Spec, SpecWish } from "../job/spec.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { Accepted } from "../wire/replies.ts";
import { announce } from "./announce.ts";
import { beginNow } from "./begin_now.ts";
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
  /** it begins at once, whatever slots are free */
  readonly now?: boolean;
  readonly spec: Spec;
  /** as it was asked for, where that may say what the whole of it has no use for */
  readonly asked?: Pick<SpecWish, "restart">;
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
      session.spools.check(wishes);
      // no name is made that a later one asks for
      const reserved = new Set(wishes.flatMap(({ name }) => name ?? []));
      return wishes.map((wish) => acceptJob(session, { wish, who, reserved }));
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return () => reject(error);
  }
  return () => {
    for (const each of accepted) if (each.created) announce(session, each, { who });
    accepted.forEach(({ created }, index) => {
      const wish = wishes[index];
      if (created && wish !== undefined) session.spools.claim(wish.spec.stdin);
    });
    resolve(
      wishes.some(({ now }) => now) ? beginAll(session, wishes, { accepted, who }) : accepted,
    );
  };
}

/** Those that are to begin at once do: a retry finds the job, and begins it where its first attempt did not come to that. */
function beginAll(
  session: Session,
  wishes: readonly Wish[],
  { accepted, who }: { accepted: readonly Accepted[]; who: string },
): Accepted[] {
  return accepted.map((each, index) => {
    const wish = wishes[index];
    const job = session.store.job(each.id);
    if (!wish?.now || job?.request !== wish.request || job.state !== "queued") return each;
    return { ...each, state: beginNow(session, job, { who }).state };
  });
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
  session.store.afterCommit(() => announce(session, { id, name, state }, { who }));
}
