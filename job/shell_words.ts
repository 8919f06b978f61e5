/** Words as a shell reads them: quotes and backslashes alone, nothing is expanded. */

export interface ShellWord {
  readonly text: string;
  /** where it begins in the line, and where it is over; from 0 */
  readonly start: number;
  readonly end: number;
}

/** What is wrong, and at which character, from 0. */
export interface WordProblem {
  readonly problem: string;
  readonly at: number;
}

/** The first place at or after `from` that is no blank. */
export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === " " || line[at] === "\t") at++;
  return at;
}

/** The next word of `line`; undefined where there is none. */
export function readShellWord(line: string, from: number): ShellWord | WordProblem | undefined {
  const start = skipBlanks(line, from);
  if (start >= line.length) return undefined;
  let text = "";
  let at = start;
  while (at < line.length && line[at] !== " " && line[at] !== "\t") {
    const part = readPart(line, at);
    if ("problem" in part) return part;
    text += part.text;
    at = part.end;
  }
  return { text, start, end: at };
}

type Part = Omit<ShellWord, "start">;

/** What is quoted by one pair of quotes or a backslash, or a character that means itself. */
function readPart(line: string, at: number): Part | WordProblem {
  const character = line[at] ?? "";
  if (character === "'") return readSingle(line, at);
  if (character === '"') return readDouble(line, at);
  if (character === "\\") {
    if (at + 1 >= line.length) return { problem: "nothing follows the backslash", at };
    return { text: line[at + 1] ?? "", end: at + 2 };
  }
  if (!"|&;<>".includes(character)) return { text: character, end: at + 1 };
  const problem = `"${character}" is for a shell: quote it, or write the command without "--"`;
  return { problem, at };
}

function readSingle(line: string, at: number): Part | WordProblem {
  const end = line.indexOf("'", at + 1);
  return end < 0
    ? { problem: "its quote is not closed", at }
    : { text: line.slice(at + 1, end), end: end + 1 };
}

/** Within double quotes a backslash quotes only what would mean something there. */
function readDouble(line: string, start: number): Part | WordProblem {
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at] ?? "";
    if (character === '"') return { text, end: at + 1 };
    const next = line[at + 1] ?? "";
    const isQuoted = character === "\\" && next !== "" && '"\\$`'.includes(next);
    text += isQuoted ? next : character;
    if (isQuoted) at++;
  }
  return { problem: "its quote is not closed", at: start };
}
