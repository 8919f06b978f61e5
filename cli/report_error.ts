/** Tells an error in one line on standard error and gives the exit code that it stands for. */

import { EXIT } from "../job/exit_code.ts";
import { VERSION } from "../job/version.ts";
import { Disconnected, Refusal } from "../wire/client.ts";
import { Failure } from "./failure.ts";
import { OutputClosed, say } from "./output.ts";

export function reportError(error: unknown, { debug }: { debug: boolean }): number {
  // whoever read us had enough, as in chore list | head -1
  if (error instanceof OutputClosed) return EXIT.ok;
  const { code, message } = explain(error);
  say(message);
  if (debug && error instanceof Error && error.stack !== undefined) {
    for (const line of error.stack.split("\n")) say(line);
  }
  return code;
}

function explain(error: unknown): { code: number; message: string } {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  if (error instanceof Refusal) {
    const code = error.code === "bad_request"
      ? EXIT.usage
      : error.code === "system"
      ? EXIT.system
      : EXIT.refused;
    return { code, message: error.message };
  }
  if (error instanceof Disconnected) return { code: EXIT.noDaemon, message: error.message };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isSystemError(error)) return { code: EXIT.system, message: `Cannot go on: ${text}` };
  return {
    code: EXIT.bug,
    message:
      `Bug in chore ${VERSION}: ${text}: please report it, with what the same command says with -d`,
  };
}

/** NotCapable is none: a right that we lack is our own fault. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && error.name !== "NotCapable" &&
    Object.hasOwn(Deno.errors, error.name);
}
