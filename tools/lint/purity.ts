// Rule: job/ is pure, so that what a job is can be tested as a table: no system, no clock, no chance.

import { placeOf, projectPath } from "./project_path.ts";
import { isReference, memberName, takenNames } from "./references.ts";

const IMPURE_GLOBALS = [
  "Deno",
  "clearInterval",
  "clearTimeout",
  "console",
  "crypto",
  "fetch",
  "globalThis",
  "performance",
  "self",
  "setInterval",
  "setTimeout",
  "window",
];
const IMPURE_MEMBERS = ["AbortSignal.timeout", "Date.now", "Math.random", "Temporal.Now"];

export const purity: Deno.lint.Rule = {
  create(context) {
    if (placeOf(projectPath(context.filename)) !== "job") return {};
    const refuse = (node: Deno.lint.Node, name: string) =>
      context.report({
        node,
        message: `Cannot use ${name} in job/: what a job is depends on nothing but its arguments`,
        hint: "Take the value as an argument, and let the caller ask the system for it",
      });
    return {
      Identifier(node) {
        if (IMPURE_GLOBALS.includes(node.name) && isReference(node)) refuse(node, node.name);
      },
      MemberExpression(node) {
        if (node.object.type !== "Identifier") return;
        const name = `${node.object.name}.${memberName(node)}`;
        if (IMPURE_MEMBERS.includes(name)) refuse(node, name);
      },
      VariableDeclarator(node) {
        if (node.init?.type !== "Identifier") return;
        for (const taken of takenNames(node.id)) {
          const name = `${node.init.name}.${taken}`;
          if (IMPURE_MEMBERS.includes(name)) refuse(node, name);
        }
      },
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) refuse(node, "new Date()");
      },
      CallExpression(node) {
        if (isDate(node.callee)) refuse(node, "Date()");
      },
    };
  },
};

function isDate(node: Deno.lint.Node): boolean {
  return node.type === "Identifier" && node.name === "Date";
}
