// Another process that holds the lock of a file, until it is killed.

import { within } from "./deadline.ts";

export class LockHolder implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
  }

  /** Resolves once the lock is held. */
  static async hold(path: string, kind: "exclusive" | "shared" = "exclusive"): Promise<LockHolder> {
    const child = new Deno.Command("flock", {
      args: [`--${kind}`, "--no-fork", path, "sh", "-c", "echo held; exec sleep 60"],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    const { done } = await within("the lock is held", reader.read());
    reader.releaseLock();
    await child.stdout.cancel();
    if (done) throw new Error(`Cannot hold the lock of "${path}"`);
    return new LockHolder(child);
  }

  /** Kills it, as by kill -9; resolves once it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.kill();
    } catch {
      // it is gone already
    }
  }
}
