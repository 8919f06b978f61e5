// A run folder with a hand-written gate, a worker started on it with the launcher's rights, and chored's end of its channel.

import assert from "node:assert/strict";
import type { EndedState, Final, Ticket } from "../../job/run.ts";
import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import { isLocked } from "../../system/lock.ts";
import { until, within } from "../support/deadline.ts";
import { childPipe } from "../../wire/pipe.ts";
import { Peer } from "./peer.ts";

const root = new URL("../../", import.meta.url).pathname;
const main = `${root}worker/main.ts`;

export const NONCE = "0123456789abcdef";
export const BOOT = "this-boot";

/** The exit code of `child`, which is about to end. */
export async function exitOf(child: Deno.ChildProcess): Promise<number> {
  return (await within("the worker ends", child.status)).code;
}

/** The path of a tiny program. */
export function fixture(name: string): string {
  return `${root}tests/fixtures/${name}`;
}

export interface BoxOptions {
  /** where the run folder lies; a temporary folder by default */
  readonly folder?: string;
  readonly ticket?: Partial<Ticket>;
  /** what lies beside the run folder and may be read */
  readonly reads?: readonly string[];
  /** lines of the gate between `go` and the command */
  readonly beforeGo?: string;
}

export class Box implements AsyncDisposable {
  readonly paths;
  readonly socket: string;
  /** lies where there is always room */
  readonly sign = Deno.makeTempFileSync({ prefix: "chore" });
  readonly #workers: Deno.ChildProcess[] = [];

  private constructor(readonly folder: string, readonly options: BoxOptions) {
    this.paths = runPaths(`${folder}/run`);
    this.socket = `${folder}/s.sock`;
    Deno.removeSync(this.sign);
  }

  /** A run that says "ready" and waits for `release`, then ends with `code`. */
  static makeWaiting(code: number, options: BoxOptions = {}): Box {
    const box = Box.make("/bin/true", options);
    box.writeGate(`${fixture("wait_for_file")} '${box.sign}' ${code}`);
    return box;
  }

  /** Lets the job end that waits. */
  release(): void {
    Deno.writeTextFileSync(this.sign, "");
  }

  /** A run of the shell line `command`. */
  static make(command: string, options: BoxOptions = {}): Box {
    const box = new Box(options.folder ?? Deno.makeTempDirSync({ prefix: "chore" }), options);
    Deno.mkdirSync(box.paths.w, { recursive: true });
    box.writeGate(command);
    box.writeTicket({});
    return box;
  }

  writeGate(command: string): void {
    const { gate, go } = this.paths;
    const input = this.options.ticket?.input === undefined ? "</dev/null" : "";
    Deno.writeTextFileSync(
      gate,
      [
        "#!/bin/sh",
        `IFS= read -r word && [ "$word" = go ] || exit 125`,
        this.options.beforeGo ?? "",
        `: >'${go}'`,
        `exec /usr/bin/env --default-signal -- ${command} ${input}`,
        "",
      ].join("\n"),
    );
    Deno.chmodSync(gate, 0o500);
  }

  writeTicket(ticket: Partial<Ticket>): void {
    const whole: Ticket = {
      run: 7,
      job: 3,
      name: "box",
      nonce: NONCE,
      mode: "run",
      graceMs: 300,
      timeoutMs: 0,
      orphan: "kill",
      output: "pipe",
      debug: false,
      ...this.options.ticket,
      ...ticket,
    };
    Deno.writeTextFileSync(this.paths.ticket, JSON.stringify(whole));
  }

  /** Starts a worker as the launcher does. */
  spawn(mode = "run", nonce = NONCE): Deno.ChildProcess {
    const { folder, aliveLock, w } = this.paths;
    const lock = mode === "run" ? `exec 9>>'${aliveLock}'; flock -n 9 || exit 75;` : "";
    const flags = [
      "run --quiet --no-prompt --no-remote --deny-import --no-code-cache --ignore-env --frozen --cached-only"
        .split(" "),
      `--config=${root}deno.json`,
      `--lock=${root}deno.lock`,
      `--allow-run=${folder}/gate,/usr/bin/kill,/usr/bin/ps`,
      `--allow-read=${[folder, this.socket, ...this.#otherReads].join()}`,
      `--allow-write=${w},${this.socket}`,
      `--allow-net=unix:${this.socket}`,
    ].flat();
    const child = new Deno.Command("/bin/sh", {
      args: [
        ...["-c", `umask 077; exec 2>>'${w}/worker.err'; ${lock} exec "$@"`, "sh"],
        ...["/usr/bin/env", "--block-signal=USR1", Deno.execPath(), ...flags],
        ...[main, mode, folder, this.socket, "7", nonce, BOOT],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      detached: true,
      clearEnv: true,
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DENO_DIR: denoDir() },
    }).spawn();
    this.#workers.push(child);
    return child;
  }

  get #otherReads(): string[] {
    return (this.options.reads ?? []).map((name) => `${this.folder}/${name}`);
  }

  /** Starts a worker and takes chored's end of its pipe. */
  start(mode = "run", nonce = NONCE): { child: Deno.ChildProcess; peer: Peer } {
    const child = this.spawn(mode, nonce);
    return { child, peer: new Peer(childPipe(child)) };
  }

  /** Runs a worker to its end, as a chored that takes whatever it reports. */
  async finish(): Promise<EndedState> {
    const { child, peer } = this.start();
    const ended = await peer.ended();
    peer.send({ kind: "taken" });
    assert.equal(await exitOf(child), 0);
    return ended;
  }

  bytes(name: string): Uint8Array {
    return Deno.readFileSync(`${this.paths.w}/${name}`);
  }

  text(name: string): string {
    return Deno.readTextFileSync(`${this.paths.w}/${name}`);
  }

  final(): Final {
    return JSON.parse(this.text("final"));
  }

  /** Resolves once the job has written `text`. */
  async printed(text: string): Promise<void> {
    await until(`the job prints "${text}"`, () => {
      try {
        return this.text("stdout").includes(text);
      } catch {
        return false; // the file is not there yet
      }
    });
  }

  /** Resolves once no process of the run lives. */
  async deserted(): Promise<void> {
    await until("all processes of the run are gone", () => !isLocked(this.paths.aliveLock));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#workers) {
      try {
        child.kill("SIGKILL");
      } catch {
        // it has ended
      }
      await child.stdout.cancel().catch(() => {
        // a peer has it
      });
      await child.stdin.abort().catch(() => {
        // a peer has it
      });
      await child.status;
    }
    killHolders(this.paths.aliveLock);
    if (exists(this.paths.folder)) Deno.removeSync(this.paths.folder, { recursive: true });
    if (this.options.folder === undefined) Deno.removeSync(this.folder, { recursive: true });
    if (exists(this.sign)) Deno.removeSync(this.sign);
  }
}

/** What a failed test leaves behind must not disturb the next. */
function killHolders(path: string): void {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (/^\d+$/.test(name) && Number(name) !== Deno.pid && holds(name, path)) {
      Deno.kill(Number(name), "SIGKILL");
    }
  }
}

function holds(pid: string, path: string): boolean {
  try {
    return Deno.readLinkSync(`/proc/${pid}/fd/9`) === path;
  } catch {
    return false; // no such file there, or gone
  }
}

function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}
