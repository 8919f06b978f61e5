// Runs a script of chore's commands with a recorder in the place of Deno's own checks, and says what was used.

import { Recorder } from "./recorder.ts";
import { type ProgramReport, reportOn } from "./report.ts";
import { Stage } from "./stage.ts";

export interface Audit {
  /** how the script ended */
  readonly code: number;
  /** what it said */
  readonly output: string;
  readonly programs: readonly ProgramReport[];
}

/** After this long the script is ended: it waits for something that will not come. */
const scriptMs = 10 * 60_000;

/** `script` is for sh(1); `chore` and `chored` are in its PATH, and it should leave none of them running. */
export async function audit(
  script: string,
  { mostMs = scriptMs }: { readonly mostMs?: number } = {},
): Promise<Audit> {
  await using stage = await Stage.make();
  using recorder = new Recorder(stage.broker);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), mostMs);
  const run = (text: string, signal?: AbortSignal) =>
    new Deno.Command("/bin/sh", {
      ...signal === undefined ? {} : { signal },
      args: ["-euc", text],
      clearEnv: true,
      env: stage.env,
      cwd: stage.home,
      stdin: "null",
    }).output();
  try {
    const { code, stdout, stderr } = await run(script, late.signal);
    const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    const places = { root: stage.root, base: stage.base };
    return { code, output, programs: reportOn(recorder.records, places) };
  } finally {
    clearTimeout(timer);
    await run("chore shutdown || :");
  }
}
