/** Starts chored for the session; its launcher returns once it serves, or with the reason why not. */

import { EXIT } from "../job/exit_code.ts";
import type { Caller } from "./caller.ts";
import { Failure, systemFailed } from "./failure.ts";

export interface ChoredStart {
  readonly code: number;
  /** what it said */
  readonly lines: readonly string[];
  failure(message: string): Failure;
}

const textBytes = 64 * 1024;

export async function startChored({ chored, paths }: Caller): Promise<ChoredStart> {
  let child: Deno.ChildProcess;
  try {
    // detached: a Ctrl-C that is meant for us must not end it
    child = new Deno.Command(chored, {
      args: ["-n", paths.session],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      detached: true,
    }).spawn();
  } catch (error) {
    throw systemFailed(
      `Cannot start "${chored}": ${error instanceof Error ? error.message : error}`,
    );
  }
  const [text, { code }] = await Promise.all([readAll(child.stderr), child.status]);
  const lines = text.split("\n").filter((line) => line !== "");
  return { code, lines, failure: (message) => new Failure(ownCode(code), message) };
}

/** What is none of ours, as when Deno itself could not begin, is the system's. */
function ownCode(code: number): number {
  return [EXIT.usage, EXIT.bug, EXIT.refused].find((own) => own === code) ?? EXIT.system;
}

/** What the stream gives, up to a bound; all is read, so that its writer is never held up. */
async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    if (text.length < textBytes) text += decoder.decode(bytes, { stream: true });
  }
  return text.slice(0, textBytes);
}
