/** The life of a job: one table of state x event, and nothing else says what may follow what. */

/** Before it begins. */
export const WAITING = ["scheduled", "waiting", "held", "queued"] as const;
/** From its start to its end. */
export const ACTIVE = ["starting", "running", "paused", "stopping", "backoff"] as const;
/** After its end. */
export const FINAL = ["succeeded", "failed", "stopped", "timedout", "skipped", "lost"] as const;
/** All of them. */
export const STATES = [...WAITING, ...ACTIVE, ...FINAL] as const;

/** Where the life of a job stands. */
export type State = typeof STATES[number];
/** How a job ended. */
export type FinalState = typeof FINAL[number];

export const EVENTS = [
  "due", // its time has come
  "ready", // what it waits for is done
  "hold",
  "release",
  "start", // it has a slot and a run
  "requeue", // its command provably never ran: back to the queue
  "run", // its command runs
  "pause",
  "resume",
  "stop", // somebody, or a time limit, wants it to end
  "cancel", // somebody gives up a job that does not run
  "skip", // what it waits for can no longer come true
  "retry", // its run ended; its policy starts another later
  "repeat", // its run ended, or could not begin in time; its next time will come
  "wake", // the pause before a retry is over
  "succeed",
  "fail",
  "halt", // it ended because somebody stopped it
  "expire", // it ended because of its time limit
  "lose", // nobody can know how it ended
  "again", // somebody starts a job that has ended
] as const;

export type Event = typeof EVENTS[number];

type Row = Readonly<Partial<Record<Event, State>>>;

const notRunning: Row = { cancel: "stopped", hold: "held", skip: "skipped" };
const ended: Row = { again: "scheduled" };
const ends: Row = {
  succeed: "succeeded",
  fail: "failed",
  halt: "stopped",
  expire: "timedout",
  lose: "lost",
  retry: "backoff",
  repeat: "scheduled",
};

const TABLE: Readonly<Record<State, Row>> = {
  scheduled: { ...notRunning, due: "waiting" },
  waiting: { ...notRunning, ready: "queued", repeat: "scheduled" },
  held: { cancel: "stopped", skip: "skipped", release: "scheduled" },
  queued: { ...notRunning, start: "starting", repeat: "scheduled", fail: "failed" },
  starting: { ...ends, run: "running", requeue: "queued", stop: "stopping" },
  running: { ...ends, pause: "paused", stop: "stopping" },
  paused: { ...ends, resume: "running", stop: "stopping" },
  stopping: { ...ends, requeue: "stopped" },
  backoff: { cancel: "stopped", hold: "held", wake: "queued" },
  succeeded: ended,
  failed: ended,
  stopped: ended,
  timedout: ended,
  skipped: ended,
  lost: ended,
};

/** The state that follows `state` upon `event`, or undefined where the event means nothing there. */
export function next(state: State, event: Event): State | undefined {
  return TABLE[state][event];
}

export function isFinal(state: State): state is FinalState {
  return (FINAL as readonly State[]).includes(state);
}

/** Whether a job in `state` has, or is about to have, a worker. */
export function isActive(state: State): boolean {
  return state !== "backoff" && (ACTIVE as readonly State[]).includes(state);
}
