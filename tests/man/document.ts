// Reads the documents at the top of the checkout: their code and their tables.

import { ROOT } from "../support/place.ts";

export const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
];

export function readDocument(name: string): string {
  return Deno.readTextFileSync(`${ROOT}/${name}`);
}

/** The lines of its blocks of code in `language`. */
export function codeIn(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))]
    .flatMap(([, code = ""]) => code.trimEnd().split("\n"));
}

/** The rows of its tables, without those that draw a line. */
export function rowsIn(text: string): string[][] {
  return text.split("\n").filter((line) => /^\|/.test(line) && !/^[| :-]+$/.test(line))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** What stands between backquotes. */
export function codeWords(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = ""]) => word);
}
