/** How a job is confined, as clients see it: what was asked, and what stands around it. */

import { confineText, wallsOf } from "../job/confinement.ts";
import { looserThan } from "../job/confinement_text.ts";
import type { Spec } from "../job/spec.ts";
import { backendFor } from "../system/confine.ts";
import type { ConfinementView } from "../wire/replies.ts";

/** Null for a job that is not. */
export function viewConfinement(
  { confine, cwd }: Pick<Spec, "confine" | "cwd">,
): ConfinementView | null {
  const walls = wallsOf({ confine, cwd });
  if (walls === undefined) return null;
  const backend = backendFor(Deno.build);
  return {
    ...{ asked: confineText(confine), backend: backend?.name ?? null, walls },
    differs: [...looserThan(confine), ...backend?.differs(walls) ?? []],
  };
}
