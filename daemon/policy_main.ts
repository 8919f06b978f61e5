/** Compiles a policy file before chored is started: bin/policy.sh runs this with a right to that file and to an empty folder. */

import { EXIT } from "../job/exit_code.ts";
import { allowsAll, mostWalls, type Policy, WALL_SWITCHES } from "../job/policy.ts";
import { type ReadPolicy, readPolicy } from "../job/policy_file.ts";
import { policyGate, policyLauncher } from "../job/policy_programs.ts";
import { pathsIn, type Place, withPlaces } from "../job/policy_places.ts";
import { rulesScript } from "../job/policy_shell.ts";
import { LIMITS } from "../limits.ts";
import { type Allowed, ARCHITECTURES, seccompFilter } from "../system/confine_seccomp.ts";
import { removeIfThere } from "../system/durable.ts";
import { nearest, printable } from "../system/text.ts";
import { BadConfig, readConfigFile } from "./config_file.ts";

if (import.meta.main) Deno.exit(main(Deno.args));

/** FILE FOLDER BASE SESSION DENO DENO_DIR LAUNCHER LIB [LINK REAL]... */
function main(words: readonly string[]): number {
  const [file = "", folder = "", base = "", session = "", deno = "", denoDir = ""] = words;
  const [launcher = "", lib = "", ...rest] = words.slice(6);
  const read = readFile(file);
  if (read.kind === "wrong") {
    console.error(`chored: Cannot use policy "${printable(file)}":`);
    for (const complaint of read.complaints) console.error(printable(complaint));
    return EXIT.system;
  }
  const { policy } = read;
  const whole = withPlaces(policy, placesIn(rest));
  const files: readonly NewFile[] = [
    textFile("rules.sh", rulesScript(whole, { base, session, deno, denoDir, folder })),
    textFile("policy.json", `${JSON.stringify(whole)}\n`),
    textFile("chored_worker", policyLauncher({ folder, launcher, lib }), { mode: 0o500 }),
    textFile("gate", policyGate({ folder, launcher, lib }), { mode: 0o500 }),
    ...filters(whole),
  ];
  try {
    for (const { name, bytes, mode } of files) {
      const path = `${folder}/${name}`;
      removeIfThere(path);
      Deno.writeFileSync(path, bytes, { mode, createNew: true });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    console.error(`chored: Cannot use policy "${printable(file)}": its rules: ${reason}`);
    return EXIT.system;
  }
  tell(policy);
  return EXIT.ok;
}

function readFile(file: string): ReadPolicy {
  try {
    const text = readConfigFile(file, "is wanted", { most: LIMITS.policyBytes }) ?? "";
    return readPolicy(text, { file, suggest: nearest });
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    return { kind: "wrong", complaints: error.complaints };
  }
}

function placesIn(words: readonly string[]): Place[] {
  return words.flatMap((link, index) => {
    const real = words[index + 1];
    return index % 2 === 1 || real === undefined ? [] : [{ link, real }];
  });
}

interface NewFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mode: number;
}

function textFile(name: string, text: string, { mode = 0o400 } = {}): NewFile {
  return { name, bytes: new TextEncoder().encode(text), mode };
}

/** One for each set of walls that the policy can allow: no gate can make one. */
function filters(policy: Policy): NewFile[] {
  const architecture = ARCHITECTURES.find((each) => each === Deno.build.arch);
  if (Deno.build.os !== "linux" || architecture === undefined) return [];
  const most = mostWalls(policy);
  const sets = WALL_SWITCHES.reduce<readonly Partial<Allowed>[]>(
    (sets, wall) =>
      sets.flatMap((set) =>
        (most[wall] ? [false, true] : [false]).map((is) => ({ ...set, [wall]: is }))
      ),
    [{}],
  );
  return sets.map((set) => {
    const allowed = set as Allowed;
    const name = `filter-${WALL_SWITCHES.map((wall) => allowed[wall] ? 1 : 0).join("")}`;
    return { name, bytes: new Uint8Array(seccompFilter(allowed, architecture)), mode: 0o400 };
  });
}

/** What the launcher must know: a line each, KEY VALUE. */
function tell(policy: Policy): void {
  if (policy.ask !== undefined) console.log(`ask ${policy.ask}`);
  if (allowsAll(policy)) console.log("allows all");
  for (const path of pathsIn(policy)) console.log(`path ${path}`);
}
