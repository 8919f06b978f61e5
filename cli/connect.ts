/** One connection to chored, where one serves the session; its greeting is checked. */

import { LIMITS } from "../limits.ts";
import { VERSION } from "../job/version.ts";
import { Client, CLIENT_PROTOCOL_VERSION, type ServerHello } from "../wire/client.ts";
import { type Caller, whoIs } from "./caller.ts";
import { noDaemon, systemFailed } from "./failure.ts";
import { within } from "./sleep.ts";

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
    const { NotFound, ConnectionRefused, PermissionDenied } = Deno.errors;
    if (error instanceof NotFound || error instanceof ConnectionRefused) return undefined;
    if (!(error instanceof PermissionDenied)) throw error;
    throw systemFailed(`Cannot connect to "${caller.paths.socket}": permission denied`);
  }
}

/** Checks what chored says of itself. */
export function greet(client: Client, caller: Caller): Connection {
  const session = `chored of session "${caller.paths.session}"`;
  const late = () =>
    noDaemon(
      `Cannot talk to ${session}: it has said nothing for ${LIMITS.helloMs / 1000} s`,
    );
  const greeted = within(client.hello, LIMITS.helloMs, { late }).then((hello: ServerHello) => {
    if (hello.version === CLIENT_PROTOCOL_VERSION) return hello;
    throw noDaemon(
      `Cannot talk to ${session}: it is ${hello.program} and speaks version ${hello.version}, chore is ${VERSION} and speaks ${CLIENT_PROTOCOL_VERSION}`,
    );
  });
  greeted.catch(() => {
    // told where it is awaited
  });
  return { client, greeted };
}
