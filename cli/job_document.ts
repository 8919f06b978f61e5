/** The spec of a job as a document that somebody reads and edits: JSON, with dates and modes in words. */

import type { SpecInput } from "../job/spec.ts";

/** What `edit` can change, in the order in which it is shown. */
export const DOCUMENT_FIELDS = [
  "argv",
  "cwd",
  "env",
  "umask",
  "when",
  "after",
  "group",
  "priority",
  "slots",
  "restart",
  "success",
  "timeoutMs",
  "startDeadlineMs",
  "hooks",
  "react",
  "alert",
  "graceMs",
  "orphan",
  "output",
  "log",
  "stdin",
  "limits",
  "confine",
  "user",
] as const;

export type Document = Readonly<Record<string, unknown>>;

export function documentOf(spec: Partial<SpecInput>): Document {
  const fields = DOCUMENT_FIELDS.filter((field) => spec[field] !== undefined)
    .map((field) => [field, shown(field, spec)]);
  return Object.fromEntries(fields);
}

function shown(field: typeof DOCUMENT_FIELDS[number], spec: Partial<SpecInput>): unknown {
  if (field === "env") return Object.fromEntries((spec.env ?? []).map(splitVariable));
  if (field === "umask") return (spec.umask ?? 0).toString(8).padStart(4, "0");
  const { when } = spec;
  if (field === "when" && when?.kind === "at") {
    return { kind: "at", at: new Date(when.at).toISOString() };
  }
  return spec[field];
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return [variable.slice(0, at), variable.slice(at + 1)];
}

/** The fields as a spec has them; what has the wrong shape stays, for the check of shapes to refuse. */
export function fieldsOf(document: Document): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(document).map(([field, value]) => [field, meant(field, value)]),
  );
}

function meant(field: string, value: unknown): unknown {
  if (field === "umask" && typeof value === "string" && /^0?[0-7]{1,3}$/.test(value)) {
    return parseInt(value, 8);
  }
  if (!isObject(value)) return value;
  if (field === "env") return Object.entries(value).map(variableOf);
  const at = field === "when" && typeof value["at"] === "string" ? Date.parse(value["at"]) : NaN;
  return Number.isNaN(at) ? value : { ...value, at };
}

/** A name with an equals sign would be read as another one: it stays for the check to refuse, as what is no text does. */
function variableOf([name, value]: [string, unknown]): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  return name.includes("=") ? "=" : `${name}=${value}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
