/** A message in a few words, for debug mode: what it is, its numbers and its size, and nothing of what it carries. */

import { encodeFrame, LongFrame } from "./frame.ts";

/** Fields that are told, where they are numbers, switches or short words of the protocol. */
const SHOWN = [
  ...["kind", "role", "mode", "verb", "order", "report", "do", "signal"],
  ...["run", "id", "re", "seq", "ok", "code", "version"],
] as const;

const word = /^[a-zA-Z_-]{1,32}$/;

export function describeMessage(message: object): string {
  const fields = message as Readonly<Record<string, unknown>>;
  const told = SHOWN.flatMap((name) => {
    const value = fields[name];
    if (typeof value === "string") return word.test(value) ? [value] : [];
    return typeof value === "number" || typeof value === "boolean" ? [`${name} ${value}`] : [];
  });
  const { state } = fields as { state?: { phase?: unknown } };
  const phase = typeof state?.phase === "string" && word.test(state.phase) ? [state.phase] : [];
  return `${[...told, ...phase].join(" ")}: ${sizeOf(message)}`;
}

function sizeOf(message: object): string {
  try {
    return `${encodeFrame(message).length} bytes`;
  } catch (error) {
    if (error instanceof LongFrame) return "more than a frame";
    throw error;
  }
}
