// Rule: a function does one thing, and so fits on a screen.

import { placeOf, projectPath } from "./project_path.ts";

const FUNCTION_LINES = 50;

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

export const functionLength: Deno.lint.Rule = {
  create(context) {
    const inTests = placeOf(projectPath(context.filename)) === "tests";
    return {
      "FunctionDeclaration, FunctionExpression, ArrowFunctionExpression"(node: FunctionNode) {
        const lines = context.sourceCode.getText(node).split("\n").length;
        if (lines <= FUNCTION_LINES || (inTests && isTestBody(node))) return;
        context.report({
          node,
          message: `Function is too long: it has ${lines} lines, the limit is ${FUNCTION_LINES}`,
          hint: "Split it: one function decides, those it calls compute",
        });
      },
    };
  },
};

/** Deno.test(name, body), Deno.test({ name, fn: body }), and the same with .only or .ignore. */
function isTestBody(node: Deno.lint.Node): boolean {
  const parent = "parent" in node ? node.parent : undefined;
  switch (parent?.type) {
    case "CallExpression":
      return isDenoTest(parent.callee);
    case "Property":
    case "ObjectExpression":
      return isTestBody(parent);
    default:
      return false;
  }
}

function isDenoTest(callee: Deno.lint.Node): boolean {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  if (callee.object.type !== "Identifier") return isDenoTest(callee.object);
  return callee.object.name === "Deno" && callee.property.name === "test";
}
