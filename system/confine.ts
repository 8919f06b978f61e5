/** Confining a program by what the system has: picks the backend, and says what a gate must do for it. */

import { linuxBackend } from "./confine_linux.ts";
import { darwinBackend } from "./confine_darwin.ts";

/** The walls around a program, in the words of no system. */
export interface Walls {
  readonly sees: "all" | "granted";
  readonly writes: "all" | "granted";
  /** parents come before what is in them */
  readonly grants: readonly { readonly path: string; readonly access: "read" | "write" }[];
  readonly privateTmp: boolean;
  readonly network: boolean;
  readonly unixSockets: boolean;
  /** it may start processes, and signal its own */
  readonly processes: boolean;
  readonly ids: boolean;
  readonly owners: boolean;
  readonly nodes: boolean;
}

/** What is to be confined, and what of it must stay out of sight. */
export interface Enclosed {
  readonly walls: Walls;
  readonly cwd: string;
  /** its whole environment, each NAME=VALUE */
  readonly env: readonly string[];
  /** the base folder; undefined for a user who cannot come there */
  readonly hidden: string | undefined;
  /** what the gate's shell knows of another user: names, and words of the shell for their values */
  readonly account?: readonly (readonly [name: string, word: string])[];
  /** the folder of its run, where the files are that the backend needs */
  readonly folder: string;
  /** where the backend says what became of it */
  readonly status: string;
}

/** A file that is to lie in the folder of the run before the gate opens. */
export interface ConfineFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How a gate confines its command, as lines and words of its shell. */
export interface Enclosure {
  readonly files: readonly ConfineFile[];
  /** before the command can run: each refuses it where something is not as it must be */
  readonly checks: readonly string[];
  /** the words before the command's own */
  readonly words: string;
  /** the redirections after them */
  readonly passes: string;
  /** the backend sets the environment; else the gate does */
  readonly setsEnv: boolean;
}

export interface Backend {
  /** for people: `bubblewrap and seccomp` */
  readonly name: string;
  /** why these walls cannot be had with it; undefined where they can. `tmp`: a /tmp of its own was asked for by name */
  complaint(walls: Walls, asked: { readonly tmp: boolean }): string | undefined;
  /** what is other with it than the walls say; a sentence each */
  differs(walls: Walls): readonly string[];
  enclose(enclosed: Enclosed): Enclosure;
}

export interface Machine {
  readonly os: string;
  readonly arch: string;
}

/** Undefined where chore knows of nothing that confines a program there. */
export function backendFor({ os, arch }: Machine): Backend | undefined {
  switch (os) {
    case "linux":
      return linuxBackend(arch);
    case "darwin":
      return darwinBackend();
    default:
      return undefined;
  }
}
