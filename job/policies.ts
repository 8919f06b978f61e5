/** The words for what a job may ask of its worker. They stand alone, so that a client need not load the shapes. */

/** What becomes of a job's processes when its worker is killed: ended, left, or taken over by another worker. */
export const ORPHAN_POLICIES = ["kill", "leave", "adopt"] as const;

/** How its output reaches the files: through the worker, through a fifo that outlives it, or directly. */
export const OUTPUT_MODES = ["pipe", "fifo", "direct"] as const;
