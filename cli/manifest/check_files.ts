/** Compares what lies below the base folder with what should: modes, owners, links. */

import type { SessionPaths } from "../../system/paths.ts";

/** One thing that is not as it should be. */
export interface Difference {
  readonly of: string;
  readonly what: string;
}

export interface CheckedFiles {
  /** how many files, folders and links were looked at */
  readonly count: number;
  readonly differences: readonly Difference[];
}

/** Files that the user writes by hand, and may keep elsewhere or show to others. */
const BY_HAND = /^(?:chore\.toml|choretab(?:\.\w+)?)$/;

/** Where the names that users know lie, and where they lead. */
const NAMES = /^cache\/\w+\/jobs\/[^/]+\.(pid|debug|stdin|stdout|stderr|stats)$/;
const TARGET = /^\.\.\/runs\/\d+\/w\/(pid|debug|stdin|stdout|stderr|stats)$/;

const GATE = /^cache\/\w+\/runs\/\d+\/gate$/;

/** Who may ask by the rule `ask` of a policy passes through these, to the socket and no farther. */
const PASSAGE: readonly (readonly [place: RegExp, mode: number])[] = [
  [/^$/, 0o710],
  [/^run$/, 0o2710],
  [/^run\/\w+\.sock$/, 0o660],
];

/** All sessions: they share the base folder. */
export function checkFiles({ base }: Pick<SessionPaths, "base">, uid: number): CheckedFiles {
  const differences: Difference[] = [];
  const folders: string[] = [];
  const isPassage = isPassable(base);
  let count = 0;
  const look = (path: string) => {
    const place = path === base ? "" : path.slice(base.length + 1);
    try {
      const info = path === base ? Deno.statSync(path) : Deno.lstatSync(path);
      count++;
      const wrong = complainOf(place, { info, uid, path, isPassage });
      differences.push(...wrong.map((what) => ({ of: path, what })));
      if (info.isDirectory) folders.push(path);
    } catch (error) {
      // jobs come and go while we look
      if (error instanceof Deno.errors.NotFound) return;
      differences.push({ of: path, what: `it cannot be looked at: ${reasonOf(error)}` });
    }
  };
  look(base);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of namesIn(folder, differences)) look(`${folder}/${name}`);
  }
  return { count, differences };
}

function* namesIn(folder: string, differences: Difference[]): Generator<string> {
  try {
    for (const { name } of Deno.readDirSync(folder)) yield name;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // it went meanwhile
    differences.push({ of: folder, what: `it cannot be read: ${reasonOf(error)}` });
  }
}

interface Looked {
  readonly info: Deno.FileInfo;
  readonly uid: number;
  readonly path: string;
  /** a group may ask */
  readonly isPassage: boolean;
}

/** The bit that gives a socket the group of its folder says that this is on purpose. */
function isPassable(base: string): boolean {
  try {
    return ((Deno.lstatSync(`${base}/run`).mode ?? 0) & 0o7777) === 0o2710;
  } catch {
    return false; // that it cannot be looked at is told with all else
  }
}

function complainOf(place: string, { info, uid, path, isPassage }: Looked): string[] {
  const foreign = info.uid === null || info.uid === uid
    ? []
    : [`it belongs to user ${info.uid}, not ${uid}`];
  if (info.isSymlink) return [...foreign, ...complainOfLink(place, Deno.readLinkSync(path))];
  return [...foreign, ...complainOfMode(place, info, { isPassage }), ...complainOfKind(info)];
}

function complainOfLink(place: string, target: string): string[] {
  if (BY_HAND.test(place)) return [];
  const [, name] = NAMES.exec(place) ?? [];
  if (name === undefined) return [`it is a link to "${target}": nothing may be one here`];
  if (TARGET.exec(target)?.[1] === name) return [];
  return [`it is a link to "${target}", and not to ../runs/RUN/w/${name}`];
}

function complainOfMode(
  place: string,
  { mode, isDirectory }: Deno.FileInfo,
  { isPassage }: Pick<Looked, "isPassage">,
): string[] {
  if (mode === null) return [];
  const bits = mode & 0o7777;
  const passage = isPassage ? PASSAGE.find(([each]) => each.test(place))?.[1] : undefined;
  const wanted = passage ??
    (isDirectory || GATE.test(place) ? 0o700 : BY_HAND.test(place) ? 0o755 : 0o600);
  if ((bits & ~wanted) === 0) return [];
  const most = wanted === 0o755 ? "0644" : `0${wanted.toString(8)}`;
  return [`its mode is 0${bits.toString(8)}, and no more than ${most} is right`];
}

function complainOfKind({ isBlockDevice, isCharDevice }: Deno.FileInfo): string[] {
  return isBlockDevice || isCharDevice ? ["it is a device"] : [];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
