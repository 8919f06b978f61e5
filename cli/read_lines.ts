/** Standard input, line by line, each with a bound. */

import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";

const readBytes = 64 * 1024;

/** Yields the lines of `source` without their ends. @throws {Failure} at one that is too long or no UTF-8 */
export async function* readLines(source: Pick<typeof Deno.stdin, "read">): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = new Uint8Array(readBytes);
  let rest = "";
  for (let number = 1;;) {
    const count = await source.read(buffer);
    rest += decode(decoder, count === null ? undefined : buffer.subarray(0, count));
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      yield line;
      number++;
    }
    if (rest.length > LIMITS.frameBytes / 2) {
      throw wrongUse(`Cannot read line ${number}: it is too long`);
    }
    if (count === null) break;
  }
  if (rest !== "") yield rest;
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw wrongUse("Cannot read standard input: it is not UTF-8");
  }
}
