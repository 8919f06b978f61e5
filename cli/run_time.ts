/** When a new job starts and how long it may take: the options of `run` for that, and what they make of its spec. */

import type { FlagParametersForType } from "@stricli/core";
import { NAME_PATTERN } from "../job/name.ts";
import { CATCH_UPS, OVERLAPS } from "../job/policies.ts";
import type { SpecInput } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { refused, wrongUse } from "./failure.ts";
import { timeFlag, wordFlag } from "./flag_values.ts";
import { say } from "./output.ts";

/** What `-D` says: a date, or as in the seed the job that must have succeeded before. */
export type Start =
  | { readonly kind: "date"; readonly at: number }
  | { readonly kind: "past" }
  | { readonly kind: "job"; readonly job: string };

export interface TimeFlags {
  readonly at?: string;
  readonly in?: number;
  readonly cron?: string;
  readonly zone?: string;
  readonly overlap?: typeof OVERLAPS[number];
  readonly catchUp?: typeof CATCH_UPS[number];
  readonly timeout?: number;
  readonly startDeadline?: number;
}

const parsed = { kind: "parsed", optional: true } as const;

export const TIME_FLAGS: FlagParametersForType<TimeFlags> = {
  at: {
    ...parsed,
    parse: String,
    brief: "start then; or once the job of that name succeeded",
    placeholder: "DATE",
  },
  in: timeFlag({ brief: "start after this time: 90s, 2h" }),
  cron: {
    ...parsed,
    parse: String,
    brief: "start again and again: '0 3 * * *', @daily",
    placeholder: "EXPR",
  },
  zone: {
    ...parsed,
    parse: String,
    brief: "the time zone of --cron or --at",
    placeholder: "ZONE",
  },
  overlap: wordFlag("with --cron: what if the last run still runs (skip)", OVERLAPS),
  catchUp: wordFlag("with --cron: what of times missed (once)", CATCH_UPS),
  timeout: timeFlag({ brief: "stop it when it has run this long" }),
  startDeadline: timeFlag({ brief: "give up where it has not started within this" }),
};

export const TIME_LETTERS = { D: "at", T: "timeout" } as const;

type Env = Readonly<Record<string, string>>;
type TimeSpec = Pick<SpecInput, "when" | "timeoutMs" | "startDeadlineMs">;

/** @throws {Failure} where they contradict each other */
export async function timeSpec(
  flags: TimeFlags,
  { start, env }: { start: Start | undefined; env: Env },
): Promise<TimeSpec> {
  const { timeout, startDeadline } = flags;
  const when = await whenOf(flags, { start, env });
  return {
    ...when === undefined ? {} : { when },
    ...timeout === undefined ? {} : { timeoutMs: timeout },
    ...startDeadline === undefined ? {} : { startDeadlineMs: startDeadline },
  };
}

/** What `-D` means; a date that is over is told. @throws {Failure} */
export async function readStart(flags: TimeFlags): Promise<Start | undefined> {
  const { at: text, zone } = flags;
  await checkTimes(flags);
  if (text === undefined) return undefined;
  const now = Date.now();
  const { parseDate } = await import("./date.ts");
  const read = await parseDate(text, { now, zone });
  if ("at" in read) {
    if (read.at >= now - presentMs) return { kind: "date", at: read.at };
    say(`"${text}" is in the past (${new Date(read.at).toISOString()}): it runs at once`);
    return { kind: "past" };
  }
  const wrong = wrongUse(`Cannot use "${text}" for --at: ${read.expected}`);
  if (!NAME_PATTERN.test(text)) throw wrong;
  const { hasDateWords } = await import("./date_words.ts");
  if (!hasDateWords(text.toLowerCase())) return { kind: "job", job: text };
  throw wrongUse(`${wrong.message}; for a job of that name: --after ${text}`);
}

/** Where chored knows no job that is called as `-D` says: that may have been meant as a date. */
export function tellNoDate({ at = "" }: TimeFlags): (error: unknown) => Promise<never> {
  return async (error) => {
    const { Refusal } = await import("../wire/client.ts");
    const isNamed = error instanceof Refusal && error.message.includes(`job "${at}": it is not`);
    if (!isNamed) throw error;
    const { DATE_EXAMPLES } = await import("./date.ts");
    throw refused(`${error.message}, and no date: expected ${DATE_EXAMPLES}`);
  };
}

/** What is within this of now was meant as now. */
const presentMs = 1000;

async function whenOf(
  flags: TimeFlags,
  { start, env }: { start: Start | undefined; env: Env },
): Promise<SpecInput["when"]> {
  const { cron, in: inMs, overlap, catchUp } = flags;
  const isDate = start?.kind === "date" || start?.kind === "past";
  const given = [isDate && "--at", inMs !== undefined && "--in", cron !== undefined && "--cron"]
    .filter((name) => name !== false);
  if (given.length > 1) throw wrongUse(`Cannot use ${given.join(" and ")}: choose one`);
  if (cron === undefined) {
    refuseDetails(flags, { isDate });
    if (inMs !== undefined) return { kind: "at", at: Date.now() + inMs };
    return start?.kind === "date" ? { kind: "at", at: start.at } : undefined;
  }
  const zone = flags.zone ?? await zoneOf(env);
  return {
    ...{ kind: "cron", expression: cron },
    ...zone === undefined ? {} : { zone },
    ...overlap === undefined ? {} : { overlap },
    ...catchUp === undefined ? {} : { catchUp },
  };
}

/** What means nothing for a job that has no more than one time. */
function refuseDetails(
  { zone, overlap, catchUp }: TimeFlags,
  { isDate }: { isDate: boolean },
): void {
  if (overlap !== undefined) throw wrongUse("Cannot use --overlap without --cron");
  if (catchUp !== undefined) throw wrongUse("Cannot use --catch-up without --cron");
  if (zone !== undefined && !isDate) throw wrongUse("Cannot use --zone without --cron or --at");
}

/** The zone that the caller has set for himself; chored knows but the machine's own. */
async function zoneOf({ TZ = "" }: Env): Promise<string | undefined> {
  if (TZ === "" || TZ.length > LIMITS.nameChars) return undefined;
  const { checkZone } = await import("../job/schedule.ts");
  return checkZone(TZ) === undefined ? TZ : undefined;
}

/** What is wrong with a zone or an expression that was given. @throws {Failure} */
async function checkTimes({ cron, zone }: TimeFlags): Promise<void> {
  if (cron === undefined && zone === undefined) return;
  const { checkExpression, checkZone } = await import("../job/schedule.ts");
  const wrong = cron === undefined ? undefined : checkExpression(cron);
  if (wrong !== undefined) throw wrongUse(`Cannot use "${cron}" for --cron: ${wrong}`);
  if (zone === undefined || checkZone(zone) === undefined) return;
  throw wrongUse(
    `Cannot use "${zone}" for --zone: it is no time zone: write a name such as Europe/Berlin or UTC`,
  );
}
