/** `chore manifest`: what each program may do, and why; with --check, whether all is as it says. */

import { json } from "../flags.ts";
import type { Asked, Verb } from "../verb.ts";

export interface Flags {
  readonly check: boolean;
  readonly json: boolean;
  readonly run?: number;
}

export const manifest: Verb<Flags> = {
  about: [
    "Without a word: of chore, chored and chored_worker. Of a JOB: of the worker of its newest",
    "run, and of its command. The words are those of the launchers, which each prints itself:",
    "  chore --manifest, chored --manifest, chored_worker --manifest (chored_worker(8))",
    "With --check the exit code is 1 where anything differs.",
  ],
  flags: {
    check: { kind: "boolean", brief: "compare what runs and what lies on disk with it" },
    json,
    run: {
      kind: "parsed",
      parse: parseRun,
      brief: "of the worker of this run",
      placeholder: "RUN",
      optional: true,
    },
  },
  letters: {},
  operand: { placeholder: "PROGRAM|JOB", brief: "whose", least: 0, most: 1 },
  run: show,
};

async function show(asked: Asked<Flags>): Promise<number> {
  const { showManifest } = await import("../manifest/show.ts");
  return await showManifest(asked);
}

function parseRun(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Error("it is not the number of a run");
  return Number(text);
}
