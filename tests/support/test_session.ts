// A session within the test's own process: the real parts on a real socket, with a script in place of the worker's launcher.

import { makeFolders } from "../../daemon/folders.ts";
import type { Log } from "../../daemon/log.ts";
import type { Options } from "../../daemon/options.ts";
import type { NewJob } from "../../daemon/rows.ts";
import type { Session } from "../../daemon/session.ts";
import { assemble } from "../../daemon/start.ts";
import { Store } from "../../daemon/store.ts";
import { LIMITS } from "../../limits.ts";
import { type RunPaths, runPaths, sessionPaths } from "../../system/paths.ts";
import type { Clock } from "../../system/clock.ts";
import { Client } from "../../wire/client.ts";
import { listenSocket } from "../../wire/socket.ts";
import { until } from "./deadline.ts";
import { send } from "./processes.ts";
import { addJob } from "./stores.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** A launcher that says nothing of its own and ends with its pipe. */
const SILENT = "exec cat";

export interface TestSessionOptions {
  /** what the worker's launcher does, a script; its words are those of bin/chored_worker */
  readonly launcher?: string;
  /** where its base folder lies; a temporary folder where none is given */
  readonly folder?: string;
  /** the machine's start, by its id */
  readonly boot?: string;
  readonly clock?: Clock;
}

export class TestSession implements AsyncDisposable {
  readonly #temporary = temporaryFolder();
  readonly #folder: string;
  readonly #boot: string;
  readonly #listener: Deno.UnixListener;
  readonly #clients: Client[] = [];
  readonly session: Session;
  /** all that it logged, `warn ` and so on before it */
  readonly logged: string[] = [];
  /** settles when somebody has ended it */
  readonly ended: Promise<void>;

  constructor({ launcher = SILENT, folder, boot = "this-boot", clock }: TestSessionOptions = {}) {
    this.#boot = boot;
    this.#folder = folder ?? this.#temporary.path;
    const options = this.#options();
    const paths = sessionPaths(options.base, options.session);
    makeFolders(paths, options);
    this.setLauncher(launcher);
    const store = new Store(paths.store);
    Deno.writeTextFileSync(paths.pid, "");
    const { session, ended } = assemble({ options, paths, store, log: this.#log() }, clock);
    [this.session, this.ended] = [session, ended];
    store.plan.putGroup({ name: "default", slots: LIMITS.workers, state: "open" });
    this.#listener = listenSocket(paths.socket);
    session.peers.serve(this.#listener);
  }

  /** Another script for the launches to come. */
  setLauncher(script: string): void {
    const text =
      `#!/bin/sh\necho $$ >>'${this.#folder}/pids'\necho "$*" >>'${this.#folder}/launches'\n${script}\n`;
    const { launcher } = this.#options();
    Deno.writeTextFileSync(`${launcher}.new`, text, { mode: 0o700 });
    Deno.renameSync(`${launcher}.new`, launcher);
  }

  /** The words of each launch so far. */
  get launches(): string[] {
    return readLines(`${this.#folder}/launches`);
  }

  async connect(who = "ann"): Promise<Client> {
    const client = await Client.connect(this.session.paths.socket, who);
    this.#clients.push(client);
    await client.hello;
    return client;
  }

  /** Puts a job into the store; what waits for nothing it can be is not started. */
  add(change: Partial<NewJob> = {}): number {
    return addJob(this.session.store, change);
  }

  /** Puts a job with a run into the store: active, as a predecessor may have left it. */
  addRun(change: Partial<NewJob> = {}): { job: number; run: number; paths: RunPaths } {
    const { store, paths } = this.session;
    const job = this.add({ state: "running", ...change });
    const run = store.addRun({ job, label: `job_${job}-20261124T170000Z` });
    store.changeJob(job, { run });
    store.changeRun(run, { attempts: 1 });
    const files = runPaths(`${paths.runs}/${run}`);
    Deno.mkdirSync(files.w, { recursive: true });
    return { job, run, paths: files };
  }

  pathsOf(run: number): RunPaths {
    return runPaths(`${this.session.paths.runs}/${run}`);
  }

  /** Resolves once job `id` is in `state`. */
  async reaches(id: number, state: string): Promise<void> {
    await until(`job ${id} is ${state}`, () => this.session.store.job(id)?.state === state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { session } = this;
    session.ending = true;
    for (const client of this.#clients) client.close();
    session.examiner.close();
    session.planner.close();
    session.planner.close();
    this.#listener.close();
    session.workers.closeAll();
    session.peers.closeAll();
    await until("the launchers are gone", () => {
      for (const pid of readLines(`${this.#folder}/pids`)) send(Number(pid), "SIGKILL");
      return !session.store.jobsBefore(Number.MAX_SAFE_INTEGER, 10_000).some(({ run }) =>
        run !== null && session.workers.hasChild(run)
      );
    });
    session.store.close();
    this.#temporary[Symbol.dispose]();
  }

  #options(): Options {
    return {
      ...{ base: `${this.#folder}/chore`, session: "test", launcher: `${this.#folder}/launcher` },
      ...{
        deno: "/nowhere/deno",
        denoDir: "/nowhere",
        boot: this.#boot,
        zone: "UTC",
        config: undefined,
        named: undefined,
        policy: undefined,
        policyEnded: undefined,
        cgroup: undefined,
        root: false,
        home: "/home/ann",
        user: "ann",
      },
      ...{ debug: false, foreground: false, background: false, force: false, restart: false },
    };
  }

  #log(): Log {
    const say = (level: string) => (text: string) => {
      this.logged.push(`${level} ${text}`);
    };
    return {
      ...{ debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
      resize: () => {},
      flush: () => {},
    };
  }
}

function readLines(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").slice(0, -1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
