/** The words for what a job may ask of its worker. They stand alone, so that a client need not load the shapes. */

/** What becomes of a job's processes when its worker is killed: ended, left, or taken over by another worker. */
export const ORPHAN_POLICIES = ["kill", "leave", "adopt"] as const;

/** How its output reaches the files: through the worker, through a fifo that outlives it, or directly. */
export const OUTPUT_MODES = ["pipe", "fifo", "direct"] as const;

/** What a repeated job does when its time comes while it still runs. */
export const OVERLAPS = ["skip", "queue", "allow"] as const;

/** What it does about times that passed while no chored served. */
export const CATCH_UPS = ["once", "all", "none"] as const;

/** After which end a job is started again. */
export const RESTART_POLICIES = ["no", "on-failure", "always", "unless-stopped"] as const;

/** How the pauses between attempts grow. */
export const BACKOFFS = ["constant", "exponential"] as const;
