// A user's home for a test: chore and chored at work in a folder of their own; at its end nothing of it is left.

import { strictEqual as equal } from "node:assert/strict";
import type { JobView, State } from "../../mod.ts";
import { type RunPaths, runPaths, type SessionPaths, sessionPaths } from "../../system/paths.ts";
import { until } from "./deadline.ts";
import { cacheFolder, ROOT } from "./place.ts";
import { type Process, processesOf } from "./proc.ts";
import { Program, type ProgramOptions, type Ran } from "./program.ts";

export interface HomeOptions {
  /** chored is not started beforehand */
  readonly isIdle?: boolean;
  /** where `bin/` lies; the checkout where none is given */
  readonly root?: string;
  /** the words before each command, to run it as somebody else */
  readonly before?: readonly string[];
  /** more of the environment */
  readonly env?: Readonly<Record<string, string>>;
}

export class UserHome implements AsyncDisposable {
  /** CHORE_HOME */
  readonly base: string;
  readonly env: Readonly<Record<string, string>>;

  /** Use {@linkcode makeHome}. `folder` is HOME, the folder in which commands run, and holds the base folder. */
  constructor(readonly folder: string, readonly options: HomeOptions) {
    this.base = `${folder}/base`;
    const deno = Deno.env.get("CHORE_DENO");
    this.env = {
      PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
      HOME: folder,
      LOGNAME: "tester",
      XDG_CACHE_HOME: cacheFolder(),
      CHORE_HOME: this.base,
      ...(deno === undefined ? {} : { CHORE_DENO: deno }),
      ...options.env,
    };
  }

  /** Runs chore to its end. */
  chore(words: readonly string[], options: ProgramOptions = {}): Promise<Ran> {
    return this.start(["chore", ...words], options).ended;
  }

  /** Runs chore, which must succeed, and gives its standard output. */
  async ask(words: readonly string[], options: ProgramOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.chore(words, options);
    equal(code, 0, `chore ${words.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** The JSON that chore prints; the caller says what it is. */
  async json<T>([verb = "", ...words]: readonly string[]): Promise<T> {
    return JSON.parse(await this.ask([verb, "--json", ...words])) as T;
  }

  /** All that is known of one job. */
  job(name: string): Promise<JobView> {
    return this.json<JobView>(["show", name]);
  }

  /** Submits a job and gives its name. */
  async run(...words: readonly string[]): Promise<string> {
    return (await this.ask(["run", ...words])).trimEnd();
  }

  /** Runs chored; without -f it returns once it serves. */
  chored(words: readonly string[], options: ProgramOptions = {}): Promise<Ran> {
    return this.start(["chored", ...words], options).ended;
  }

  /** Starts one of the programs in `bin/`. */
  start([name = "", ...words]: readonly string[], options: ProgramOptions = {}): Program {
    const { before = [], root = ROOT } = this.options;
    return new Program([...before, `${root}/bin/${name}`, ...words], {
      cwd: this.folder,
      ...options,
      env: { ...this.env, ...options.env },
    });
  }

  /** A path in the folder in which commands run. */
  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** The files of a session. */
  paths(session = "chored"): SessionPaths {
    return sessionPaths(this.base, session);
  }

  /** The files of the newest run of a job. */
  async filesOf(name: string): Promise<RunPaths> {
    const run = (await this.job(name)).runs.at(-1)?.run;
    return runPaths(`${this.paths().runs}/${run}`);
  }

  /** Waits until the job has said `text`. */
  async untilSaid(name: string, text: string): Promise<void> {
    const { stdout } = await this.filesOf(name);
    await until(`job ${name} says "${text}"`, () => readOr(stdout, "").includes(text));
  }

  /** Waits until the job is in this state. */
  async untilState(name: string, state: State): Promise<void> {
    await until(`job ${name} is ${state}`, async () => (await this.job(name)).state === state);
  }

  /** The pid of chored. */
  pid(session = "chored"): number {
    return Number(Deno.readTextFileSync(this.paths(session).pid));
  }

  processes(): Promise<Process[]> {
    return processesOf(this.folder);
  }

  /** The workers that live; their launchers, which become them, are none yet. */
  async workers(): Promise<Process[]> {
    return (await this.processes()).filter(isDeno(/\/(worker\/main\.ts|chored_worker\.js)$/));
  }

  /** Ends every chored, looks that nothing of it lives, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    const daemons = (await this.processes()).filter(isDeno(/\/(daemon\/main\.ts|chored\.js)$/));
    for (const { pid } of daemons) send(pid, "SIGTERM");
    try {
      await until("the end of all processes of the test", async () => {
        return (await this.processes()).length === 0;
      });
    } finally {
      const left = await this.processes();
      for (const { pid } of left) send(pid, "SIGKILL");
      await Deno.remove(this.folder, { recursive: true });
      equal(left.map(({ words }) => words.join(" ")).join("\n"), "", "nothing lives on");
    }
  }
}

/** A folder, and in it a chored that serves. */
export async function makeHome(options: HomeOptions = {}): Promise<UserHome> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_" }));
  const home = new UserHome(folder, options);
  if (options.isIdle) return home;
  try {
    const { code, stderr } = await home.chored([]);
    equal(code, 0, stderr);
  } catch (error) {
    await home[Symbol.asyncDispose]();
    throw error;
  }
  return home;
}

function isDeno(source: RegExp) {
  return ({ words }: Process) => words[1] === "run" && words.some((word) => source.test(word));
}

function readOr(path: string, other: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return other; // not made yet
  }
}

function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // gone already
  }
}
