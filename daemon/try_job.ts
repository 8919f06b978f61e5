/** A dry run: a job is accepted as any other is, told, and taken back before it is durable. */

import type { Ran } from "../wire/replies.ts";
import type { Wish } from "./accept.ts";
import { checkWishes } from "./check_wish.ts";
import { placeJob } from "./place.ts";
import type { Session } from "./session.ts";

/** Carries what would be out of the transaction that it undoes. */
class Undo extends Error {
  override name = "Undo";
  constructor(readonly would: Ran) {
    super("a dry run");
  }
}

/** What would become of a wish. @throws {Refused} as its acceptance would */
export function tryJob(session: Session, wish: Wish, { who }: { who: string }): Ran {
  const { store } = session;
  try {
    return store.transaction(() => {
      checkWishes(session, [wish]);
      const known = wish.name === undefined ? undefined : store.jobByName(wish.name);
      if (known !== undefined) {
        return { id: known.id, name: known.name, created: false, state: known.state };
      }
      const { id, name, state } = placeJob(session, wish, { who });
      const spec = store.job(id)?.spec;
      throw new Undo({
        ...{ id: 0, name, created: false, state },
        ...spec === undefined ? {} : { spec },
      });
    });
  } catch (error) {
    if (error instanceof Undo) return error.would;
    throw error;
  }
}
