/** `batch`: accept many jobs, in one commit: all of them, or none and the refusal says which one was the reason. */

import type { Spec } from "../../job/spec.ts";
import type { RequestOf } from "../../wire/messages.ts";
import type { Handler } from "../requests.ts";

type Batch = RequestOf<"batch">;

export const batch: Handler<"batch"> = (session, { request, shared, jobs }, { peer }) => {
  const wishes = jobs.map(({ name, ifAbsent, ...own }, index) => ({
    ...{ request: `${request}/${index}`, name, ifAbsent, spec: specOf(shared, own) },
  }));
  return session.acceptance.submit(wishes, peer.who ?? "");
};

type Own = Omit<Batch["jobs"][number], "name" | "ifAbsent">;

/** What all have, but where this one says otherwise. */
function specOf(shared: Batch["shared"], own: Own): Spec {
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...shared, argv: own.argv, ...Object.fromEntries(said) };
}
