/** `chored --restart`: the chored that serves is asked to go and leave its jobs; then its place is free. */

import { EXIT } from "../job/exit_code.ts";
import { LIMITS } from "../limits.ts";
import type { SessionPaths } from "../system/paths.ts";
import { isLocked } from "../system/lock.ts";
import { Client } from "../wire/client.ts";
import { CannotStart } from "./refusal.ts";

/** Resolves once no chored holds the session. @throws {CannotStart} */
export async function takeOver(paths: SessionPaths): Promise<void> {
  if (!isLocked(paths.pid)) return;
  try {
    using client = await Client.connect(paths.socket, "chored --restart");
    await client.call("shutdown", { keepJobs: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotStart(EXIT.refused, `the chored that serves does not go: ${reason}`);
  }
  const end = performance.now() + LIMITS.terminateMs;
  while (isLocked(paths.pid)) {
    if (performance.now() > end) {
      throw new CannotStart(EXIT.refused, "the chored that serves does not go");
    }
    await new Promise((resolve) => setTimeout(resolve, LIMITS.examineFirstMs));
  }
}
