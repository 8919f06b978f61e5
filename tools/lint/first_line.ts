// Rule: the first line of a file says in a sentence what the file is for; tests say it by their names.

import { projectPath } from "./project_path.ts";

const WORDS = 3;
const COMMENT = /^\/[/*]+ /;
const DIRECTIVE = /^\/[/*]+ *(deno-|dprint-|@ts-|<)/;

export const firstLine: Deno.lint.Rule = {
  create(context) {
    if (projectPath(context.filename).endsWith("_test.ts")) return {};
    return {
      Program(node) {
        if (isSentence(openingOf(context.sourceCode.text))) return;
        context.report({
          node,
          message: "First line does not say what the file is for",
          hint: "Open the file with a comment, a sentence on the first line",
        });
      },
    };
  },
};

/** The first line; of a module's documentation, where it is empty by custom, the first line of its text. */
function openingOf(text: string): string {
  return text.replace(/^\/\*\*\n \* /, "/** ").replace(/\n.*/s, "");
}

function isSentence(line: string): boolean {
  const words = line.match(/\p{L}[\p{L}\p{N}_.'-]*/gu) ?? [];
  return COMMENT.test(line) && !DIRECTIVE.test(line) && words.length >= WORDS;
}
