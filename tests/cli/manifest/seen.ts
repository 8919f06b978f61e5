// What bin/look.sh would tell of a session of a user in /home/u, and of the programs that run there.

import { Facts } from "../../../cli/facts.ts";
import type { Seen } from "../../../cli/manifest/manifests.ts";
import { sessionPaths } from "../../../system/paths.ts";

export const BASE = "/home/u/my chore";
export const SOCKET = `${BASE}/run/chored.sock`;
export const RUNS = `${BASE}/cache/chored/runs`;
const ROOT = "/opt/chore";

const COMMON = ["run", "--quiet", "--no-remote"];

/** As the launchers have it; the worker's is asked for run 0. */
export const WORDS = {
  chore: [
    ...[...COMMON, "--allow-env", `--allow-run=${ROOT}/bin/chored`, `--allow-read=${BASE}`],
    ...[`--allow-write=${SOCKET}`, `--allow-net=unix:${SOCKET}`, `${ROOT}/lib/chore/chore.js`],
  ],
  chored: [
    ...[...COMMON, "--ignore-env", `--allow-run=${ROOT}/bin/chored_worker`],
    ...[`--allow-read=${BASE}`, `--allow-write=${BASE}`],
    ...[`--allow-net=unix:${SOCKET},unix:${SOCKET}.new`, `${ROOT}/lib/chore/chored.js`],
  ],
  chored_worker: [
    ...[...COMMON, "--ignore-env", `--allow-run=${RUNS}/0/gate,/bin/kill,/bin/ps`],
    ...[`--allow-read=${RUNS}/0,${SOCKET}`, `--allow-write=${RUNS}/0/w,${SOCKET}`],
    ...[`--allow-net=unix:${SOCKET}`, `${ROOT}/lib/chore/chored_worker.js`],
  ],
} as const;

/** `more`: further lines; where one is known already it counts instead. */
export function seen(...more: string[]): Seen {
  const lines = [
    ...more,
    ...[`root ${ROOT}`, "deno /opt/deno", "uid 1000", "kill /bin/kill", "ps /bin/ps"],
    ...Object.entries(WORDS).flatMap(([name, words]) => words.map((word) => `${name} ${word}`)),
  ];
  return { facts: new Facts(lines.join("\n")), paths: sessionPaths(BASE, "chored") };
}

/** A line of ps(1). */
export function process(pid: number, words: readonly string[]): string {
  return `process ${pid} u /opt/deno ${words.join(" ")}`;
}

export const CHORED_TAIL = [`--base=${BASE}`, "--session=chored", "--launcher=/x", "--background"];

export function workerTail(run: number): string[] {
  return ["run", `${RUNS}/${run}`, SOCKET, String(run), "0123456789abcdef", "boot"];
}

export const CHORE_TAIL = [BASE, "chored", "0022", `${ROOT}/bin/chored`, "/man", "follow", "a b"];
