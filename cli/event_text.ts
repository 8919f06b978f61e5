/** Events as lines: for people, or one JSON object each. */

import { printable } from "../system/text.ts";
import type { JobEvent } from "../wire/replies.ts";
import { jsonText, say, write } from "./output.ts";

export interface Print {
  event(event: JobEvent): void;
  /** so many were left out before the next one */
  missed(count: number): void;
}

export function eventPrinter({ json }: { readonly json: boolean }): Print {
  const line = (value: unknown) => write(`${jsonText(value, 0)}\n`);
  if (json) return { event: line, missed: (missed) => line({ missed }) };
  return {
    event: (event) => write(`${eventText(event)}\n`),
    missed: (count) => say(`missed ${count} ${count === 1 ? "event" : "events"}: read too slowly`),
  };
}

/** `time  job  was -> state  why`. */
export function eventText(event: JobEvent): string {
  const { at, name, why } = event;
  return printable([at, name, whatOf(event), why].join("  "));
}

function whatOf({ kind, was, state }: JobEvent): string {
  if (kind === "state") return `${was ?? "new"} -> ${state}`;
  return kind === "ready" ? "is ready" : kind;
}
