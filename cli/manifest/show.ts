/** Prints the manifests that were asked for, each right with its reason. */

import { EXIT } from "../../job/exit_code.ts";
import { type ProgramName, PROGRAMS } from "../../job/rights.ts";
import { printable } from "../../system/text.ts";
import type { Flags } from "../commands/manifest.ts";
import { readFacts } from "../facts.ts";
import { refused, wrongUse } from "../failure.ts";
import { write, writeJson } from "../output.ts";
import { selectNamed } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked } from "../verb.ts";
import { checkAll } from "./check.ts";
import { jobManifest } from "./job_manifest.ts";
import { type Manifest, manifestOf, type Seen } from "./manifests.ts";
import { groupScriptOf } from "./run_group.ts";
import { sourceOf } from "./run_source.ts";

export async function showManifest(
  { caller, flags, words: [word] }: Asked<Flags>,
): Promise<number> {
  if (flags.check && (word !== undefined || flags.run !== undefined)) {
    throw wrongUse(`Cannot check ${word === undefined ? "--run" : `"${word}"`}: all is checked`);
  }
  const seen = { facts: await readFacts(Deno.stdin), paths: caller.paths };
  if (flags.check) return checkAll(seen, flags);
  const manifests = await manifestsOf(word, { asked: { caller, flags, words: [] }, seen });
  if (flags.json) writeJson(manifests);
  else write(manifests.map(manifestText).join("\n"));
  return EXIT.ok;
}

async function manifestsOf(
  word: string | undefined,
  { asked: { caller, flags: { run } }, seen }: { asked: Asked<Flags>; seen: Seen },
): Promise<Manifest[]> {
  const program = word === undefined ? undefined : programNamed(word);
  const ofRun = (number: number | undefined) => ({
    run: number,
    source: sourceOf(seen.paths, number),
    group: groupScriptOf(seen, number),
  });
  if (run !== undefined && (program ?? "chored_worker") !== "chored_worker") {
    throw wrongUse(`Cannot use --run with "${word}": only a worker has a run`);
  }
  if (program !== undefined) return [manifestOf(program, seen, ofRun(run))];
  if (word === undefined) {
    const programs = run === undefined ? PROGRAMS : ["chored_worker"] as const;
    return programs.map((each) => manifestOf(each, seen, ofRun(run)));
  }
  const jobs = selectNamed([word], { verb: "print a manifest" });
  const [view] = await new Session(caller).call("show", { jobs });
  if (view === undefined) throw refused(`Cannot print a manifest: there is no job "${word}"`);
  const newest = run ?? view.runs.at(-1)?.run;
  if (run !== undefined && !view.runs.some((each) => each.run === run)) {
    throw refused(`Cannot print a manifest: job "${view.name}" has no run ${run}`);
  }
  const worker = manifestOf("chored_worker", seen, { ...ofRun(newest), job: view.name });
  return [worker, jobManifest(view, newest)];
}

function programNamed(word: string): ProgramName | undefined {
  return word === "worker" ? "chored_worker" : PROGRAMS.find((each) => each === word);
}

function manifestText({ program, run, job, rights, confinement }: Manifest): string {
  const of = [
    program === "job" ? `job ${job}` : program,
    ...program === "job" || job === null ? [] : [`of job ${job}`],
    ...run === null ? [] : [`run ${run}`],
  ];
  const lines = rights.map(({ kind, value, reason, until }) => {
    const end = until === undefined ? "" : `; until ${until}`;
    return `  ${kind.padEnd(5)} ${printable(value)}\n          ${printable(reason)}${end}\n`;
  });
  const notes = confinement?.differs.map((text) => `  note  ${printable(text)}\n`) ?? [];
  return `${of.join(", ")}\n${lines.join("")}${notes.join("")}`;
}
