/** The plan: which of the jobs that wait for a slot begin now. Pure: it is told all that it needs to know. */

/** A job in the queue of its group, the first to begin first. */
export interface Queued {
  readonly id: number;
  /** slots that it takes while it runs */
  readonly slots: number;
}

export interface GroupLoad {
  readonly slots: number;
  /** slots that are taken */
  readonly used: number;
  readonly isOpen: boolean;
}

/**
 * The jobs of one group that begin, in order. A heavy job at the head waits for enough free slots,
 * and those behind it wait with it: whoever is first is never overtaken for being heavy, so nothing
 * starves. A job that takes more slots than the group has begins when the group is empty.
 */
export function jobsToBegin(
  queue: Iterable<Queued>,
  load: GroupLoad,
  { most }: { readonly most: number },
): number[] {
  const begin: number[] = [];
  if (!load.isOpen || load.slots === 0) return begin;
  let used = load.used;
  for (const { id, slots } of queue) {
    if (begin.length >= most) break;
    const fits = slots === 0 || used + slots <= load.slots || (used === 0 && slots > load.slots);
    if (!fits) break;
    begin.push(id);
    used += slots;
  }
  return begin;
}
