/** The standard input of jobs, for a program: sent in pieces, each once the one before was taken. */

import { LIMITS } from "../limits.ts";
import type { Client } from "./client.ts";
import type { Sent } from "./input_views.ts";

/** What can be sent: a text as UTF-8, bytes, or what comes of a stream. */
export type InputData = string | Uint8Array | AsyncIterable<Uint8Array>;

export interface Sending {
  readonly job: string;
  readonly eof: boolean;
}

/** Resolves once the job's pipe has all of it. @throws {Refusal | Disconnected} */
export async function sendData(
  client: Client,
  data: InputData,
  { job, eof }: Sending,
): Promise<Sent> {
  let sent: Sent | undefined;
  const send = async (piece: { readonly bytes: Uint8Array; readonly eof: boolean }) => {
    const run = sent === undefined ? {} : { run: sent.run };
    return sent = await client.call("send", { job, ...piece, ...run });
  };
  for await (const bytes of piecesOf(data, LIMITS.inputChunkBytes)) {
    await send({ bytes, eof: false });
  }
  return eof || sent === undefined ? await send({ bytes: new Uint8Array(), eof }) : sent;
}

/** Resolves with its id once all of it is durable. @throws {Refusal | Disconnected} */
export async function spoolData(client: Client, data: InputData): Promise<string> {
  const id = crypto.randomUUID();
  let offset = 0;
  for await (const bytes of piecesOf(data, LIMITS.spoolChunkBytes)) {
    await client.call("spool", { id, offset, bytes, done: false });
    offset += bytes.length;
  }
  await client.call("spool", { id, offset, bytes: new Uint8Array(), done: true });
  return id;
}

async function* piecesOf(data: InputData, most: number): AsyncGenerator<Uint8Array> {
  const source = typeof data === "string"
    ? [new TextEncoder().encode(data)]
    : data instanceof Uint8Array
    ? [data]
    : data;
  for await (const bytes of source) {
    for (let offset = 0; offset < bytes.length; offset += most) {
      yield bytes.subarray(offset, offset + most);
    }
  }
}
