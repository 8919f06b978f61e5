// A copy of the programs in which one was taken over: started by its true launcher, it does what a fixture says.

import { type Changes, Checkout } from "../support/checkout.ts";
import { fixture } from "../support/place.ts";
import { Program, type Ran } from "../support/program.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** Where each has its main file, and the fixture that takes its place. */
const MAIN = {
  chore: { source: "cli", fixture: "client.ts" },
  chored: { source: "daemon", fixture: "chored.ts" },
  chored_worker: { source: "worker", fixture: "worker.ts" },
} as const;

/** The words of chored_worker's launcher for run 7. */
export const RUN_WORDS = ["chored", "7", "0123456789abcdef", "job-20261124T170000Z", "none"];

export class TakenOver implements AsyncDisposable {
  readonly #temporary = temporaryFolder();
  /** not for the programs: what they shall not reach lies here */
  readonly outside = `${this.#temporary.path}/outside`;
  readonly home = `${this.#temporary.path}/home`;
  /** of its own, to see what it keeps there */
  readonly #cache = `${this.#temporary.path}/cache`;
  readonly base = `${this.home}/base`;
  /** of run 7 */
  readonly run = `${this.base}/cache/chored/runs/7`;
  readonly #tcp = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #unix = Deno.listen({ transport: "unix", path: `${this.#temporary.path}/s` });
  /** who came by the network, or by a socket that is not the session's */
  calls = 0;

  private constructor(readonly program: keyof typeof MAIN, readonly checkout: Checkout) {
    for (const folder of [this.outside, `${this.base}/run`, `${this.run}/w`]) {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    Deno.mkdirSync(`${this.base}/cache/chored/jobs`);
    Deno.writeTextFileSync(`${this.outside}/secret`, "a secret");
    this.tell({});
    this.#spareTheFetch();
    this.#count(this.#tcp);
    this.#count(this.#unix);
  }

  /** `name` is another fixture in the place of its main file, `changes` are of other programs. */
  static async make(
    program: keyof typeof MAIN,
    { name = MAIN[program].fixture, changes = {} }: { name?: string; changes?: Changes } = {},
  ): Promise<TakenOver> {
    const { source } = MAIN[program];
    const main = Deno.readTextFileSync(fixture(`hostile/${name}`));
    const checkout = await Checkout.copy({ ...changes, [`${source}/main.ts`]: () => main });
    const attempts = fixture("hostile/attempts.ts");
    await Deno.copyFile(attempts, `${checkout.root}/${source}/attempts.ts`);
    return new TakenOver(program, checkout);
  }

  /** What its attempts are to know, beside what all of them do. */
  tell(more: object): void {
    const text = JSON.stringify({ ...this.#told, ...more });
    for (const folder of [this.base, this.run]) Deno.writeTextFileSync(`${folder}/told.json`, text);
  }

  /** Starts it by its launcher, and gives what each of its attempts has met. */
  async attempts(options: StartOptions = {}): Promise<Met> {
    const ran = await this.start(options);
    const line = ran.stdout.split("\n").find((each) => each.startsWith("{"));
    if (line === undefined) throw new Error(`It tells nothing: ${ran.stdout}${ran.stderr}`);
    return JSON.parse(line) as Met;
  }

  start({ env = {}, cwd = this.home, words: more = [] }: StartOptions): Promise<Ran> {
    const deno = [Deno.execPath(), this.denoDir];
    const words = {
      chore: ["list"],
      chored: ["-f"],
      chored_worker: ["run", this.base, ...RUN_WORDS, ...deno],
    }[this.program];
    return new Program([`${this.checkout.root}/bin/${this.program}`, ...words, ...more], {
      cwd,
      env: {
        PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
        HOME: this.home,
        XDG_CACHE_HOME: this.#cache,
        CHORE_HOME: this.base,
        ...env,
      },
    }).ended;
  }

  /** What it has put into Deno's cache, beside what Deno keeps there of programs. */
  get cached(): string[] {
    return [...Deno.readDirSync(this.denoDir)].map(({ name }) => name)
      .filter((name) => !/^(?:fetched|gen|npm|\w+_cache_v\d+(?:-\w+)?)$/.test(name)).sort();
  }

  /** Deno's cache, as the launchers name it */
  get denoDir(): string {
    return `${this.#cache}/chore/deno`;
  }

  /** It needs no packages. */
  #spareTheFetch(): void {
    const lock = `${this.checkout.root}/deno.lock`;
    const stamp = `${this.denoDir}/fetched${lock}`;
    Deno.mkdirSync(stamp.replace(/\/deno\.lock$/, ""), { recursive: true });
    Deno.writeTextFileSync(stamp, "");
    for (const path of [lock, stamp]) Deno.utimeSync(path, 1e9, 1e9);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tcp.close();
    this.#unix.close();
    await this.checkout[Symbol.asyncDispose]();
    this.#temporary[Symbol.dispose]();
  }

  get #told() {
    const { port } = this.#tcp.addr;
    const deno = Deno.execPath();
    const { outside, checkout: { root } } = this;
    const [kill, ps] = ["/usr/bin/kill", "/usr/bin/ps"];
    return { kill, ps, port, deno, root, outside, socket: `${this.#temporary.path}/s` };
  }

  async #count(listener: Deno.Listener | Deno.UnixListener): Promise<void> {
    for await (const connection of listener) {
      this.calls++;
      connection.close();
    }
  }
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** more words for its launcher */
  readonly words?: readonly string[];
}

/** Attempts by their names. */
export type Met = Readonly<Record<string, string>>;
