/** `batch`: accept many jobs, in one commit: all of them, or none and the refusal says which one was the reason. */

import { fillSpec } from "../../job/fill_spec.ts";
import type { SpecWish } from "../../job/spec.ts";
import type { RequestOf } from "../../wire/messages.ts";
import { checkPatterns } from "../check_patterns.ts";
import type { Handler } from "../requests.ts";

type Batch = RequestOf<"batch">;

export const batch: Handler<"batch"> = async (session, { request, shared, jobs }, { peer }) => {
  const { defaults } = session.config;
  const wishes = jobs.map(({ name, ifAbsent, now, ...own }, index) => {
    const asked = specOf(shared, own);
    const each = { request: `${request}/${index}`, name, ifAbsent, now };
    return { ...each, asked, spec: fillSpec(asked, defaults) };
  });
  const check = checkPatterns(wishes.map(({ spec }) => spec.react), "Cannot run a job");
  if (check !== undefined) await check;
  return await session.acceptance.submit(wishes, peer.who ?? "");
};

type Own = Omit<Batch["jobs"][number], "name" | "ifAbsent" | "now">;

/** What all have, but where this one says otherwise. */
function specOf(shared: Batch["shared"], own: Own): SpecWish {
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...shared, argv: own.argv, ...Object.fromEntries(said) };
}
