/** Words for a shell. */

/** `word` in single quotes: a shell reads it back as it is, whatever it holds. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
