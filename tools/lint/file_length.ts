// Rule: a file has one subject, and so a length that a reader can hold.

import { placeOf, projectPath } from "./project_path.ts";

const FILE_LINES = 250;
/** Tables of cases and measurements are long without being hard to read. */
const OUTER_FILE_LINES = 400;
/** One table, whose worth is that it is one: every bound with its reason. */
const TABLE = "limits.ts";
const TABLE_LINES = 600;

export const fileLength: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    const place = placeOf(path);
    const isOuter = place === "tests" || place === "bench";
    const limit = path === TABLE ? TABLE_LINES : isOuter ? OUTER_FILE_LINES : FILE_LINES;
    return {
      Program(node) {
        const lines = countLines(context.sourceCode.text);
        if (lines <= limit) return;
        context.report({
          node,
          message: `File is too long: it has ${lines} lines, the limit is ${limit}`,
          hint: "Split it by subject, and name each part for its subject",
        });
      },
    };
  },
};

function countLines(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}
