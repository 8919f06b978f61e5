/** A job as a program asks for it, and the request that this makes. */

import type { RequestInput } from "./messages.ts";

/** A job to run. */
export interface RunOptions {
  /** the command and its words; no shell reads them */
  readonly argv: readonly string[];
  /** its name; made from the command where none is given */
  readonly name?: string;
  /** give the job of that name where there is one, and run nothing */
  readonly ifAbsent?: boolean;
  /** the folder it starts in; the program's own where none is given */
  readonly cwd?: string;
  /** its whole environment; the program's own where none is given */
  readonly env?: Readonly<Record<string, string>>;
  /** its file mode creation mask; 0o077 where none is given */
  readonly umask?: number;
  /** from TERM to KILL, in milliseconds */
  readonly graceMs?: number;
  /** what becomes of the job's processes when its worker is killed; `kill` where none is given */
  readonly orphan?: "kill" | "leave" | "adopt";
  /** how its output reaches the files; `pipe`, and for `adopt` `direct`, where none is given */
  readonly output?: "pipe" | "fifo" | "direct";
  /** when it starts: a time in milliseconds since 1970, or a cron expression; at once where none is given */
  readonly when?:
    | { readonly kind: "at"; readonly at: number }
    | { readonly kind: "cron"; readonly expression: string; readonly zone?: string };
  /** the jobs that it waits for, by name or id, and how they must have ended */
  readonly after?: readonly {
    readonly job: string;
    readonly when: "success" | "end" | "failure";
  }[];
  /** whose slots it takes; `default` where none is given */
  readonly group?: string;
  /** more begins sooner; 0 where none is given */
  readonly priority?: number;
  /** slots of its group that it takes while it runs; 1 where none is given */
  readonly slots?: number;
  /** whether it is started again after its end, and after which pause; times in milliseconds */
  readonly restart?: {
    readonly policy: "no" | "on-failure" | "always" | "unless-stopped";
    readonly attempts?: number;
    readonly intervalMs?: number;
    readonly delayMs?: number;
    readonly backoff?: "constant" | "exponential";
  };
  /** exit codes that are a success; 0 alone where none are given */
  readonly success?: readonly number[];
  /** how long it may run, in milliseconds; for ever where none is given */
  readonly timeoutMs?: number;
  /** it waits until somebody releases it */
  readonly held?: boolean;
  /** it stays, also when it was seen, until somebody removes it */
  readonly pinned?: boolean;
  /** an id for this request: a retry with the same one is the same job */
  readonly request?: string;
}

/** The body of `run`. */
export function runBody(options: RunOptions): RequestInput<"run"> {
  const { name, ifAbsent, request = crypto.randomUUID() } = options;
  const spec = { ...sharedOf(options), argv: [...options.argv], ...ownOf(options) };
  return { request, spec, ...given({ name, ifAbsent }) };
}

/** The body of `batch`. */
export function batchBody(
  jobs: readonly RunOptions[],
  shared: Partial<RunOptions>,
): RequestInput<"batch"> {
  return {
    request: shared.request ?? crypto.randomUUID(),
    shared: { ...sharedOf(shared), ...ownOf(shared) },
    jobs: jobs.map(({ name, ifAbsent, cwd, env, umask, ...job }) => ({
      argv: [...job.argv],
      ...given({ name, ifAbsent, cwd, umask, env: env === undefined ? undefined : variables(env) }),
      ...ownOf(job),
    })),
  };
}

function sharedOf(
  { cwd, env, umask }: Partial<RunOptions>,
): { cwd: string; env: string[]; umask: number } {
  return {
    cwd: cwd ?? Deno.cwd(),
    env: variables(env ?? Deno.env.toObject()),
    umask: umask ?? 0o077,
  };
}

function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

/** What a job may have unlike others, where it is given. */
function ownOf(options: Partial<RunOptions>) {
  const { graceMs, orphan, output = orphan === "adopt" ? "direct" : undefined } = options;
  const { when, group, priority, slots, restart, timeoutMs, held, pinned } = options;
  const after = options.after?.map((each) => ({ ...each }));
  const success = options.success === undefined ? undefined : [...options.success];
  return given({
    ...{ graceMs, orphan, output, when, after, group, priority, slots },
    ...{ restart, success, timeoutMs, held, pinned },
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that are not undefined. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
