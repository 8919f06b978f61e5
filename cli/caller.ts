/** Who called chore and for which session: what the launcher says, and the environment, read once. */

import { LIMITS } from "../limits.ts";
import { type SessionPaths, sessionPaths } from "../system/paths.ts";

export interface Caller {
  readonly paths: SessionPaths;
  /** the caller's file mode creation mask, which the launcher saw before it set its own */
  readonly umask: number;
  /** the one program that chore may start */
  readonly chored: string;
  readonly env: Readonly<Record<string, string>>;
  /** say what happens, on standard error */
  readonly debug: boolean;
}

/** The words before the user's own: BASE SESSION UMASK CHORED MANDIR. */
const LAUNCHER_WORDS = 5;

/** Splits what the launcher passed. The environment is read here, and the right to it given up. */
export function readCaller(args: readonly string[]): { caller: Caller; words: string[] } {
  const [base, session, umask, chored] = args;
  if (
    base === undefined || session === undefined || umask === undefined || chored === undefined ||
    args.length < LAUNCHER_WORDS
  ) {
    throw new Error("Cannot start cli/main.ts by hand: bin/chore starts it");
  }
  const env = Deno.env.toObject();
  Deno.permissions.revokeSync({ name: "env" });
  return {
    caller: {
      paths: sessionPaths(base, session),
      umask: parseInt(umask, 8),
      chored,
      env,
      debug: false,
    },
    words: args.slice(LAUNCHER_WORDS),
  };
}

/** How chored's records name this client: `root, process 123`. */
export function whoIs({ env }: Caller): string {
  const user = env.LOGNAME ?? env.USER;
  return `${user === undefined ? "" : `${user}, `}process ${Deno.pid}`.slice(0, LIMITS.whoChars);
}
