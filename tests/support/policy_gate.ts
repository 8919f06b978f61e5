// The gate of a policy in a session's folders of its own, run by a shell as chored_worker runs it.

import { NO_CONFINE, type Policy } from "../../job/policy.ts";
import { policyGate } from "../../job/policy_programs.ts";
import { rulesScript } from "../../job/policy_shell.ts";
import { type PassRun, passText } from "../../job/pass.ts";
import type { Spec } from "../../job/spec.ts";
import { type Allowed, ARCHITECTURES, seccompFilter } from "../../system/confine_seccomp.ts";
import { type RunPaths, runPaths } from "../../system/paths.ts";
import { CommandFolder, type GateEnd, readText, say } from "./gate.ts";
import { ROOT } from "./place.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary_folder.ts";

export interface PolicyPass {
  /** the pass, in the place of that of the spec */
  readonly text?: string;
  /** what the worker says; the word that opens the gate where none is given */
  readonly word?: string;
  /** the text of the gate, in the place of the policy's */
  readonly gate?: string;
  /** the word of the gate, in the place of the run's folder */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** before its word is said */
  readonly before?: () => Promise<void>;
  /** words before the shell: what the gate is started through */
  readonly through?: readonly string[];
}

export const POLICY: Policy = { file: "/etc/chore/policy.toml", confine: NO_CONFINE, limits: {} };

export class PolicyGate extends CommandFolder implements Disposable {
  readonly #folder: TemporaryFolder;
  /** the base folder of the session */
  readonly base: string;
  readonly paths: RunPaths;
  override readonly cwd: string;
  /** the folder of the policy */
  readonly policy: string;
  readonly run: PassRun = { run: 7, job: "build", session: "chored" };

  constructor(policy: Partial<Policy> = {}, place: { readonly dir?: string } = {}) {
    super();
    this.#folder = temporaryFolder(place);
    this.base = `${this.folder}/it's/base`;
    this.paths = runPaths(`${this.base}/cache/chored/runs/7`);
    this.cwd = `${this.folder}/cwd`;
    this.policy = `${this.folder}/it's policy/chored/1`;
    for (const folder of [this.paths.w, this.cwd, this.policy]) {
      Deno.mkdirSync(folder, { recursive: true });
    }
    this.rule(policy);
  }

  /** The folder that holds all of it. */
  get folder(): string {
    return this.#folder.path;
  }

  /** Has another policy hold from now on. */
  rule(policy: Partial<Policy>): void {
    const { policy: folder, base } = this;
    const place = { base, session: "chored", deno: "/d/deno", denoDir: "/d", folder };
    const programs = { folder, launcher: `${ROOT}/bin/chored_worker`, lib: `${ROOT}/bin` };
    Deno.writeTextFileSync(`${folder}/rules.sh`, rulesScript({ ...POLICY, ...policy }, place));
    Deno.writeTextFileSync(`${folder}/gate`, policyGate(programs), { mode: 0o700 });
  }

  /** Puts the filters of all walls in place. */
  putFilters(): this {
    const architecture = ARCHITECTURES.find((each) => each === Deno.build.arch);
    for (let set = 0; architecture !== undefined && set < 64; set++) {
      const name = set.toString(2).padStart(6, "0");
      const [network, unixSockets, processes, ids, owners, nodes] = [...name].map(isOne);
      const allowed = { network, unixSockets, processes, ids, owners, nodes } as Allowed;
      Deno.writeFileSync(`${this.policy}/filter-${name}`, seccompFilter(allowed, architecture));
    }
    return this;
  }

  /** Runs the gate for `spec` in `shell` to its end; where none is named, as the system does. */
  async pass(shell: readonly string[], spec: Spec, options: PolicyPass = {}): Promise<GateEnd> {
    Deno.writeTextFileSync(`${this.paths.folder}/pass`, options.text ?? passText(spec, this.run));
    const path = `${options.gate === undefined ? this.policy : this.folder}/gate`;
    if (options.gate !== undefined) Deno.writeTextFileSync(path, options.gate, { mode: 0o700 });
    const words = [path, options.folder ?? this.paths.folder];
    const [program = "", ...args] = [...options.through ?? [], ...shell, ...words];
    const child = new Deno.Command(program, {
      ...{ args, clearEnv: true, cwd: "/", env: { PATH: "/usr/bin:/bin", ...options.env } },
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" } as const,
    }).spawn();
    const ended = child.output();
    await options.before?.();
    await say(child.stdin, options.word ?? "go\n");
    const { code, stdout, stderr } = await ended;
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      ...{ code, stdout: text(stdout), stderr: text(stderr) },
      went: readText(this.paths.go) !== undefined,
      refused: readText(this.paths.refused),
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

const isOne = (digit: string) => digit === "1";
