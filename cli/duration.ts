/** Times as users write and read them: `90`, `1m 30s`. */

import parse from "parse-duration";

const units = [["d", 86_400], ["h", 3600], ["m", 60], ["s", 1]] as const;

/** Milliseconds of what a user wrote, where a plain number is seconds; undefined where it is no time. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (!/^[\d.,\sa-zµ]*\d[\d.,\sa-zµ]*$/i.test(text)) return undefined;
  const ms = parse(text);
  return typeof ms !== "number" || !Number.isFinite(ms) || ms < 0 ? undefined : Math.round(ms);
}

/** `0.4s`, `12s`, `3m 4s`, `2h 5m`, `3d 2h`: two units at most. */
export function formatDuration(ms: number): string {
  if (ms < 9950) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`;
  let seconds = Math.round(ms / 1000);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 || parts.length > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).filter((part) => !/^0/.test(part)).join(" ");
}
