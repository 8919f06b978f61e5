/** Reads what DENO_AUDIT_PERMISSIONS makes Deno write: questions without their answers, and none for `run`. */

import type { Right } from "../../job/rights.ts";
import { answerOf, type Asked } from "./answer.ts";
import type { Audited } from "./report.ts";

/** `text` has a JSON object a line, of a program that was started with `words`. @throws {Error} at a line that is none */
export function readAuditLog(
  text: string,
  { words, granted }: { words: readonly string[]; granted: readonly Right[] },
): Audited {
  const grants = { granted, ignoresEnv: words.includes("--ignore-env") };
  const asked = text.split("\n").flatMap((line, at): Asked[] => {
    if (line.trim() === "") return [];
    const { permission, value } = parseLine(line, at + 1);
    return [answerOf({ kind: permission, value }, grants)];
  });
  return { words, granted, asked };
}

function parseLine(line: string, number: number): { permission: string; value: string | null } {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    read = undefined; // told below
  }
  if (typeof read === "object" && read !== null && "permission" in read) {
    const { permission, value = null } = read as { permission: unknown; value?: unknown };
    if (typeof permission === "string" && (value === null || typeof value === "string")) {
      return { permission, value };
    }
  }
  throw new Error(`Cannot read line ${number}: it is no line of DENO_AUDIT_PERMISSIONS`);
}
