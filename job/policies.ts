/** The words for what a job may ask of its worker. They stand alone, so that a client need not load the shapes. */

/** What becomes of a job's processes when its worker is killed: ended, left, or taken over by another worker. */
export const ORPHAN_POLICIES = ["kill", "leave", "adopt"] as const;

/** How its output reaches the files: through the worker, through a fifo that outlives it, or directly. */
export const OUTPUT_MODES = ["pipe", "fifo", "direct"] as const;

/** What happens when all segments of its log are full: the oldest goes, the job waits, or it is stopped. */
export const LOG_FULLS = ["rotate", "block", "stop"] as const;

/** Of which of its ends somebody is told: as the session says, of each, of none. */
export const ALERTS = ["session", "always", "never"] as const;
export type AlertWish = typeof ALERTS[number];

/** What somebody may do with the log of a job that runs. */
export const LOGGINGS = ["on", "off", "clear"] as const;

/** What a repeated job does when its time comes while it still runs. */
export const OVERLAPS = ["skip", "queue", "allow"] as const;

/** What it does about times that passed while no chored served. */
export const CATCH_UPS = ["once", "all", "none"] as const;

/** After which end a job is started again. */
export const RESTART_POLICIES = ["no", "on-failure", "always", "unless-stopped"] as const;

/** How the pauses between attempts grow. */
export const BACKOFFS = ["constant", "exponential"] as const;

/** How a job stands in line for the disk, by the numbers 1, 2 and 3 of ionice(1). */
export const IO_CLASSES = ["realtime", "best-effort", "idle"] as const;

/** What `--sandbox` has ready: nothing, what most commands can live with, or as little as most can. */
export const SANDBOXES = ["none", "default", "strict"] as const;

/** Which jobs of a session get a control group: those whose limits it can hold, all, or none. */
export const CGROUP_POLICIES = ["auto", "always", "never"] as const;
