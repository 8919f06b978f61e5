// Control groups of version 2: whether they can be made here, and what is in those of a home.

import { groupName } from "../../job/cgroup.ts";
import { ROOT } from "./place.ts";
import { temporaryFolder } from "./temporary_folder.ts";

const roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

/** A group can be made, frozen and ended; whether it can hold limits is another matter. */
export const HAS_CGROUPS = Deno.build.os === "linux" && await tryScript();

if (!HAS_CGROUPS) console.error("cgroups: left out: they need a writable cgroup of version 2");

async function tryScript(): Promise<boolean> {
  using folder = temporaryFolder();
  Deno.mkdirSync(`${folder.path}/w`);
  Deno.writeTextFileSync(`${folder.path}/cgroup`, "chore.test.1\n");
  const [path = ""] = (await askScript("make", folder.path)).stdout.split("\n");
  await askScript("clear", folder.path);
  return path !== "";
}

/** What the script says to VERB FOLDER and more words. */
export async function askScript(
  verb: string,
  folder: string,
  { words = [], shell = [], script = `${ROOT}/bin/cgroup.sh` }: {
    readonly words?: readonly string[];
    readonly shell?: readonly string[];
    readonly script?: string;
  } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [program = "", ...args] = [...shell, script, verb, folder, ...words];
  const { code, stdout, stderr } = await new Deno.Command(program, { args, clearEnv: true })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The group of a run, wherever chored makes it; undefined where it is not there. */
export function groupOf(base: string, { session = "chored", run = 1 } = {}): string | undefined {
  const name = groupName(run, { session, base });
  const places = roots.flatMap((root) => [root, ...ownPlaces(root)]);
  return places.map((place) => `${place}/${name}`).find((path) => isFolder(path));
}

function ownPlaces(root: string): string[] {
  const own = /^0::(.*)$/m.exec(Deno.readTextFileSync("/proc/self/cgroup"))?.[1] ?? "/";
  return [`${root}${own}`, `${root}${own}/chore.self/..`];
}

/** What the kernel says of a group beside KEY: 0 or 1. */
export function groupEvent(path: string, key: "populated" | "frozen"): string | undefined {
  const text = Deno.readTextFileSync(`${path}/cgroup.events`);
  return new RegExp(`^${key} (.*)$`, "m").exec(text)?.[1];
}

export function groupPids(path: string): number[] {
  return Deno.readTextFileSync(`${path}/cgroup.procs`).split("\n").filter(Boolean).map(Number);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // not there
  }
}
