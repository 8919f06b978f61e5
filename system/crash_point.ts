/**
 * Named places between two durable writes. Here they do nothing. The crash tests run a copy of the
 * programs in which this file alone is another one, that ends the program at a place they choose.
 */

/** In chored. */
export const DAEMON_POINTS = [
  "socket-bound", // under its other name, not yet renamed
  "examining", // before each examination
  "accept-open", // a submission is written, not committed
  "accept-committed", // committed, nobody told
  "accept-told", // told, nothing started
  "run-committed", // the run is on record, its folder empty; no gate, no ticket
  "ticket-written", // no worker yet
  "worker-spawned", // nothing heard of it
  "started-committed", // the job is recorded as running
  "stop-committed", // it is on record that the job is to end; its worker not told
  "pre-ended", // the end of a hook before a command is recorded; its run not looked at
  "tab-written", // another choretab is in its file, its jobs not in the store
  "tab-open", // its jobs are written, not committed
  "tab-committed", // committed, nobody told
  "reaction-committed", // what a rule wanted is done; the worker not told
  "end-committed", // its end is recorded; the worker not told
  "bury-committed", // the undertaker is on record, not started
  "adopt-committed", // who takes the job over is on record, not started
] as const;

/** In chored, where input comes before its job. */
export const INPUT_POINTS = [
  "input-stored", // it is durable, and no job has it
] as const;

/** In a worker. */
export const WORKER_POINTS = [
  "ticket-read", // the worker owns the run
  "gate-spawned", // the gate waits; no record of its pid
  "started-written", // the record is there; the gate waits
  "gate-open", // the word go was said
  "start-reported",
  "reaction-written", // what a rule wants of chored is in its file, not told
  "job-ended", // no final record
  "final-written", // not reported
  "end-reported", // not acknowledged
] as const;

/** In a worker that rotates a log. */
export const ROTATION_POINTS = [
  "oldest-dropped", // room is made, nothing new begun
  "first-named", // what was never rotated has the name of a segment as well
  "next-made", // the new segment is there under no name that counts
  "next-named", // it is the newest; the plain name is still that of the one before
  "next-placed", // the plain name is its own as well
  "timeline-turned", // the timeline has begun a new segment too
] as const;

/** In a worker that compresses an old segment. */
export const PACK_POINTS = [
  "part-written", // durable, under no name that counts
  "part-renamed", // both forms are there
] as const;

/** In a worker whose job has a control group. */
export const GROUP_POINTS = [
  "group-frozen", // all of the job stands still; nobody was told
] as const;

/** In an undertaker. */
export const UNDERTAKER_POINTS = ["bury-begun", "bury-done", "bury-written"] as const;

/** In a worker that takes a job over. */
export const ADOPTER_POINTS = [
  "adopt-begun", // it owns the run, and has opened nothing
  "adopt-done", // the job has ended, no final record
] as const;

export type CrashPoint = (
  | typeof DAEMON_POINTS
  | typeof INPUT_POINTS
  | typeof WORKER_POINTS
  | typeof ROTATION_POINTS
  | typeof PACK_POINTS
  | typeof GROUP_POINTS
  | typeof UNDERTAKER_POINTS
  | typeof ADOPTER_POINTS
)[number];

/** Passes the place `name`. */
export function crashPoint(_name: CrashPoint): void {}
