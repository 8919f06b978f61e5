/** `chore doctor`: whether this machine has what chore needs, and what to do where it has not. */

import { json } from "../flags.ts";
import type { Asked, Verb } from "../verb.ts";

export interface Flags {
  readonly json: boolean;
}

export const doctor: Verb<Flags> = {
  about: [
    "A line for each thing: ok, warn or fail, what was seen, and below it what to do.",
    "No chored is started. The exit code is 1 where anything failed; a warning is none.",
  ],
  flags: { json },
  letters: {},
  run: examineMachine,
};

async function examineMachine(asked: Asked<Flags>): Promise<number> {
  const { examine } = await import("../doctor/examine.ts");
  return await examine(asked);
}
