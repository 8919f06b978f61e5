// Rule: a file has one subject, and so a length that a reader can hold.

import { placeOf, projectPath } from "./project_path.ts";

const FILE_LINES = 250;
/** Tables of cases and measurements are long without being hard to read. */
const OUTER_FILE_LINES = 400;

export const fileLength: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(projectPath(context.filename));
    const limit = place === "tests" || place === "bench" ? OUTER_FILE_LINES : FILE_LINES;
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
