/** Confining a run: what its gate needs for it, in place before the worker is started; and whether it can be. */

import { isConfined, wallsOf } from "../job/confinement.ts";
import { complaintOfEnv, complaintOfLink, confinementComplaint } from "../job/confinement_check.ts";
import type { GateRun } from "../job/gate.ts";
import { wholeEnv } from "../job/gate_env.ts";
import type { GateConfinement } from "../job/gate_confinement.ts";
import { accountVariables } from "../job/gate_user.ts";
import type { Spec } from "../job/spec.ts";
import { backendFor } from "../system/confine.ts";
import { unconfinable } from "../system/confine_none.ts";
import { removeIfThere } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";
import type { Session } from "./session.ts";

/** Undefined for a job that asks for none. @throws {Error} where this system has nothing that could do it */
export function placeConfinement(
  { paths: { base }, options: { named } }: Session,
  spec: Spec,
  { run, paths }: { readonly run: GateRun; readonly paths: RunPaths },
): GateConfinement | undefined {
  const walls = wallsOf(spec);
  if (walls === undefined) return undefined;
  const backend = backendFor(Deno.build);
  if (backend === undefined) throw new Error(nothingHere());
  const complaint = complaintOfLink(walls, named);
  if (complaint !== undefined) throw new Error(complaint);
  const hidden = spec.user === undefined ? base : undefined;
  const enclosure = backend.enclose({
    ...{ walls, cwd: spec.cwd, env: wholeEnv(spec.env, run), hidden },
    ...hidden === undefined ? { account: accountVariables(spec.env) } : {},
    ...{ folder: paths.folder, status: paths.confined },
  });
  for (const { name, bytes } of enclosure.files) {
    const path = `${paths.folder}/${name}`;
    removeIfThere(path);
    Deno.writeFileSync(path, bytes, { mode: 0o400, createNew: true });
  }
  return { ...enclosure, hidden };
}

/** Why this machine does not confine a job as `spec` asks, as far as can be known before its gate looks. */
export function complaintOfConfinement(
  { paths: { base }, options: { named } }: Session,
  spec: Omit<Spec, "env"> & Partial<Pick<Spec, "env">>,
): string | undefined {
  if (!isConfined(spec.confine)) return undefined;
  const backend = backendFor(Deno.build);
  const walls = wallsOf(spec);
  if (backend === undefined || walls === undefined) return nothingHere();
  const complaint = backend.complaint(walls, { tmp: isTmpAsked(spec.confine) });
  if (complaint !== undefined) return `it cannot be confined: ${complaint}`;
  return confinementComplaint(spec, { base }) ?? complaintOfLink(walls, named) ??
    (spec.env === undefined ? undefined : complaintOfEnv({ ...spec, env: spec.env }));
}

function isTmpAsked({ privateTmp, pledge }: Spec["confine"]): boolean {
  return privateTmp || (pledge ?? []).includes("tmppath");
}

/** On a system that has nothing to confine a job with. */
export function nothingHere(os: string = Deno.build.os): string {
  const { reason, remedy } = unconfinable(os);
  return `it cannot be confined on ${os}: ${reason}: ${remedy}, and leave out ` +
    "--sandbox, --pledge, --unveil, --no-net, --private-tmp and a profile with them";
}
