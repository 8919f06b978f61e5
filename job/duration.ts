/** Times as users write and read them: `90`, `1m 30s`. */

import parse from "parse-duration";

const units = [["d", 86_400], ["h", 3600], ["m", 60], ["s", 1]] as const;

const number = String.raw`\d+(?:\.\d+)?`;
const unit = "(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)";
/** Each number with its unit: what a library makes of `1,5h` or `5 5` nobody has meant. */
const withUnits = new RegExp(`^${number} ?${unit}(?: ?${number} ?${unit})*$`, "i");

/** Milliseconds of what a user wrote, where a plain number is seconds; undefined where it is no time. */
export function parseDuration(text: string): number | undefined {
  const plain = text.trim();
  const isPlain = /^\d+(\.\d+)?$/.test(plain);
  const ms = isPlain ? Number(plain) * 1000 : withUnits.test(plain) ? parse(plain) : undefined;
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

/** The shortest text that `parseDuration` reads back as exactly `ms`: `90s`, `2h`, `1500ms`. */
export function exactDuration(ms: number): string {
  const [unit, size] = units.find(([, size]) => ms > 0 && ms % (size * 1000) === 0) ?? ["ms", 0];
  return ms === 0 ? "0" : `${size === 0 ? ms : ms / (size * 1000)}${unit}`;
}
