/** Sizes as users write and read them: `512K`, `10M`. */

const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

/** Bytes of what a user wrote; undefined where it is no size. */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?)([KMG]?)$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const bytes = Number(number) * (units[unit.toUpperCase() as keyof typeof units] ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The shortest text that `parseSize` reads back as exactly `bytes`. */
export function exactSize(bytes: number): string {
  const [unit, size] =
    Object.entries(units).findLast(([, size]) => bytes > 0 && bytes % size === 0) ?? ["", 1];
  return `${bytes / size}${unit}`;
}
