/** The signals that a user can name, one table; numbers are those of POSIX where it fixes them. */

/** Names that kill(1) knows on every system, and the number where POSIX or custom fixes it. */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGUSR1: undefined,
  SIGUSR2: undefined,
  SIGSTOP: undefined,
  SIGCONT: undefined,
  SIGTSTP: undefined,
  SIGWINCH: undefined,
  SIGTTIN: undefined,
  SIGTTOU: undefined,
  SIGCHLD: undefined,
  SIGURG: undefined,
  SIGPIPE: 13,
  SIGSEGV: 11,
} as const;

/** A signal that a user can name. */
export type SignalName = keyof typeof SIGNALS;

export const SIGNAL_NAMES = Object.keys(SIGNALS) as SignalName[];

/** A signal from what a user writes: `TERM`, `SIGTERM`, `term`, `15`; undefined when there is none. */
export function parseSignal(text: string): SignalName | undefined {
  const upper = text.toUpperCase();
  const name = upper.startsWith("SIG") ? upper : `SIG${upper}`;
  if (Object.hasOwn(SIGNALS, name)) return name as SignalName;
  return SIGNAL_NAMES.find((each) => SIGNALS[each] !== undefined && String(SIGNALS[each]) === text);
}

/** Linux' numbers of what can end a process, for the 128 + N of an exit code. */
const ENDING: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
};

/** The exit code by which a shell tells that `signal` ended a command; `SIG34` is a real-time signal. */
export function exitCodeOfSignal(signal: string): number {
  const number = ENDING[signal] ?? Number(/^SIG(\d+)$/.exec(signal)?.[1] ?? 0);
  return 128 + number;
}

/** The name of what can end a process, by Linux' number; undefined where there is none. */
export function nameOfSignal(number: number): string | undefined {
  return Object.keys(ENDING).find((name) => ENDING[name] === number);
}
