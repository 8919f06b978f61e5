/** Why a job is queued, in words: its group, the slots of that, its place. Pure: it is told all that it needs to know. */

/** Where a job stands in the queue of its group. */
export interface QueuePlace {
  /** slots that it takes while it runs */
  readonly slots: number;
  /** 1 is the next to begin */
  readonly place: number;
}

export interface QueueGroup {
  readonly name: string;
  readonly slots: number;
  /** slots that are taken */
  readonly used: number;
  readonly state: "open" | "paused" | "draining";
}

/** One sentence. `workers` are all that may live at once, `free` those of them that do not. */
export function describeQueued(
  { slots, place }: QueuePlace,
  group: QueueGroup,
  { free, workers }: { readonly free: number; readonly workers: number },
): string {
  const where = `place ${place} in the queue of group "${group.name}"`;
  if (group.state !== "open") return `${where}, which is ${group.state}`;
  if (group.slots === 0) return `${where}, which has 0 slots`;
  const takes = slots === 1 ? "" : `; it takes ${slots}`;
  const busy = free > 0 ? "" : `; all ${workers} workers are busy`;
  return `${where}: ${group.used} of ${group.slots} slots used${takes}${busy}`;
}
