/** What a worker has to say to people: a line in `w/worker.err`, where the disk takes it. */

/** Never throws: what is complained of is often that very disk. */
export function complain(message: string): void {
  try {
    console.error(`chored_worker: ${message}`);
  } catch {
    // there is no room, or nobody who listens
  }
}

/** Hears what a worker does, in debug mode. */
export type Listener = (text: string, message?: object) => void;

let listener: Listener | undefined;

/** Says what is done, and which message is meant, where anybody wants to hear it. */
export function mention(text: string, message?: object): void {
  listener?.(text, message);
}

/** From now on `hear` hears it. */
export function listenTo(hear: Listener): void {
  listener = hear;
}
