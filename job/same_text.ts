/** Whether two values say the same, in whatever order their members stand. */

export function sameText(one: unknown, other: unknown): boolean {
  return orderedText(one) === orderedText(other);
}

/** As JSON, with the members of each object in one order. */
function orderedText(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1))
        : part,
  );
}
