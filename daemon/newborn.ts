/** A worker that has just been started: what its launcher says, and its end where it says nothing. */

import { LIMITS } from "../limits.ts";

export interface Newborn {
  readonly child: Deno.ChildProcess;
  /** settles with its end */
  readonly ended: Promise<void>;
  readonly hasSpoken: () => boolean;
}

/**
 * Ends it where it has not said a word in its time, which `tell` is told: it hangs, as Deno may where it gets
 * no threads, and nobody else would end it.
 */
export async function endIfSilent(
  { child, ended, hasSpoken }: Newborn,
  tell: () => void,
): Promise<void> {
  const timer = setTimeout(() => {
    if (hasSpoken()) return;
    try {
      child.kill("SIGKILL");
      tell();
    } catch {
      // it has ended meanwhile
    }
  }, LIMITS.workerHelloMs);
  await ended;
  clearTimeout(timer);
}

/** What a launcher says before it becomes the worker; the rest is read and thrown away. */
export async function firstText(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    if (text.length < LIMITS.launcherTextBytes) text += decoder.decode(chunk);
  }
  return text.trim();
}
