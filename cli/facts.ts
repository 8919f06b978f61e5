/** What the launcher has looked at for chore, which may not: a fact a line on standard input, KEY VALUE. */

import { LIMITS } from "../limits.ts";
import { systemFailed } from "./failure.ts";

const readBytes = 64 * 1024;

export class Facts {
  readonly #values = new Map<string, string[]>();

  constructor(text: string) {
    for (const line of text.split("\n")) {
      const [, key, value] = /^(\w+) ([^]*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      const values = this.#values.get(key);
      if (values === undefined) this.#values.set(key, [value]);
      else values.push(value);
    }
  }

  /** Undefined where it was not looked at, or there is nothing to tell. */
  get(key: string): string | undefined {
    const [value = ""] = this.all(key);
    return value === "" ? undefined : value;
  }

  all(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }
}

/** The facts that bin/chore gives. @throws {Failure} where there are none, or too many */
export async function readFacts(source: Pick<typeof Deno.stdin, "read">): Promise<Facts> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(readBytes);
  let text = "";
  for (;;) {
    const count = await source.read(buffer);
    if (count === null) break;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
    if (text.length > LIMITS.factsBytes) {
      throw systemFailed(
        `Cannot read what bin/chore has seen: it is more than ${LIMITS.factsBytes} bytes`,
      );
    }
  }
  if (text === "") throw systemFailed("Cannot look at the machine: bin/chore has seen nothing");
  return new Facts(text + decoder.decode());
}
