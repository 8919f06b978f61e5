/** `deno task audit`: which of their rights the three programs use, as told by Deno while they run. */

import { EXIT } from "../job/exit_code.ts";
import { PROGRAMS, rightsInWords } from "../job/rights.ts";
import { audit } from "./audit/audit.ts";
import { readAuditLog } from "./audit/log.ts";
import { type ProgramReport, reportOn, reportText } from "./audit/report.ts";

const usage = `usage: deno task audit [--json] [SCRIPT]
       deno task audit [--json] --log MANIFEST LOG
SCRIPT  commands for sh(1), with chore and chored in PATH; without it tools/audit/every_verb.sh
LOG     what DENO_AUDIT_PERMISSIONS=LOG made Deno write; it tells nothing of "run"
MANIFEST  what the program's --manifest has printed`;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(words: readonly string[]): Promise<number> {
  const rest = words.filter((word) => word !== "--json");
  const print = (reports: readonly ProgramReport[]) =>
    console.log(rest.length < words.length ? JSON.stringify(reports) : reportText(reports));
  const [first, manifest, log, ...more] = rest;
  try {
    if (first === "--log" && manifest !== undefined && log !== undefined && more.length === 0) {
      print(await readLog(manifest, log));
      console.error('audit: such a log tells nothing of "run": those rights are shown as unused');
      return EXIT.ok;
    }
    if (first?.startsWith("-") || rest.length > 1) {
      console.error(usage);
      return EXIT.usage;
    }
    return await runScript(first, print);
  } catch (error) {
    console.error(`audit: ${error instanceof Error ? error.message : error}`);
    return EXIT.system;
  }
}

async function runScript(
  path: string | undefined,
  print: (reports: readonly ProgramReport[]) => void,
): Promise<number> {
  const script = await Deno.readTextFile(path ?? new URL("audit/every_verb.sh", import.meta.url));
  const { code, output, programs } = await audit(script);
  print(programs);
  if (code === 0) {
    const isClean = programs.every(({ unused, denied }) =>
      unused.length === 0 && Object.keys(denied).length === 0
    );
    return isClean ? EXIT.ok : EXIT.differs;
  }
  console.error(`${output}audit: the script ended with ${code}`);
  return EXIT.system;
}

async function readLog(manifest: string, log: string): Promise<ProgramReport[]> {
  const words = (await Deno.readTextFile(manifest)).trimEnd().split("\n");
  const granted = rightsInWords(words);
  const audited = readAuditLog(await Deno.readTextFile(log), { words, granted });
  const reports = reportOn([audited], { root: "ROOT", base: "BASE" });
  const known = reports.filter(({ starts }) => starts > 0);
  if (known.length > 0) return known;
  throw new Error(
    `Cannot read "${manifest}": it is the manifest of none of ${PROGRAMS.join(", ")}`,
  );
}
