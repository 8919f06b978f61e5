// A home of a test: a base folder of its own, the chored processes that serve it, and an end that leaves nothing.

import { type SessionPaths, sessionPaths } from "../../system/paths.ts";
import { Client } from "../../wire/client.ts";
import { Chored, type StartOptions } from "./chored.ts";
import { until } from "./deadline.ts";
import { ROOT } from "./place.ts";
import { type Process, processesWith, send } from "./processes.ts";

export class Home implements AsyncDisposable {
  /** for what a test writes: ledgers, marks */
  readonly folder: string;
  /** CHORE_HOME */
  readonly base: string;
  readonly #choreds: Chored[] = [];
  #isKept = false;

  /** `root` is the checkout whose launchers serve it. */
  private constructor(folder: string, readonly root: string) {
    this.folder = folder;
    this.base = `${folder}/base`;
  }

  static async make({ root = ROOT } = {}): Promise<Home> {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_" }));
    return new Home(folder, root);
  }

  paths(session = "chored"): SessionPaths {
    return sessionPaths(this.base, session);
  }

  /** Starts chored in the foreground; resolves once it serves. @throws {Error} where it ends before */
  async start(options: StartOptions = {}): Promise<Chored> {
    const chored = this.launch(options);
    await chored.serves;
    return chored;
  }

  /** Starts chored, whatever becomes of it. */
  launch(options: StartOptions = {}): Chored {
    const chored = new Chored(this, options);
    this.#choreds.push(chored);
    return chored;
  }

  /** A client of the chored that serves, or will soon. */
  async connect(session = "chored"): Promise<Client> {
    let client: Client | undefined;
    await until(`chored serves "${session}"`, async () => {
      try {
        client = await Client.connect(this.paths(session).socket, "a test");
        await client.hello;
        return true;
      } catch {
        return false; // not yet
      }
    });
    if (client === undefined) throw new Error("there is no client");
    return client;
  }

  /** All that lives of it: chored, launchers, workers, gates, and jobs that have its path as a word. */
  processes(): Promise<Process[]> {
    return processesWith(this.folder);
  }

  /** Its files stay, for somebody to look at. */
  keep(): void {
    this.#isKept = true;
    console.error(`kept: ${this.folder}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // what dies last may have started another
    await until("all processes of the test are gone", async () => {
      const processes = await this.processes();
      for (const { pid } of processes) send(pid, "SIGKILL");
      return processes.length === 0;
    });
    await Promise.all(this.#choreds.map((chored) => chored.ended));
    if (!this.#isKept) await Deno.remove(this.folder, { recursive: true });
  }
}
