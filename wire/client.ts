/** A client's side of the socket: one method for all verbs, typed by the tables of messages and replies. */

import { Channel, type ChannelOwner } from "./channel.ts";
import type { RequestInput, Verb } from "./messages.ts";
import type { RefusalCode, ReplyOf, ServerMessage } from "./replies.ts";
import { EventStream } from "./event_stream.ts";
import { connectSocket } from "./socket.ts";
import { LIMITS } from "../limits.ts";

/** The number that messages.ts gives the protocol; stated here too, so that a client need not load the shapes. */
export const CLIENT_PROTOCOL_VERSION = 1;

/** chored said no; `code` says which no. */
export class Refusal extends Error {
  /** `Refusal` */
  override name = "Refusal";
  /** which no */
  readonly code: RefusalCode;

  /** With chored's own words. */
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The connection ended before the reply came. The request may or may not have been carried out. */
export class Disconnected extends Error {
  /** `Disconnected` */
  override name = "Disconnected";
}

export type ServerHello = Extract<ServerMessage, { kind: "hello" }>;

interface Waiting {
  /** the first items of a long reply */
  readonly parts: unknown[];
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Client implements ChannelOwner {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  readonly #streams = new Map<number, EventStream>();
  readonly #hello = Promise.withResolvers<ServerHello>();
  #nextId = 1;
  /** why chored will have no more of this client */
  #sentAway: Refusal | undefined;

  private constructor(duplex: Awaited<ReturnType<typeof connectSocket>>, who: string) {
    this.#hello.promise.catch(() => {
      // told to whoever awaits hello or a reply
    });
    this.#channel = new Channel(duplex, this);
    this.#channel.send({
      kind: "hello",
      role: "client",
      version: CLIENT_PROTOCOL_VERSION,
      who: who.slice(0, LIMITS.whoChars),
    });
  }

  /** Connects to the chored that serves `socket`. `who` is kept with what this client does. */
  static async connect(socket: string, who: string): Promise<Client> {
    return new Client(await connectSocket(socket), who);
  }

  /** chored's own hello. @throws {Refusal | Disconnected} */
  get hello(): Promise<ServerHello> {
    return this.#hello.promise;
  }

  /** Asks and gives the reply. @throws {Refusal | Disconnected} */
  call<V extends Verb>(verb: V, body: RequestInput<V>): Promise<ReplyOf<V>> {
    return this.#request(verb, body).reply as Promise<ReplyOf<V>>;
  }

  /** What happens to the selected jobs, as `wish` says, until the stream or the client is closed. */
  async events(
    jobs: RequestInput<"events">["jobs"],
    wish: Omit<RequestInput<"events">, "jobs"> = {},
  ): Promise<EventStream> {
    const { id, reply } = this.#request("events", { jobs, ...wish });
    const stream = new EventStream(() => this.#unsubscribe(id));
    this.#streams.set(id, stream);
    // nothing has happened before
    if (wish.since === undefined && wish.after === undefined) stream.settle();
    try {
      await reply;
    } catch (error) {
      this.#streams.delete(id);
      throw error;
    }
    return stream;
  }

  close(): void {
    this.#channel.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  message(message: object): void {
    const word = message as ServerMessage;
    switch (word.kind) {
      case "hello":
        return this.#hello.resolve(word);
      case "reply":
        this.#resolve(word.id, word.value);
        return;
      case "part":
        this.#waiting.get(word.id)?.parts.push(...word.value);
        return;
      case "refusal":
        if (word.id === 0) return this.#sendAway(new Refusal(word.code, word.message));
        this.#take(word.id)?.reject(new Refusal(word.code, word.message));
        return;
      case "event":
        this.#streams.get(word.id)?.push(word.event);
        return;
      case "missed":
        this.#streams.get(word.id)?.miss(word.count);
        return;
      case "live":
        this.#streams.get(word.id)?.settle();
        return;
    }
  }

  down(_channel: Channel, reason: string): void {
    const error = this.#sentAway ??
      new Disconnected(`Lost the connection to chored: ${reason}`);
    this.#hello.reject(error);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    for (const stream of this.#streams.values()) stream.end();
    this.#streams.clear();
  }

  #request(verb: Verb, body: unknown): { id: number; reply: Promise<unknown> } {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { parts: [], resolve, reject });
    if (!this.#channel.send({ kind: "request", id, verb, body })) {
      this.#take(id)?.reject(
        this.#sentAway ?? new Disconnected("Lost the connection to chored"),
      );
    }
    return { id, reply: promise };
  }

  #resolve(id: number, value: unknown): void {
    const waiting = this.#take(id);
    if (waiting === undefined) return;
    const { parts } = waiting;
    waiting.resolve(parts.length > 0 && Array.isArray(value) ? [...parts, ...value] : value);
  }

  /** The reason is that of all that is asked and has no reply: chored closes the connection. */
  #sendAway(refusal: Refusal): void {
    this.#sentAway = refusal;
    this.#hello.reject(refusal);
    for (const waiting of this.#waiting.values()) waiting.reject(refusal);
    this.#waiting.clear();
  }

  /** A stream that nobody reads any more is none for chored either. */
  #unsubscribe(id: number): void {
    if (!this.#streams.delete(id) || !this.#channel.isUp) return;
    this.#request("unsubscribe", { id }).reply.catch(() => {
      // the connection ended, and the subscription with it
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
