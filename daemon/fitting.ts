/** How much of a page fits a frame. Only what has no small bound of its own is weighed: commands, paths, conditions. */

import { LIMITS } from "../limits.ts";

/** All of an item that is bounded by small numbers: names, dates, states, the names of its fields. */
const restBytes = 1024;
/** Of one character in UTF-8, for each of its units. */
const unitBytes = 3;

/** The first of `items` that fit one frame together; one at least. */
export function fitting<Item>(
  items: readonly Item[],
  textsOf: (item: Item) => Iterable<string>,
): Item[] {
  let left = LIMITS.frameBytes - LIMITS.pageRestBytes;
  const end = items.findIndex((item) => {
    left -= restBytes;
    for (const text of textsOf(item)) left -= unitBytes * text.length + textHeadBytes;
    return left < 0;
  });
  return end < 0 ? [...items] : items.slice(0, Math.max(end, 1));
}

/** The length before a text, and what a condition has beside its name. */
const textHeadBytes = 32;
