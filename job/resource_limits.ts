/** How much a job may use, and how it stands beside other processes: words, bounds, and what is said of it. */

import { LIMITS } from "../limits.ts";
import { exactDuration, parseDuration } from "./duration.ts";
import { exactSize, parseSize } from "./size.ts";

/**
 * Each holds for each of its processes by itself. Where the job has a control group `memoryBytes`, `procs`
 * and `cpus` hold for all of it together; without one `procs` counts all processes of its user.
 */
export interface ResourceLimits {
  /** processor time */
  readonly cpuMs?: number | undefined;
  /** memory, and without a control group address space */
  readonly memoryBytes?: number | undefined;
  /** open files */
  readonly files?: number | undefined;
  /** processes; without a control group root is not bound by it */
  readonly procs?: number | undefined;
  /** the length of a file that it writes */
  readonly fileBytes?: number | undefined;
  /** the length of what it leaves when it crashes */
  readonly coreBytes?: number | undefined;
  /** processors at once, in hundredths; for it the job must have a control group */
  readonly cpus?: number | undefined;
  /** added to the niceness of chored */
  readonly nice?: number | undefined;
  /** how it stands in line for the disk */
  readonly io?: IoPriority | undefined;
}

/** How a job stands in line for the disk: a class of ionice(1), and a level in it. */
export interface IoPriority {
  /** one of IO_CLASSES */
  readonly class: "realtime" | "best-effort" | "idle";
  /** 0 is first; none for `idle` */
  readonly level?: number | undefined;
}

export const NO_LIMITS: ResourceLimits = {};

type Unit = "time" | "bytes" | "number" | "hundredths";

/** One kind of limit, as `--limit` has it. */
export interface LimitKind {
  readonly name: string;
  readonly field: Exclude<keyof ResourceLimits, "nice" | "io">;
  readonly unit: Unit;
  readonly least: number;
  readonly most: number;
  /** the value is a multiple of it: finer the system cannot count */
  readonly step: number;
}

const { limitBytesMost, limitFilesLeast, limitMemoryLeastBytes } = LIMITS;

export const LIMIT_KINDS: readonly LimitKind[] = [
  { name: "cpu", field: "cpuMs", unit: "time", least: 1000, most: LIMITS.timeMaxMs, step: 1000 },
  {
    ...{ name: "mem", field: "memoryBytes", unit: "bytes", step: 1024 },
    ...{ least: limitMemoryLeastBytes, most: limitBytesMost },
  },
  {
    ...{ name: "files", field: "files", unit: "number", step: 1 },
    ...{ least: limitFilesLeast, most: LIMITS.limitNumberMost },
  },
  {
    ...{ name: "procs", field: "procs", unit: "number", step: 1 },
    ...{ least: 1, most: LIMITS.limitNumberMost },
  },
  { name: "fsize", field: "fileBytes", unit: "bytes", least: 0, most: limitBytesMost, step: 512 },
  { name: "core", field: "coreBytes", unit: "bytes", least: 0, most: limitBytesMost, step: 512 },
  {
    ...{ name: "cpus", field: "cpus", unit: "hundredths", step: 0.01 },
    ...{ least: 0.01, most: LIMITS.limitProcessorsMost },
  },
];

/** `cpu=10m,mem=1G`: each kind at most once. @throws {Error} with what was expected */
export function parseLimits(text: string): ResourceLimits {
  return joinLimits(text.split(",").map(parseLimit));
}

/** Several of them as one. @throws {Error} where a kind is there twice */
export function joinLimits(list: readonly ResourceLimits[]): ResourceLimits {
  const all = list.flatMap((limits) => Object.entries(limits));
  const fields = all.map(([field]) => field);
  const twice = LIMIT_KINDS.find(({ field }) => fields.filter((each) => each === field).length > 1);
  if (twice === undefined) return Object.fromEntries(all);
  throw new Error(`${twice.name} is limited twice`);
}

function parseLimit(text: string): ResourceLimits {
  const [, name = "", value = ""] = /^\s*([^=]*)=(.*?)\s*$/.exec(text) ?? [];
  const kind = LIMIT_KINDS.find((each) => each.name === name);
  if (kind === undefined) {
    const names = LIMIT_KINDS.map((each) => each.name).join(", ");
    throw new Error(`"${text}" is no limit: write NAME=VALUE with one of ${names}`);
  }
  const number = read(kind.unit, value);
  if (number !== undefined && fits(kind, number)) return { [kind.field]: number };
  throw new Error(`"${value}" is no value for ${name}: ${expected(kind)}`);
}

export function fits({ unit, least, most, step }: LimitKind, number: number): boolean {
  // as the shortest text has it: a hundredth is no whole number of bits
  const isInSteps = unit === "hundredths"
    ? Number(number.toFixed(2)) === number
    : Number.isInteger(number) && number % step === 0;
  return isInSteps && number >= least && number <= most;
}

/** Which values a limit can have, in words. */
export function expected({ unit, least, most, step }: LimitKind): string {
  const steps = step === 1 ? "" : ` in steps of ${show(unit, step)}`;
  return `it is ${show(unit, least)} to ${show(unit, most)}${steps}`;
}

function read(unit: Unit, text: string): number | undefined {
  switch (unit) {
    case "time":
      return parseDuration(text);
    case "bytes":
      return parseSize(text);
    case "number":
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    case "hundredths":
      return /^\d{1,6}(?:\.\d{1,2})?$/.test(text) ? Number(text) : undefined;
  }
}

function show(unit: Unit, value: number): string {
  if (unit === "time") return exactDuration(value);
  return unit === "bytes" ? exactSize(value) : String(value);
}

/** `cpu=10m`, one for each that holds. */
export function limitWords(limits: ResourceLimits): string[] {
  return LIMIT_KINDS.flatMap((kind) => {
    const value = limits[kind.field];
    return value === undefined ? [] : [`${kind.name}=${show(kind.unit, value)}`];
  });
}

/** `idle`, `best-effort:7`. */
export function ioText({ class: name, level }: IoPriority): string {
  return level === undefined ? name : `${name}:${level}`;
}
