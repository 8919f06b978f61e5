/** `chore run -f`: stays with the job as if it were run in the foreground. */

import { EXIT } from "../job/exit_code.ts";
import type { ReplyOf } from "../wire/replies.ts";
import { OutputClosed, say } from "./output.ts";
import type { Session } from "./session.ts";
import { refuseUnstarted } from "./wait_for_start.ts";

const exitAfterInterrupt = 128 + 2;
const exitAfterBrokenPipe = 128 + 13;

/** The job's exit code; the job goes on when the user leaves. */
export async function stayWithJob(session: Session, job: ReplyOf<"run">): Promise<number> {
  Deno.addSignalListener("SIGINT", () => {
    say(`job "${job.name}" goes on: chore follow ${job.name}`);
    Deno.exit(exitAfterInterrupt);
  });
  try {
    const [{ followJob }, { rawSink }] = await Promise.all([
      import("./follow_job.ts"),
      import("./log_sinks.ts"),
    ]);
    const view = await followJob(session, job, { sinkFor: () => rawSink() });
    refuseUnstarted(view);
    if (view.runs.at(-1)?.outcome?.code !== view.exitCode) {
      say(`${view.name}: ${view.state}: ${view.why}`);
    }
    return view.exitCode ?? EXIT.system;
  } catch (error) {
    if (error instanceof OutputClosed) return exitAfterBrokenPipe;
    throw error;
  }
}
