// A gate in a folder of its own, run by a shell as chored_worker runs it, and what became of it.

import { type GateRun, gateScript } from "../../job/gate.ts";
import type { GateConfinement } from "../../job/gate_confinement.ts";
import type { Spec } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";
import { type RunPaths, runPaths } from "../../system/paths.ts";
import { specOf } from "./specs.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export interface GateEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** the command may have run: the mark is there */
  readonly went: boolean;
  /** why it cannot start, as the gate put it down */
  readonly refused: string | undefined;
}

export interface GateOptions {
  /** what the worker says; the word that opens the gate where none is given */
  readonly word?: string;
  /** words before the shell: what the gate is started through */
  readonly through?: readonly string[];
  /** what stands around the command */
  readonly confinement?: GateConfinement;
}

/** Where the command of a gate starts, and what it is. */
export abstract class CommandFolder {
  /** an empty folder for the command to start in */
  abstract readonly cwd: string;

  /** A spec of the command `argv`, in the empty folder, with nothing in its environment. */
  spec(argv: readonly string[], change: Partial<Spec> = {}): Spec {
    const { cwd } = this;
    const rest = { graceMs: LIMITS.graceMs, orphan: "kill", output: "pipe" } as const;
    return specOf({ argv: [...argv], cwd, env: [], umask: 0o022, ...rest, ...change });
  }

  /** Puts a file into the command's folder, and gives its path. */
  put(name: string, { text = "#!/bin/sh\n", mode = 0o755 } = {}): string {
    const path = `${this.cwd}/${name}`;
    Deno.writeTextFileSync(path, text, { mode });
    return path;
  }
}

export class Gate extends CommandFolder implements Disposable {
  readonly #folder = temporaryFolder();
  readonly paths: RunPaths = runPaths(`${this.#folder.path}/it's 7`);
  override readonly cwd = `${this.#folder.path}/cwd`;
  readonly run: GateRun = { run: 7, job: "build", session: "chored", w: this.paths.w };

  constructor() {
    super();
    Deno.mkdirSync(this.paths.w, { recursive: true });
    Deno.mkdirSync(this.cwd);
  }

  /** Runs the script of `spec` in `shell` to its end. */
  async pass(shell: readonly string[], spec: Spec, options: GateOptions = {}): Promise<GateEnd> {
    Deno.writeTextFileSync(
      this.paths.gate,
      gateScript(spec, {
        ...this.run,
        confinement: options.confinement,
      }),
    );
    const [program = "", ...args] = [...options.through ?? [], ...shell, this.paths.gate];
    const child = new Deno.Command(program, {
      args,
      clearEnv: true,
      cwd: "/",
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const ended = child.output();
    await say(child.stdin, options.word ?? "go\n");
    const { code, stdout, stderr } = await ended;
    const { go, refused } = this.paths;
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      ...{ code, stdout: text(stdout), stderr: text(stderr) },
      ...{ went: readText(go) !== undefined, refused: readText(refused) },
    };
  }

  /** Takes away what an earlier pass left behind. */
  clear(): void {
    Deno.removeSync(this.paths.w, { recursive: true });
    Deno.mkdirSync(this.paths.w);
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

export async function say(stdin: WritableStream<Uint8Array>, word: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(word));
    await writer.close();
  } catch {
    // it did not listen to the end
  }
}

export function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) {
      return undefined;
    }
    throw error;
  }
}
