// A terminal for a program, made by script(1): what it shows there, byte for byte.

import { hasTool } from "./place.ts";
import { Program } from "./program.ts";

export const HAS_TERMINAL = hasTool("script") && Deno.build.os === "linux";

export interface Terminal {
  readonly columns: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Runs `words` in a terminal and gives what it showed, lines ended by newlines alone. */
export async function showInTerminal(
  words: readonly string[],
  { columns, env, cwd }: Terminal,
): Promise<string> {
  const line = [`stty cols ${columns} rows 24;`, ...words.map((word) => `'${word}'`)].join(" ");
  const script = new Program(["script", "-qec", line, "/dev/null"], {
    env: { TERM: "xterm", SHELL: "/bin/sh", ...env },
    cwd,
    input: "",
  });
  return (await script.ended).stdout.replaceAll("\r\n", "\n");
}
