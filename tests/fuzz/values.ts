// Messages and records that are nearly right: a field is missing, of another type, huge, deep, one too many; and noise.

import fc from "fast-check";

type Change = (value: unknown) => unknown;
type Path = readonly (string | number)[];

export function mutatedValue(seeds: readonly unknown[]): fc.Arbitrary<unknown> {
  const mutated = fc.tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }))
    .map(([seed, changes]) => changes.reduce((value, each) => each(value), seed));
  return fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: fc.anything() });
}

/** Of no use to anybody, one by one. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, [], {}, [[]], [null], { kind: null }, new Uint8Array(3)],
  ...[0, 1, -1, 0.5, 2, 255, 256, NaN, Infinity, -Infinity, 1e300, -1e300, 1e21, 8.64e15 + 2],
  ...[2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 2 ** 60, 2 ** 63, 2 ** 64, Number.MIN_VALUE],
  ...["", "0", "7", "\0", "\n", "a\nb", "\x1b[31m", "\ud800", "\ufeff", "../..", "/", "__proto__"],
  ...["x".repeat(63), "x".repeat(64), "x".repeat(501), "é".repeat(5000), "x".repeat(140_000)],
  ...[nested(5), nested(400), Array(300).fill("x"), Array(5000).fill(0), "SIGKILL", "default"],
];

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { kind: value };
  return value;
}

const oddNames = ["__proto__", "constructor", "toString", "kind", "id", "", "0", "length", "x"];
const at = fc.nat();
const odd = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ODD_VALUES) },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.maxSafeInteger()),
  },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(at, odd).map(([at, odd]) => changeAt(at, () => odd)) },
  fc.tuple(at, fc.constantFrom(-1, 1, 0.5, 2 ** 40)).map(([at, by]) =>
    changeAt(at, (value) => typeof value === "number" ? value + by : value)
  ),
  at.map(removeAt),
  fc.tuple(at, fc.constantFrom(...oddNames), odd).map(([at, name, odd]) =>
    changeAt(at, (value) => withField(value, { name, odd }))
  ),
  fc.tuple(at, fc.constantFrom(2, 300, 5000)).map(([at, times]) =>
    changeAt(at, (value) => manyOf(value, times))
  ),
  fc.tuple(at, at).map(([one, other]): Change => (value) => {
    const paths = pathsOf(value);
    const found = getAt(value, paths[other % paths.length] ?? []);
    return setAt(value, { path: paths[one % paths.length] ?? [], change: () => found });
  }),
);

function changeAt(at: number, change: Change): Change {
  return (value) => {
    const paths = pathsOf(value);
    return setAt(value, { path: paths[at % paths.length] ?? [], change });
  };
}

/** More than any value of ours has places. */
const mostPaths = 2000;

/** Of all places in it, that of itself first. */
function pathsOf(value: unknown): readonly Path[] {
  const paths: Path[] = [[]];
  for (const path of paths) {
    if (paths.length > mostPaths) break;
    const here = getAt(value, path);
    if (!isHolder(here) || path.length > 20) continue;
    for (const key of Object.keys(here).slice(0, 100)) paths.push([...path, key]);
  }
  return paths;
}

function isHolder(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function getAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, key) => isHolder(here) ? (here as Record<string, unknown>)[key] : undefined,
    value,
  );
}

interface Edit {
  readonly path: Path;
  /** undefined where the place is to go */
  readonly change: Change | undefined;
}

function setAt(value: unknown, { path, change }: Edit): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change === undefined ? null : change(value);
  if (!isHolder(value)) return value;
  const entries = Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
    if (name !== String(key)) return [[name, field]];
    if (rest.length === 0 && change === undefined) return [];
    return [[name, setAt(field, { path: rest, change })]];
  });
  return Array.isArray(value) ? entries.map(([, field]) => field) : Object.fromEntries(entries);
}

function removeAt(at: number): Change {
  return (value) => {
    const paths = pathsOf(value);
    return setAt(value, { path: paths[at % paths.length] ?? [], change: undefined });
  };
}

function withField(value: unknown, { name, odd }: { name: string; odd: unknown }): unknown {
  if (Array.isArray(value)) return [...value, odd];
  return isHolder(value) ? Object.fromEntries([...Object.entries(value), [name, odd]]) : value;
}

function manyOf(value: unknown, times: number): unknown {
  if (typeof value === "string") return value.repeat(Math.min(times, 200_000 / (value.length + 1)));
  if (!Array.isArray(value) || value.length * times > 20_000) return value;
  return Array.from({ length: times }, () => value).flat();
}

/** Bytes times milliseconds, over a whole life: they need not be whole. */
const isSum = /\.sums\.(?:cpuPercent|rssBytes|processes)$/;

/** Where and what an accepted value has that no file and no table of ours can hold. */
export function strangeNumber(value: unknown, path = ""): string | undefined {
  if (typeof value === "bigint") return `${path}: ${value}n`;
  if (typeof value === "number") {
    const isGood = Number.isFinite(value) &&
      (isSum.test(path) || Math.abs(value) <= Number.MAX_SAFE_INTEGER);
    return isGood ? undefined : `${path}: ${value}`;
  }
  if (!isHolder(value)) return undefined;
  for (const [name, field] of Object.entries(value)) {
    const found = strangeNumber(field, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
