/** The exit codes of chore's own programs: one table, after daemontools and s6. */

export const EXIT = {
  /** done */
  ok: 0,
  /** what was checked is not as it should be: each difference was named */
  differs: 1,
  /** wrong use: an unknown verb or option, a word too many */
  usage: 100,
  /** a bug in chore: please report it */
  bug: 101,
  /** no chored serves the session */
  noDaemon: 102,
  /** chored said no: there is no such job, its name is taken, its command cannot start */
  refused: 103,
  /** the system said no: a file, the disk, a process, the network */
  system: 111,
} as const;

export type ExitName = keyof typeof EXIT;

/** The exit codes of chored_worker that mean more than success or failure; chored alone sees them. */
export const WORKER_EXIT = {
  /** something of the run still holds its `alive.lock` */
  alive: 75,
  /** another worker holds the lock of the run */
  locked: 76,
  /** its ticket is void: chored wants another worker, or none */
  void: 77,
} as const;
