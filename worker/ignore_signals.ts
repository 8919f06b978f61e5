/** A worker outlives the signals by which sessions and terminals end their processes: its job decides when it is over. */

/** Never SIGUSR1: its number is Deno's debugger. */
const IGNORED = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

export function ignoreSignals(): void {
  for (const signal of IGNORED) Deno.addSignalListener(signal, ignore);
}

function ignore(): void {
  // the listener itself keeps the signal from ending the worker
}
