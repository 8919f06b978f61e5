/** Confining a run: what its gate needs for it, in place before the worker is started; and whether it can be. */

import { isConfined, wallsOf } from "../job/confinement.ts";
import { complaintOfEnv, confinementComplaint } from "../job/confinement_check.ts";
import { type GateRun, wholeEnv } from "../job/gate.ts";
import type { GateConfinement } from "../job/gate_confinement.ts";
import type { Spec } from "../job/spec.ts";
import { backendFor } from "../system/confine.ts";
import { removeIfThere } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";
import type { Session } from "./session.ts";

/** Undefined for a job that asks for none. @throws {Error} where this system has nothing that could do it */
export function placeConfinement(
  { paths: { base } }: Session,
  spec: Spec,
  { run, paths }: { readonly run: GateRun; readonly paths: RunPaths },
): GateConfinement | undefined {
  const walls = wallsOf(spec);
  if (walls === undefined) return undefined;
  const backend = backendFor(Deno.build);
  if (backend === undefined) throw new Error(nothingHere());
  const enclosure = backend.enclose({
    ...{ walls, cwd: spec.cwd, env: wholeEnv(spec.env, run), hidden: base },
    ...{ folder: paths.folder, status: paths.confined },
  });
  for (const { name, bytes } of enclosure.files) {
    const path = `${paths.folder}/${name}`;
    removeIfThere(path);
    Deno.writeFileSync(path, bytes, { mode: 0o400, createNew: true });
  }
  return enclosure;
}

/** Why this machine does not confine a job as `spec` asks, as far as can be known before its gate looks. */
export function complaintOfConfinement(
  { paths: { base } }: Session,
  spec: Omit<Spec, "env"> & Partial<Pick<Spec, "env">>,
): string | undefined {
  if (!isConfined(spec.confine)) return undefined;
  const backend = backendFor(Deno.build);
  const walls = wallsOf(spec);
  if (backend === undefined || walls === undefined) return nothingHere();
  const complaint = backend.complaint(walls);
  if (complaint !== undefined) return `it cannot be confined: ${complaint}`;
  return confinementComplaint(spec, { base }) ??
    (spec.env === undefined ? undefined : complaintOfEnv({ ...spec, env: spec.env }));
}

function nothingHere(): string {
  return `it cannot be confined: chore has no means for it on ${Deno.build.os}: ` +
    "leave out --sandbox, --pledge, --unveil, --no-net and --private-tmp";
}
