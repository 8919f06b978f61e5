/** The choretab of a session, for a program: the verb `tab` as methods. */

import type { Client } from "./client.ts";
import type { NextTime, TabReply } from "./tab_views.ts";

/** The choretab of a session. Each method throws `Refusal` or `Disconnected`; what is wrong with a table is in the reply. */
export class Tab {
  readonly #client: Client;

  /** Use `session.tab`. */
  constructor(client: Client) {
    this.#client = client;
  }

  /** The file as it is, and why it is not loaded where something is wrong with it. */
  show(): Promise<TabReply> {
    return this.#client.call("tab", { do: "show" });
  }

  /** Lets chored read the file again. */
  load(): Promise<TabReply> {
    return this.#client.call("tab", { do: "load" });
  }

  /** Puts `text` in the place of the file, and its jobs in the place of those before; nothing where anything is wrong with it. */
  put(text: string): Promise<TabReply> {
    return this.#client.call("tab", { do: "put", text });
  }

  /** Removes the file, and its jobs. */
  remove(): Promise<TabReply> {
    return this.#client.call("tab", { do: "remove" });
  }

  /** The next times at which jobs start, of the choretab or not. */
  next(count: number): Promise<readonly NextTime[]> {
    return this.#client.call("next", { count });
  }
}
