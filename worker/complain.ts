/** What a worker has to say to people: a line in `w/worker.err`, where the disk takes it. */

/** Never throws: what is complained of is often that very disk. */
export function complain(message: string): void {
  try {
    console.error(`chored_worker: ${message}`);
  } catch {
    // there is no room, or nobody who listens
  }
}
