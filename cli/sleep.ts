/** Waiting without setTimeout, whose first use costs 7 ms. */

/** Resolves after `ms`. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    AbortSignal.timeout(ms).addEventListener("abort", () => resolve());
  });
}

/**
 * `promise`, or what `late` throws where it takes longer than `ms`. Meanwhile something else must keep
 * the program alive, such as the read of a socket: this timer is the cheapest, and does not.
 */
export function within<T>(
  promise: Promise<T>,
  ms: number,
  { late }: { late: () => Error },
): Promise<T> {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const timer = Atomics.waitAsync(cell, 0, 0, ms).value as Promise<unknown>;
  return Promise.race([
    promise,
    timer.then(() => {
      throw late();
    }),
  ]);
}
