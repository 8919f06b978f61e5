/** Moments that are over, as users write them: a date, `yesterday`, or how long ago: `2h`. */

import type { DateRead } from "../job/date.ts";
import { parseDuration } from "../job/duration.ts";

/** The instant, or what was expected in place of the text. */
export async function parsePast(
  text: string,
  { now }: { readonly now: number },
): Promise<DateRead> {
  const plain = text.trim().toLowerCase();
  if (plain === "today" || plain === "yesterday") return { at: midnight(now, plain) };
  const ago = /^\d.*[a-z]$/.test(plain) && !/[ap]m$/.test(plain) ? parseDuration(plain) : undefined;
  if (ago !== undefined) return { at: Math.max(0, now - ago) };
  const { parseDate } = await import("./date.ts");
  const read = await parseDate(text, { now });
  if (!("at" in read)) return read;
  // a time without a day is the next one to whoever starts a job, and the last one here
  const isTime = /^\d{1,2}(:\d\d){0,2}( ?[ap]m)?$/.test(plain);
  return { at: Math.max(0, isTime && read.at > now ? dayBefore(read.at) : read.at) };
}

/** By the calendar: a day may have 23 hours. */
function dayBefore(at: number): number {
  const date = new Date(at);
  return date.setDate(date.getDate() - 1);
}

function midnight(now: number, day: "today" | "yesterday"): number {
  const today = new Date(now).setHours(0, 0, 0, 0);
  return day === "today" ? today : dayBefore(today);
}
