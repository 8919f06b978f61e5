/** The file of the choretab: read whole, and replaced so that it is never half there. */

import { LIMITS } from "../limits.ts";
import { exists, removeIfThere, syncFolder, writeDurable } from "../system/durable.ts";
import type { SessionPaths } from "../system/paths.ts";

/** The file is there and cannot be used. */
export class BadTabFile extends Error {
  override name = "BadTabFile";
}

/** Its text; undefined where there is none. @throws {BadTabFile} */
export function readTabFile({ choretab }: SessionPaths): string | undefined {
  try {
    const { isFile, isDirectory, size } = Deno.statSync(choretab);
    // a fifo would keep us waiting for its writer
    if (!isFile) throw new BadTabFile(isDirectory ? "it is a folder" : "it is no file");
    if (size > LIMITS.tabBytes) throw new BadTabFile(`it has more than ${LIMITS.tabBytes} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(choretab));
  } catch (error) {
    if (error instanceof BadTabFile) throw error;
    if (error instanceof TypeError) throw new BadTabFile("it is not UTF-8");
    if (error instanceof Deno.errors.NotFound && !exists(choretab)) return undefined;
    throw new BadTabFile(`it cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Puts `text` in its place, 0600 and durable; where it cannot, the old file is as it was. */
export function writeTabFile({ base, choretab }: SessionPaths, text: string): void {
  writeDurable(base, choretab.slice(base.length + 1), { text });
}

export function removeTabFile({ base, choretab }: SessionPaths): void {
  removeIfThere(choretab);
  syncFolder(base);
}
