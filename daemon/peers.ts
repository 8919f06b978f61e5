/** The peers on the socket: clients with their requests, and workers that seek a new chored. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { Channel, type ChannelOwner } from "../wire/channel.ts";
import { describeMessage } from "../wire/describe_message.ts";
import { complaint, HelloShape, PROTOCOL_VERSION, RequestShape } from "../wire/messages.ts";
import type { RefusalCode, ServerMessage } from "../wire/replies.ts";
import type { Link } from "./link.ts";
import { Refused } from "./refusal.ts";
import { type Recipient, sendReply } from "./reply_parts.ts";
import { handleRequest } from "./requests.ts";
import type { Session } from "./session.ts";
import { VERSION } from "../job/version.ts";

export class Peers {
  readonly #session: () => Session;
  readonly #peers = new Set<Peer>();

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Clients; workers that were taken over have a bound of their own. */
  get count(): number {
    return [...this.#peers].filter((peer) => !peer.isWorker).length;
  }

  /** Takes every connection until the listener is closed. */
  async serve(listener: Deno.UnixListener): Promise<void> {
    for (;;) {
      let connection: Deno.UnixConn;
      try {
        connection = await listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || this.#session().ending) return;
        this.#session().log.error(
          `cannot accept a connection: ${error instanceof Error ? error.message : error}`,
        );
        await new Promise((resolve) => setTimeout(resolve, LIMITS.acceptRetryMs));
        continue;
      }
      this.#peers.add(
        new Peer(connection, {
          session: this.#session(),
          onDown: (peer) => this.#peers.delete(peer),
        }),
      );
    }
  }

  closeAll(): void {
    for (const peer of [...this.#peers]) peer.close();
  }

  /** For the dump of chored's data: the clients, workers apart. */
  get dump(): Peer["dump"][] {
    return [...this.#peers].filter((peer) => !peer.isWorker).map((peer) => peer.dump);
  }
}

interface PeerOwner {
  readonly session: Session;
  readonly onDown: (peer: Peer) => void;
}

/** One connection. Nothing that it sends may end more than itself. */
export class Peer implements ChannelOwner, Recipient {
  readonly #session: Session;
  readonly #onDown: (peer: Peer) => void;
  readonly #channel: Channel;
  readonly #ends = new Set<() => void>();
  /** what ends each of its subscriptions, by the id of the request that began it */
  readonly subscriptions = new Map<number, () => void>();
  readonly #deadline: ReturnType<typeof setTimeout>;
  #link: Link | undefined;
  #inFlight = 0;
  #down = false;
  /** who asks, in the client's own words; undefined until its hello */
  who: string | undefined;

  constructor(connection: Deno.UnixConn, { session, onDown }: PeerOwner) {
    this.#session = session;
    this.#onDown = onDown;
    this.#deadline = setTimeout(
      () => this.#refuseAll("bad_request", "no hello in time"),
      LIMITS.helloMs,
    );
    this.#channel = new Channel(connection, this);
    if (session.peers.count >= LIMITS.clients) {
      this.#refuseAll("limit", `more than ${LIMITS.clients} clients at once`);
    }
  }

  get isWorker(): boolean {
    return this.#link !== undefined;
  }

  /** Bytes that this client has not read yet. */
  get queuedBytes(): number {
    return this.#channel.queuedBytes;
  }

  send(message: ServerMessage): void {
    this.#note("is told", message);
    this.#channel.send(message);
  }

  get dump() {
    const { who = null, queuedBytes, subscriptions } = this;
    return {
      who,
      queuedBytes,
      requestsInFlight: this.#inFlight,
      subscriptions: subscriptions.size,
    };
  }

  #note(what: string, message: object): void {
    const { options, log } = this.#session;
    if (!options.debug) return;
    log.debug(`client "${this.who ?? "?"}" ${what} ${describeMessage(message)}`);
  }

  hasRoom(most?: number): Promise<void> {
    return this.#channel.hasRoom(most);
  }

  /** Calls `end` when the connection ends, unless the function that this returns was called before. */
  onEnd(end: () => void): () => void {
    if (this.#down) end();
    else this.#ends.add(end);
    return () => this.#ends.delete(end);
  }

  close(): void {
    this.#channel.close();
  }

  message(message: object, channel: Channel): void {
    if (this.#link !== undefined) return this.#link.message(message, channel);
    this.#note("says", message);
    if (this.who === undefined) return this.#greet(message, channel);
    const request = v.safeParse(RequestShape, message);
    if (!request.success) {
      return this.#refuseAll("bad_request", `bad request: ${complaint(request.issues)}`);
    }
    this.#answer(request.output);
  }

  down(channel: Channel, reason: string): void {
    this.#down = true;
    clearTimeout(this.#deadline);
    this.#onDown(this);
    for (const end of this.#ends) end();
    this.#ends.clear();
    if (this.#link !== undefined) this.#link.down(channel, reason);
    else if (reason !== "end of stream" && reason !== "closed") {
      this.#session.log.debug(`a client left: ${reason}`);
    }
  }

  #greet(message: object, channel: Channel): void {
    clearTimeout(this.#deadline);
    const hello = v.safeParse(HelloShape, message);
    if (!hello.success) {
      return this.#refuseAll("bad_request", `bad hello: ${complaint(hello.issues)}`);
    }
    if (hello.output.version !== PROTOCOL_VERSION) {
      return this.#refuseAll(
        "bad_request",
        `this chored speaks version ${PROTOCOL_VERSION} of the protocol, not ${hello.output.version}: use the programs of one release`,
      );
    }
    if (hello.output.role === "worker") {
      this.#link = this.#session.workers.adopt(hello.output, channel);
      return;
    }
    this.who = hello.output.who;
    const { recovery, paths } = this.#session;
    this.send({
      kind: "hello",
      version: PROTOCOL_VERSION,
      program: VERSION,
      session: paths.session,
      recovered: recovery.counts,
    });
  }

  async #answer({ id, verb, body }: v.InferOutput<typeof RequestShape>): Promise<void> {
    if (this.#inFlight >= LIMITS.requestsInFlight) {
      return this.#refuse(
        id,
        new Refused("limit", `more than ${LIMITS.requestsInFlight} requests in flight`),
      );
    }
    this.#inFlight++;
    try {
      const value = await handleRequest(this.#session, { id, verb, body, peer: this });
      await sendReply(this, { id, value });
    } catch (error) {
      this.#refuse(id, error);
    } finally {
      this.#inFlight--;
    }
  }

  #refuse(id: number, error: unknown): void {
    if (error instanceof Refused) {
      return this.send({ kind: "refusal", id, code: error.code, message: error.message });
    }
    const text = error instanceof Error ? error.message : String(error);
    this.#session.log.error(
      `a request failed: ${error instanceof Error ? error.stack ?? text : text}`,
    );
    this.send({ kind: "refusal", id, code: "system", message: `Cannot do that: ${text}` });
  }

  /** A bad peer loses its connection, and no more. */
  #refuseAll(code: RefusalCode, message: string): void {
    this.#session.log.warn(`sent a client away: ${message}`);
    this.send({ kind: "refusal", id: 0, code, message });
    this.close();
  }
}
