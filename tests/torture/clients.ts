// The clients of the torture, each a process: one that was killed comes back with the same requests, or never.

import type { Counts } from "./counts.ts";
import type { Home } from "../support/home.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { Claims } from "./claims.ts";
import type { Random } from "./random.ts";

const SUBMITTER = new URL("./submitter.ts", import.meta.url).pathname;
const clientsAtOnce = 5;
/** How many of those that were killed ask again for what they asked for. */
const returning = 0.6;

export interface ClientsOptions {
  readonly home: Home;
  readonly random: Random;
  readonly counts: Counts;
  readonly ledger: string;
}

export class Clients {
  /** jobs that chored acknowledged */
  readonly accepted = new Set<string>();
  /** what they did to their jobs */
  readonly claims = new Claims();
  /** what clients complained of that nobody killed */
  readonly complaints: string[] = [];
  readonly #options: ClientsOptions;
  readonly #lanes: Promise<void>[];
  #isOver = false;
  #lastPrefix = 0;

  constructor(options: ClientsOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: clientsAtOnce }, () => this.#keepBusy());
  }

  /** No more clients: resolves once those that are there have done. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
  }

  async #keepBusy(): Promise<void> {
    const { random, counts } = this.#options;
    while (!this.#isOver) {
      const prefix = `j${++this.#lastPrefix}`;
      const seed = random.below(1_000_000);
      while (!await this.#runOne(prefix, seed)) {
        if (random.happens(returning)) continue;
        await this.#endTimes(prefix);
        counts.add(
          "abandoned",
          [...this.accepted].filter((id) => id.startsWith(`${prefix}_`)).length,
        );
        break;
      }
    }
  }

  /** Jobs of cron end only where somebody stops them. */
  async #endTimes(prefix: string): Promise<void> {
    const names = [...this.accepted].filter((id) => id.startsWith(`${prefix}_`) && isCron(id));
    if (names.length === 0) return;
    for (const id of names) this.claims.add("stop", { id, at: Date.now() });
    const body = { jobs: { names, all: false } };
    await askUntilAnswered(this.#options.home.paths().socket, { verb: "stop", body });
  }

  /** Runs one client; false where it was killed. */
  async #runOne(prefix: string, seed: number): Promise<boolean> {
    const { home, ledger } = this.#options;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", SUBMITTER],
        ...[home.paths().socket, ledger, prefix, String(seed)],
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { code, signal, stdout, stderr } = await child.output();
    for (const [, id = ""] of decode(stdout).matchAll(/^accepted (\S+)$/gm)) this.accepted.add(id);
    for (const [, act = "", id = "", at] of decode(stdout).matchAll(/^(\w+) (\S+) (\d+)$/gm)) {
      this.claims.add(act, { id, at: Number(at) });
    }
    if (signal === "SIGKILL") return false;
    if (code !== 0) this.complaints.push(`client ${prefix} ended with ${code}: ${decode(stderr)}`);
    return true;
  }
}

const isCron = (id: string) => /_cron_/.test(id);

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
