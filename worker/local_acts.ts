/** What a worker does by itself when a rule says so: whether chored lives or not. */

import type { Action } from "../job/reaction.ts";
import type { SignalName } from "../job/signal.ts";
import { messageOf } from "./append_file.ts";
import type { Answer } from "./desk.ts";
import type { Sent } from "./feeding.ts";
import type { LoggingOrder } from "./output.ts";

/** Of what can be ordered, what rules use. */
export interface LocalActs {
  /** somebody has the job end already */
  readonly isStopping: boolean;
  signal(signal: SignalName): Promise<Answer>;
  input(sent: Sent): Promise<Answer>;
  logging(what: LoggingOrder): Promise<Answer>;
  /** TERM to the group, and KILL after the job's grace */
  terminate(): Promise<Answer>;
  /** KILL to the group */
  kill(): Promise<Answer>;
}

const encoder = new TextEncoder();

/** Does it. Never rejects: a failure is an answer too. */
export async function react(action: Action, acts: LocalActs): Promise<Answer> {
  try {
    switch (action.do) {
      case "log":
        return await acts.logging("on");
      case "nolog":
        return await acts.logging("off");
      case "reload":
        return await acts.signal("SIGHUP");
      case "signal":
        return await acts.signal(action.signal);
      case "terminate":
        return await acts.terminate();
      case "kill":
        return await acts.kill();
      case "send":
        return await acts.input({ bytes: encoder.encode(`${action.text}\n`), eof: false });
      default:
        return { ok: false, detail: "that is chored's to do" };
    }
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}
