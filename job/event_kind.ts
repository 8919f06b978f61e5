/** What an event is of. These words stand alone, so that a client need not load the shapes. */

/** A change of state; a job that has become ready; what a rule of a job did; an alert that was raised. */
export const EVENT_KINDS = ["state", "ready", "reaction", "alert"] as const;
/** What an event is of. */
export type EventKind = typeof EVENT_KINDS[number];
