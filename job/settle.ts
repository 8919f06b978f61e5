/** OpenBSD's `~` in a cron expression: a value that looks random and stays the same for a seed. */

import { readFields } from "./cron_fields.ts";
import { listChoices } from "./cron_values.ts";

/** Writes a value for each `~`: for `1~9` one of them, for `~/15` the range that begins at one of the first 15. */
export function settleFields(expression: string, seed: string): string {
  const fields = readFields(expression);
  if ("problem" in fields) return expression;
  const texts = expression.split(/[ \t]+/);
  const fieldsBefore = fields.length - texts.length;
  return texts.map((text, index) => {
    const items = fields[index + fieldsBefore]?.items ?? [];
    return text.split(",").map((part, position) => {
      const item = items[position];
      if (item?.kind !== "random") return part;
      const place = `${index + fieldsBefore} ${position} ${seed}`;
      const choices = listChoices(item);
      const value = choices[hashText(place) % choices.length];
      return item.step === undefined ? String(value) : `${value}-${item.to}/${item.step}`;
    }).join(",");
  }).join(" ");
}

/** 32 bits of FNV-1a, and murmur's last steps, since the low bits of FNV alone follow its last letter. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
