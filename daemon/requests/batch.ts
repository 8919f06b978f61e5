/** `batch`: accept many jobs, in one commit: all of them, or none and the refusal says which one was the reason. */

import type { SpecWish } from "../../job/spec.ts";
import type { RequestOf } from "../../wire/messages.ts";
import { checkPatterns } from "../check_patterns.ts";
import { whichOf } from "../check_wish.ts";
import type { Handler } from "../requests.ts";
import { envOfUser } from "../user.ts";
import { wholeSpec } from "../whole_spec.ts";

type Batch = RequestOf<"batch">;

export const batch: Handler<"batch"> = async (session, { request, shared, jobs }, { peer }) => {
  const wishes = jobs.map(({ name, ifAbsent, now, ...own }, index) => {
    const asked = specOf(shared, own);
    const each = { request: `${request}/${index}`, name, ifAbsent, now };
    const which = whichOf(index, jobs.length);
    return { ...each, asked, spec: wholeSpec(session, asked, { request: each.request, which }) };
  });
  const check = checkPatterns(wishes.map(({ spec }) => spec.react), "Cannot run a job");
  if (check !== undefined) await check;
  return await session.acceptance.submit(wishes, peer.who ?? "");
};

type Own = Omit<Batch["jobs"][number], "name" | "ifAbsent" | "now">;

/** What all have, but where this one says otherwise. */
function specOf(shared: Batch["shared"], own: Own): SpecWish {
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  const { user, env } = own;
  const isOthers = user !== undefined && env === undefined && user !== shared.user;
  return {
    ...{ ...shared, argv: own.argv, ...Object.fromEntries(said) },
    ...isOthers ? { env: envOfUser(shared.env) } : {},
  };
}
