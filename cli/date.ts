/** Dates as users write them: ISO 8601, times of day, `now + 5 minutes`, and words where nothing simpler fits. */

import { type DateRead, type Here, readDate } from "../job/date.ts";
import { parseDuration } from "../job/duration.ts";

/** Of each form one. */
export const DATE_EXAMPLES = "2026-11-24T17:00, 17:00, now + 5 minutes, in 90s or tomorrow 9am";
/** Without any of these a text is no date in words. */
const timeOfDay = /\d ?[ap]m\b|\d:\d|\bnoon\b/;
const longestMs = Date.UTC(10_000, 0);

/** The instant, or what was expected in place of the text; the words' library is loaded when it is needed. */
export async function parseDate(text: string, here: Here): Promise<DateRead> {
  const plain = text.trim().replace(/[ \t]+/g, " ").toLowerCase();
  const read = readRelative(plain, here) ?? readDate(plain, here);
  if (read !== undefined) return read;
  const { hasDateWords, readWords } = await import("./date_words.ts");
  if (!hasDateWords(plain)) return { expected: `expected ${DATE_EXAMPLES}` };
  if (!timeOfDay.test(plain)) {
    return { expected: "it has no time of day: expected one too, as in tomorrow 9am" };
  }
  return await readWords(plain, here) ?? { expected: `expected ${DATE_EXAMPLES}` };
}

/** `now`, `now + 5 minutes`, `in 90s`, `+90s`: elapsed time, so that a day has 24 hours. */
function readRelative(text: string, { now }: Here): DateRead | undefined {
  if (text === "now") return { at: now };
  const match = /^(?:now ?\+|in |\+) ?(.*)$/.exec(text);
  if (match === null) return undefined;
  const ms = parseDuration(match[1] ?? "");
  if (ms === undefined) {
    return { expected: "expected a time such as 90s, 5 minutes, 1h 30m, 2 days or 3 weeks" };
  }
  return now + ms < longestMs
    ? { at: now + ms }
    : { expected: "expected a time before year 10000" };
}
