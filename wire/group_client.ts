/** The groups of a session, for a program: the verb `group` as methods. */

import type { Client } from "./client.ts";
import type { GroupView } from "./replies.ts";

/** The groups of jobs of a session. Each method gives all of them as they are then, and throws `Refusal` or `Disconnected`. */
export class Groups {
  readonly #client: Client;

  /** Use `session.groups`. */
  constructor(client: Client) {
    this.#client = client;
  }

  /** All of them. */
  list(): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "list" });
  }

  /** A new one. */
  add(name: string, slots: number): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "add", name, slots });
  }

  /** Other slots, also while jobs run; at 0 none begins. */
  set(name: string, slots: number): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "set", name, slots });
  }

  /** Forgets one that has no jobs. */
  remove(name: string): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "remove", name });
  }

  /** Its jobs stand still, and none begins. */
  pause(name: string): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "pause", name });
  }

  /** Its jobs run to their end, and none begins. */
  drain(name: string): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "drain", name });
  }

  /** After either. */
  resume(name: string): Promise<readonly GroupView[]> {
    return this.#client.call("group", { do: "resume", name });
  }
}
