// What the programs wrote into their logs that nobody should have to write.

import { runPaths, type SessionPaths } from "../../system/paths.ts";
import type { Counts } from "./counts.ts";

/** Errors in chored's logs, and whatever a worker complained of. Counts what is told of deaths. */
export function readCries(paths: SessionPaths, counts: Counts): string[] {
  return [...readLogs(paths, counts), ...readWorkers(paths)];
}

/** Runs whose worker died by itself, between two durable writes. Counts such deaths. */
export function readCrashes({ runs, base }: SessionPaths, counts: Counts): number[] {
  counts.add("crashes", readIfThere(`${base}/crashes`).split("\n").length - 1);
  return [...Deno.readDirSync(runs)].flatMap(({ name }) => {
    const deaths = readIfThere(`${runPaths(`${runs}/${name}`).w}/crashed`).split("\n").length - 1;
    counts.add("workerCrashes", deaths);
    return deaths > 0 ? [Number(name)] : [];
  });
}

function readLogs({ log, base }: SessionPaths, counts: Counts): string[] {
  const folder = `${base}/logs`;
  return [...Deno.readDirSync(folder)].filter(({ name }) => `${folder}/${name}`.startsWith(log))
    .flatMap(({ name }) => Deno.readTextFileSync(`${folder}/${name}`).split("\n"))
    .filter((line) => {
      if (line.includes("died before the command ran: again")) counts.add("again");
      if (line.includes("an undertaker follows")) counts.add("undertakers");
      if (line.includes("another takes the job over")) counts.add("adopters");
      return / error {2,}/.test(line);
    });
}

function readWorkers({ runs }: SessionPaths): string[] {
  return [...Deno.readDirSync(runs)].flatMap(({ name }) => {
    const text = readIfThere(`${runPaths(`${runs}/${name}`).w}/worker.err`);
    // a shell tells that a program of its own was killed
    const lines = text.split("\n").filter((line) => !["", "Killed"].includes(line));
    return lines.map((line) => `worker of run ${name}: ${line}`);
  });
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
