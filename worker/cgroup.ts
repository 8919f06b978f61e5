/** The control group of a run, as the worker sees it: a script does what Deno cannot, below /sys. */

import { type MadeGroup, readGroup } from "../job/cgroup.ts";
import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";
import type { KillResult } from "../system/kill.ts";
import type { Errand } from "./errand.ts";

/** What became of what was in it. */
export interface GroupEnd {
  /** processes of the job live on in it */
  readonly isPopulated: boolean;
  /** how many of them the kernel ended, for want of memory */
  readonly ooms: number;
}

export class Cgroup {
  readonly #script: string;
  readonly #folder: string;
  readonly #record: string;

  constructor(script: string, { paths }: Pick<Errand, "paths">) {
    this.#script = script;
    this.#folder = paths.folder;
    this.#record = paths.group;
  }

  /** Whether there is one: its gate makes it before the command can run, where the system lets it. */
  get isThere(): boolean {
    return this.#read()?.path !== undefined;
  }

  /** All processes stand still, and none of them can tell. */
  freeze(): Promise<KillResult> {
    return this.#send("freeze");
  }

  thaw(): Promise<KillResult> {
    return this.#send("thaw");
  }

  /** Ends all processes, wherever they went. */
  kill(): Promise<KillResult> {
    return this.#send("kill");
  }

  /** Whether anything is in it; where that cannot be told, no. */
  async isPopulated(): Promise<boolean> {
    return (await this.#look("look"))?.isPopulated ?? false;
  }

  /** The command has ended: removes it, unless processes are left, which go on. */
  end(): Promise<GroupEnd | undefined> {
    return this.#look("end");
  }

  /** Ends what is left in it, and removes it. */
  clear(): Promise<GroupEnd | undefined> {
    return this.#look("clear");
  }

  #read(): MadeGroup | undefined {
    try {
      return readGroup(readText(this.#record, LIMITS.recordBytes) ?? "");
    } catch {
      return undefined; // the folder was deleted, or it is no file of the gate's
    }
  }

  async #send(verb: string): Promise<KillResult> {
    if (!this.isThere) return { kind: "gone" };
    const { success, text } = await this.#ask(verb);
    return success ? { kind: "sent" } : { kind: "failed", reason: text };
  }

  async #look(verb: string): Promise<GroupEnd | undefined> {
    if (!this.isThere) return undefined;
    const { success, text } = await this.#ask(verb);
    if (!success) return undefined;
    const number = (key: string) => Number(new RegExp(`^${key} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
    return { isPopulated: number("populated") > 0, ooms: number("oom") };
  }

  async #ask(verb: string): Promise<{ readonly success: boolean; readonly text: string }> {
    const decoder = new TextDecoder();
    try {
      const { success, stdout, stderr } = await new Deno.Command(this.#script, {
        args: [verb, this.#folder],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        clearEnv: true,
        cwd: "/",
      }).output();
      return { success, text: decoder.decode(success ? stdout : stderr).trim() };
    } catch (error) {
      return { success: false, text: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Undefined for a job that is to have none. */
export function cgroupOf(errand: Errand): Cgroup | undefined {
  return errand.cgroup === undefined ? undefined : new Cgroup(errand.cgroup, errand);
}
