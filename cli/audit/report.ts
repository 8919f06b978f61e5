/** What the audit found of each program: granted and used, granted and never used, asked for and denied. */

import { PROGRAMS, type Right } from "../../job/rights.ts";
import { type Asked, withoutPrefaces } from "./answer.ts";

/** What was started, and what it asked for. */
export interface Audited {
  readonly words: readonly string[];
  readonly granted: readonly Right[];
  readonly asked: readonly Asked[];
}

export interface ProgramReport {
  readonly program: string;
  /** how often it was started */
  readonly starts: number;
  /** rights, in the words of SECURITY.md, and how often each was used */
  readonly used: Readonly<Record<string, number>>;
  readonly unused: readonly string[];
  /** what it wanted and did not get, and how often */
  readonly denied: Readonly<Record<string, number>>;
}

/** What the names in a right stand for. */
export interface AuditPlaces {
  readonly root: string;
  readonly base: string;
  readonly extra?: Extra | undefined;
}

/** A path that only some of a kind may read, and its name in the table of rights. */
interface Extra {
  readonly value: string;
  readonly name: string;
}

export function reportOn(audited: readonly Audited[], places: AuditPlaces): ProgramReport[] {
  return PROGRAMS.map((program) => {
    const own = audited.filter(({ words }) => programOf(words) === program);
    const used = new Map<string, number>();
    const denied = new Map<string, number>();
    const granted = new Set<string>();
    for (const each of own) {
      const name = (right: Right) => named(right, { ...places, extra: extraOf(each, places) });
      for (const right of each.granted) granted.add(name(right));
      for (const { kind, value, answer, by } of withoutPrefaces(each.asked)) {
        if (answer === "granted" && by !== undefined) count(used, name(by));
        if (answer === "denied") count(denied, name({ kind, value: value ?? "*" }));
      }
    }
    return {
      program,
      starts: own.length,
      used: Object.fromEntries([...used].sort()),
      unused: [...granted].filter((right) => !used.has(right)).sort(),
      denied: Object.fromEntries([...denied].sort()),
    };
  });
}

const SOURCES: Readonly<Record<string, string>> = {
  "cli/main.ts": "chore",
  "chore.js": "chore",
  "daemon/main.ts": "chored",
  "chored.js": "chored",
  "worker/main.ts": "chored_worker",
  "chored_worker.js": "chored_worker",
};

function programOf(words: readonly string[]): string | undefined {
  const last = words.at(-1) ?? "";
  return Object.entries(SOURCES).find(([source]) => last.endsWith(`/${source}`))?.[1];
}

/** What chored may read beside the base folder is the file of `-p`; a worker, what another run prints. */
function extraOf({ words, granted }: Audited, { base }: AuditPlaces): Extra | undefined {
  const program = programOf(words);
  const find = (isExtra: (path: string) => boolean) =>
    granted.find(({ kind, value }) => kind === "read" && isExtra(value))?.value;
  const config = program === "chored" ? find((path) => path !== base) : undefined;
  if (config !== undefined) return { value: config, name: "CONFIG" };
  const source = program === "chored_worker"
    ? find((path) => /\/runs\/\d+\/w$/.test(path))
    : undefined;
  return source === undefined ? undefined : { value: source, name: "SOURCE" };
}

/** A right in the words of SECURITY.md. */
export function named({ kind, value }: Right, { root, base, extra }: AuditPlaces): string {
  if (kind === "read" && value === extra?.value) return `${kind} ${extra.name}`;
  const name = value
    .replace(new RegExp(`${escaped(base)}/run/\\w+\\.sock`), "SOCKET")
    .replace(new RegExp(`${escaped(base)}/cache/\\w+/runs/\\d+(?=/|$)`), "RUN")
    .replace(base, "BASE").replace(root, "ROOT")
    .replace(/^ROOT\/(?:bin|lib\/chore)\/cgroup\.sh$/, "CGROUP")
    .replace(/^\/(?:usr\/)?bin\/kill$/, "KILL").replace(/^\/(?:usr\/)?bin\/ps$/, "PS");
  return `${kind} ${name}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function reportText(reports: readonly ProgramReport[]): string {
  return reports.map(({ program, starts, used, unused, denied }) => {
    const lines = [
      `${program}, started ${starts} times`,
      ...Object.entries(used).map(([right, times]) => `  used    ${right} (${times})`),
      ...unused.map((right) => `  unused  ${right}`),
      ...Object.entries(denied).map(([right, times]) => `  denied  ${right} (${times})`),
    ];
    return `${lines.join("\n")}\n`;
  }).join("\n");
}
