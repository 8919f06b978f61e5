/** Text from outside on its way to a terminal. */

import { LIMITS } from "../limits.ts";

// C0 but the tab and newline handled by the caller, DEL, C1, and what turns the direction of writing
// deno-lint-ignore no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** `text` with every control character shown as an escape, so that none reaches a terminal. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
  });
}

/** The words of a command as one line that a shell would read back, without control characters. */
export function commandLine(argv: readonly string[]): string {
  const [program = "", ...words] = argv;
  return [readsAsMore.test(program) ? quoted(program) : quoteWord(program), ...words.map(quoteWord)]
    .join(" ");
}

/** What a shell would not take for the name of a command: a variable that is set, a word of its grammar. */
const readsAsMore =
  /=|^(?:if|then|elif|else|fi|for|in|while|until|do|done|case|esac|time|select|function|coproc)$/;

/** One word, quoted where a shell would need it. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word);
}

/** A value as a message quotes it: what is long is known by its beginning. */
export function shortened(text: string): string {
  return text.length <= LIMITS.quotedChars ? text : `${text.slice(0, LIMITS.quotedChars)}…`;
}

function quoted(word: string): string {
  return printable(`'${word.replaceAll("'", `'\\''`)}'`);
}

/** The name in `known` that is nearest to `wrong`, where one is near enough to have been meant. */
export function nearest(wrong: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  // something must be left in common
  let least = Math.min(Math.max(2, Math.floor(wrong.length / 3)), wrong.length - 1) + 1;
  for (const candidate of known) {
    const distance = editDistance(wrong.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const nextRow = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      nextRow.push(
        Math.min((row[j] ?? 0) + 1, (nextRow[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost),
      );
    }
    row = nextRow;
  }
  return row[b.length] ?? 0;
}
