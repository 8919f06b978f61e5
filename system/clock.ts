/** Time, and waiting for it without setTimeout: its first use loads Deno's Node timers, 5 to 10 ms; AbortSignal.timeout() takes half of one. */

/** What tells the time. */
export interface Clock {
  /** the wall's clock, milliseconds since 1970: somebody may set it, forward and back */
  readonly now: () => number;
  /** milliseconds of a clock that nobody can set */
  readonly steady: () => number;
}

export const CLOCK: Clock = { now: () => Date.now(), steady: () => performance.now() };

/** Resolves `ms` from now. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => after(ms, resolve));
}

/** Calls `act` once, `ms` from now. Gives what calls that off. */
export function after(ms: number, act: () => void): () => void {
  const signal = AbortSignal.timeout(Math.max(0, Math.round(ms)));
  const handle = () => act();
  signal.addEventListener("abort", handle, { once: true });
  return () => signal.removeEventListener("abort", handle);
}

/** Whether `promise` takes longer than `ms`. */
export function isLonger(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return Promise.race([promise.then(() => false), sleep(ms).then(() => true)]);
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
