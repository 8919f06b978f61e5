/** One connection to chored, where one serves the session; its greeting is checked. */

import { LIMITS } from "../limits.ts";
import { VERSION } from "../job/version.ts";
import { Client, CLIENT_PROTOCOL_VERSION, Refusal, type ServerHello } from "../wire/client.ts";
import { type Caller, whoIs } from "./caller.ts";
import { noDaemon, systemFailed } from "./failure.ts";
import { within } from "../system/clock.ts";

export interface Connection {
  readonly client: Client;
  /** settles when chored has said hello; the first request need not wait for it */
  readonly greeted: Promise<ServerHello>;
}

/** A client, or undefined where nobody listens. @throws {Failure} */
export async function tryConnect(caller: Caller): Promise<Client | undefined> {
  try {
    return await Client.connect(caller.paths.socket, whoIs(caller));
  } catch (error) {
    const { NotFound, ConnectionRefused, PermissionDenied, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof ConnectionRefused) return undefined;
    const reason = error instanceof PermissionDenied
      ? "permission denied"
      : error instanceof NotADirectory
      ? "a part of that path is not a folder"
      : undefined;
    if (reason === undefined) throw error;
    throw systemFailed(`Cannot connect to "${caller.paths.socket}": ${reason}`);
  }
}

/** Checks what chored says of itself. */
export function greet(client: Client, caller: Caller): Connection {
  const cannot = (why: string) =>
    noDaemon(`Cannot talk to chored of session "${caller.paths.session}": ${why}`);
  const late = () => cannot(`it has said nothing for ${LIMITS.helloMs / 1000} s`);
  const greeted = within(client.hello, LIMITS.helloMs, { late }).then((hello) => {
    if (hello.version === CLIENT_PROTOCOL_VERSION) return hello;
    throw cannot(
      `it is ${hello.program} and speaks version ${hello.version}, chore is ${VERSION} and speaks ${CLIENT_PROTOCOL_VERSION}`,
    );
  }, (error) => {
    const misunderstood = error instanceof Refusal && error.code === "bad_request";
    throw misunderstood ? cannot(error.message) : error;
  });
  greeted.catch(() => {
    // told where it is awaited
  });
  return { client, greeted };
}
