/** The folders of a session: made where missing, and refused where others could look in or write. */

import { EXIT } from "../job/exit_code.ts";
import type { SessionPaths } from "../system/paths.ts";
import type { Options } from "./options.ts";
import { CannotStart } from "./refusal.ts";

const open = 0o077;
/** A group that may ask passes through to the socket: see the rule `ask` of a policy. */
const passage = { base: 0o710, run: 0o2710 };

/** Makes what is missing, 0700. @throws {CannotStart} when a folder is not one, not ours, or open to others */
export function makeFolders(paths: SessionPaths, { force }: Pick<Options, "force">): void {
  for (const folder of paths.folders) {
    const info = statOf(folder) ?? made(folder);
    if (!info.isDirectory) refuse(folder, "it is not a folder");
    if (!isPassage(paths, folder, { info })) checkMode(folder, info, { force });
  }
  const uid = ownUid(paths);
  for (const folder of paths.folders) {
    if (statOf(folder)?.uid !== uid) refuse(folder, "it belongs to another user");
  }
}

/** The bit of run/ that gives the socket its group says that all of this is on purpose. */
function isPassage({ base }: SessionPaths, folder: string, { info }: { info: Deno.FileInfo }) {
  const run = `${base}/run`;
  if (folder === run) return modeOf(info) === passage.run;
  return folder === base && modeOf(info) === passage.base && modeOf(statOf(run)) === passage.run;
}

function modeOf(info: Deno.FileInfo | undefined): number {
  return (info?.mode ?? 0) & 0o7777;
}

/** What we make is ours: no other way tells a program without rights to the system who it is. */
function ownUid(paths: SessionPaths): number | null {
  const probe = `${paths.cache}/.owner-${Deno.pid}`;
  try {
    Deno.writeFileSync(probe, new Uint8Array(), { createNew: true, mode: 0o600 });
    const { uid } = Deno.lstatSync(probe);
    Deno.removeSync(probe);
    return uid;
  } catch (error) {
    return refuse(paths.cache, `it cannot be written: ${reasonOf(error)}`);
  }
}

function checkMode(folder: string, info: Deno.FileInfo, { force }: { force: boolean }): void {
  const mode = (info.mode ?? 0) & 0o777;
  if ((mode & open) === 0) return;
  if (force) return chmod(folder);
  refuse(folder, `it is open to others, mode ${mode.toString(8)}: chmod 700, or chored -F`);
}

function statOf(folder: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return refuse(folder, reasonOf(error));
  }
}

function made(folder: string): Deno.FileInfo {
  try {
    Deno.mkdirSync(folder, { mode: 0o700, recursive: true });
    return Deno.lstatSync(folder);
  } catch (error) {
    return refuse(folder, `it cannot be made: ${reasonOf(error)}`);
  }
}

function chmod(folder: string): void {
  try {
    Deno.chmodSync(folder, 0o700);
  } catch (error) {
    refuse(folder, `its mode cannot be changed: ${reasonOf(error)}`);
  }
}

function refuse(folder: string, reason: string): never {
  throw new CannotStart(EXIT.system, `cannot use folder "${folder}": ${reason}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
