/** Settings as chore.toml has them. */

import type { Setting } from "../wire/replies.ts";
import { jsonText } from "./output.ts";

/** A text that could be put into chore.toml. */
export function settingsText(settings: Readonly<Record<string, Setting>>): string {
  return Object.entries(settings).map(([key, value]) => `${key} = ${settingText(value)}\n`)
    .join("");
}

/** One value; `-` where there is none. */
export function settingText(value: Setting | null): string {
  if (value === null) return "-";
  if (typeof value !== "object") return jsonText(value, 0);
  return `[${value.map((each) => jsonText(each, 0)).join(", ")}]`;
}
