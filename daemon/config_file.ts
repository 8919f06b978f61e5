/** The text of a configuration file, or why there is none. */

import { LIMITS } from "../limits.ts";
import { exists } from "../system/durable.ts";

/** The configuration cannot be used: a line each, with the file in it. */
export class BadConfig extends Error {
  override name = "BadConfig";
  constructor(readonly complaints: readonly string[]) {
    super(complaints.join("\n"));
  }
}

/** Its text; undefined where it is not there and may be missing. @throws {BadConfig} */
export function readConfigFile(
  path: string,
  need: "is wanted" | "may be missing",
  { most = LIMITS.configBytes }: { readonly most?: number } = {},
): string | undefined {
  const wrong = (what: string) => new BadConfig([`${path}: ${what}`]);
  try {
    const { isFile, isDirectory, size } = Deno.statSync(path);
    // a fifo would keep us waiting for its writer
    if (!isFile) throw wrong(isDirectory ? "it is a folder" : "it is no file");
    if (size > most) throw wrong(tooLong(most));
    const bytes = Deno.readFileSync(path);
    if (bytes.length > most) throw wrong(tooLong(most));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof BadConfig) throw error;
    if (error instanceof TypeError) throw wrong("it is not UTF-8");
    if (!(error instanceof Deno.errors.NotFound)) {
      throw wrong(`it cannot be read: ${error instanceof Error ? error.message : error}`);
    }
    if (need === "may be missing" && !exists(path)) return undefined;
    throw wrong(exists(path) ? "it is a link to nothing" : "there is no such file");
  }
}

const tooLong = (most: number) => `it has more than ${most} bytes`;
