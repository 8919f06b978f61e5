/** `chore manifest`: the rights that chored is started with, as its launcher states them. */

import { EXIT } from "../../job/exit_code.ts";
import { Failure, systemFailed, wrongUse } from "../failure.ts";
import { json } from "../flags.ts";
import { write, writeBytes, writeJson } from "../output.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly json: boolean;
}

export const manifest: Verb<Flags> = {
  about: [
    "chore may start no other program, so it can print no other manifest:",
    "  chore --manifest                          its own",
    "  chored_worker --manifest run BASE SESSION RUN NONCE LABEL STDIN DENO DENO_DIR",
    "                                            that of a worker; see chored_worker(8)",
  ],
  flags: { json },
  letters: {},
  operand: { placeholder: "chored", brief: "the program", least: 0, most: 1 },
  run: printManifest,
};

async function printManifest({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const [program = "chored"] = words;
  if (program !== "chored") {
    throw wrongUse(
      `Cannot print the manifest of "${program}": ask it: ${program} --manifest (chore help manifest)`,
    );
  }
  const { code, stdout, stderr } = await new Deno.Command(caller.chored, {
    args: ["-n", caller.paths.session, "--manifest"],
    stdin: "null",
  }).output().catch((error: Error) => {
    throw systemFailed(`Cannot start "${caller.chored}": ${error.message}`);
  });
  writeBytes(Deno.stderr, stderr);
  if (code !== 0) throw new Failure(code, `Cannot print the manifest: chored ended with ${code}`);
  const text = new TextDecoder().decode(stdout);
  if (flags.json) writeJson(text.trimEnd().split("\n"));
  else write(text);
  return EXIT.ok;
}
