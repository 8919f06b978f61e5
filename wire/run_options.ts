/** A job as a program asks for it, and the request that this makes. */

import { given } from "../job/given.ts";
import { type ReactRule, ruleBody } from "./react_rule.ts";
import type { SpecWish } from "../job/spec.ts";
import { isOwnVariable } from "../job/user.ts";
import type { RequestInput } from "./messages.ts";

/** A job to run. What is left out is as chore.toml has it for the session, where it has, else as said here. */
export interface RunOptions {
  /** the command and its words; no shell reads them */
  readonly argv: readonly string[];
  /** its name; made from the command where none is given */
  readonly name?: string;
  /** give the job of that name where there is one, and run nothing */
  readonly ifAbsent?: boolean;
  /** begin it at once, whatever slots of its group are free */
  readonly now?: boolean;
  /** the folder it starts in; the program's own where none is given */
  readonly cwd?: string;
  /** its whole environment; the program's own where none is given */
  readonly env?: Readonly<Record<string, string>>;
  /** its file mode creation mask; 0o077 where none is given */
  readonly umask?: number;
  /**
   * What it reads; nothing where none is given. `spool`: what `spool()` of the same session has sent, for one
   * job; `pipe`, and `fifo` with a FIFO beside it: what `send()` sends; `job`: the output of another job.
   */
  readonly stdin?:
    | { readonly kind: "none" | "pipe" | "fifo" }
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "spool"; readonly id: string }
    | { readonly kind: "job"; readonly name: string };
  /** from TERM to KILL, in milliseconds */
  readonly graceMs?: number;
  /** what becomes of the job's processes when its worker is killed; `kill` where none is given */
  readonly orphan?: "kill" | "leave" | "adopt";
  /** how its output reaches the files; `pipe`, and for `adopt` `direct`, where none is given */
  readonly output?: "pipe" | "fifo" | "direct";
  /** how much of its output is kept of each stream: `files` (5) of `bytes` (10 MiB), and when there is more: `rotate` */
  readonly log?: {
    readonly bytes?: number;
    readonly files?: number;
    readonly full?: "rotate" | "block" | "stop";
  };
  /** when it starts: a time in milliseconds since 1970, or a cron expression; at once where none is given */
  readonly when?:
    | { readonly kind: "at"; readonly at: number }
    | { readonly kind: "cron"; readonly expression: string; readonly zone?: string };
  /** the jobs that it waits for, by name or id, and how they must have ended */
  readonly after?: readonly {
    readonly job: string;
    readonly when: "success" | "end" | "failure" | "start" | "ready";
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
  /** texts for /bin/sh around its runs, each a job of its own */
  readonly hooks?: {
    /** before its command: where it fails the command does not run */
    readonly pre?: string;
    /** after each of its runs */
    readonly post?: string;
    /** once its command runs */
    readonly onStart?: string;
    /** once it succeeded */
    readonly onSuccess?: string;
    /** once it failed, timed out or was lost, and is not started again */
    readonly onFail?: string;
    /** once somebody stopped it */
    readonly onStop?: string;
    /** how long each may take, in milliseconds; 5 minutes where none is given */
    readonly timeoutMs?: number;
    /** they are not confined, nor what its rules run, though the job is */
    readonly free?: boolean;
  };
  /** what is done upon what it prints, and upon what becomes of it; at most 100 rules */
  readonly react?: readonly ReactRule[];
  /** as whom it runs, where chored runs as root; without an `env` it then has that user's HOME and the like */
  readonly user?: string;
  /** how much each of its processes may use, `procs` all of its user, and its turn beside others */
  readonly limits?: {
    readonly cpuMs?: number;
    /** of address space, in steps of 1024 */
    readonly memoryBytes?: number;
    readonly files?: number;
    readonly procs?: number;
    /** of a file that it writes, in steps of 512 */
    readonly fileBytes?: number;
    readonly coreBytes?: number;
    /** processors at once, in hundredths; the job must get a control group for it */
    readonly cpus?: number;
    /** added to the niceness of chored */
    readonly nice?: number;
    /** its turn at the disk: `level` is 0 (first) to 7 */
    readonly io?: { readonly class: "realtime" | "best-effort" | "idle"; readonly level?: number };
  };
  /**
   * The profile of chore.toml that confines and limits it, as that is now; `none` for none. What `confine`,
   * `limits` and `umask` say beside it counts, and a wall that either has stands.
   */
  readonly profile?: string;
  /** what it may see and do; without any of it the job is not confined */
  readonly confine?: {
    readonly sandbox?: "none" | "default" | "strict";
    /** words of pledge(2), instead of what the sandbox promises */
    readonly pledge?: readonly string[];
    /** paths that it sees, and no other: `permissions` are `r`, `x`, `rx`, `rw`, `rwx`, `rwc` or `rwxc` */
    readonly unveil?: readonly { readonly permissions: string; readonly path: string }[];
    readonly noNet?: boolean;
    readonly privateTmp?: boolean;
  };
  /** whether an alert is raised when it ends: `always`, `never`, or as chore.toml says for the `session` */
  readonly alert?: "session" | "always" | "never";
  /** it waits until somebody releases it */
  readonly held?: boolean;
  /** it stays, also when it was seen, until somebody removes it */
  readonly pinned?: boolean;
  /** an id for this request: a retry with the same one is the same job */
  readonly request?: string;
}

/** What a job that has not begun is to do from now on; what is left out stays. */
export type EditOptions = Partial<
  Omit<RunOptions, "name" | "ifAbsent" | "now" | "request" | "profile">
>;

/** The change of `edit`. */
export function editBody(options: EditOptions): RequestInput<"edit">["change"] {
  const { argv, cwd, env, umask } = options;
  return {
    ...given({
      ...{ cwd, umask },
      argv: argv === undefined ? undefined : [...argv],
      env: env === undefined ? undefined : variables(env),
    }),
    ...ownOf(options),
  };
}

/** The body of `run`. */
export function runBody(options: RunOptions): RequestInput<"run"> {
  const { name, ifAbsent, now, request = crypto.randomUUID() } = options;
  const spec = {
    ...sharedOf(options),
    ...{ argv: [...options.argv], ...ownOf(options), ...profileOf(options) },
  };
  return { request, spec, ...given({ name, ifAbsent, now }) };
}

/** The body of `batch`. */
export function batchBody(
  jobs: readonly RunOptions[],
  shared: Partial<RunOptions>,
): RequestInput<"batch"> {
  return {
    request: shared.request ?? crypto.randomUUID(),
    shared: { ...sharedOf(shared), ...ownOf(shared), ...profileOf(shared) },
    jobs: jobs.map(({ name, ifAbsent, now, cwd, env, umask, ...job }) => ({
      argv: [...job.argv],
      ...given({
        name,
        ifAbsent,
        now,
        cwd,
        umask,
        env: env === undefined ? undefined : variables(env),
      }),
      ...ownOf(job),
      ...profileOf({ ...job, ...given({ umask }) }),
    })),
  };
}

/** Where a program says a mask, no profile has another. */
function profileOf({ profile, umask }: Partial<RunOptions>) {
  return given({ profile, ownUmask: umask === undefined ? undefined : true });
}

function sharedOf(
  { cwd, env, umask, user }: Partial<RunOptions>,
): { cwd: string; env: string[]; umask: number } {
  return {
    cwd: cwd ?? Deno.cwd(),
    env: env === undefined ? ownEnv(user) : variables(env),
    umask: umask ?? 0o077,
  };
}

/** That of this program; without what is its user's own, where the job is another's. */
function ownEnv(user: string | undefined): string[] {
  const env = variables(Deno.env.toObject());
  return user === undefined ? env : env.filter((variable) => !isOwnVariable(variable));
}

function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

/** What a job may have unlike others, where it is given. */
function ownOf(options: Partial<RunOptions>) {
  const { graceMs, orphan, output, log, stdin } = options;
  const { when, group, priority, slots, restart, timeoutMs, hooks, react, alert, held, pinned } =
    options;
  const after = options.after?.map((each) => ({ ...each }));
  const success = options.success === undefined ? undefined : [...options.success];
  return given({
    ...{ graceMs, orphan, output, log, stdin, when, after, group, priority, slots },
    ...{ limits: options.limits, confine: confineOf(options), user: options.user },
    ...{ restart, success, timeoutMs, hooks, alert, held, pinned },
    ...react === undefined ? {} : { react: react.map(ruleBody) },
  });
}

/** chored checks the words. */
function confineOf({ confine }: Partial<RunOptions>): SpecWish["confine"] {
  return confine as SpecWish["confine"];
}
