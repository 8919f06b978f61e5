/** The recorder of `chore audit`: answers Deno's questions until its standard input ends, then prints the report, a line. */

import { reportOn } from "../../cli/audit/report.ts";
import { Recorder } from "./recorder.ts";

if (import.meta.main) await main(Deno.args);

async function main([broker, words, root, base]: readonly string[]): Promise<void> {
  if (broker === undefined || words === undefined || root === undefined || base === undefined) {
    throw new Error("Use: BROKER WORDS ROOT BASE");
  }
  using recorder = new Recorder({ broker, words });
  console.log("ready");
  for await (const _ of Deno.stdin.readable) {
    // only its end says something
  }
  console.log(JSON.stringify(reportOn(recorder.records, { root, base })));
}
