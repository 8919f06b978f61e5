// Rule: the programs stay clear of Deno's Node layer, which costs 17 to 50 ms of every start.

import { visitImports } from "./import_sources.ts";
import { OUTER_PLACES, placeOf, projectPath } from "./project_path.ts";
import { isReference, memberName, takenNames } from "./references.ts";

/** node:sqlite is Deno's own code under a Node name, and costs 3 ms. */
const ALLOWED_MODULES: Readonly<Record<string, readonly string[]>> = { daemon: ["node:sqlite"] };
/** Each starts the Node layer when it is touched, even by typeof. */
const NODE_GLOBALS = ["process", "Buffer"];
const GLOBAL_OBJECTS = ["globalThis", "self", "window"];

export const nodeLayer: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(projectPath(context.filename));
    if (OUTER_PLACES.includes(place)) return {};
    const allowed = ALLOWED_MODULES[place] ?? [];
    const refuseGlobal = (node: Deno.lint.Node, name: string) =>
      context.report({
        node,
        message: `Cannot use the name ${name}: touching it starts Deno's Node layer`,
        hint: "Use what Deno or the web platform offers, and call a variable of your own otherwise",
      });
    return {
      ...visitImports((source, node) => {
        if (!source?.startsWith("node:") || allowed.includes(source)) return;
        context.report({
          node,
          message: `Cannot import "${source}" in ${place}: it starts Deno's Node layer`,
          hint: "Use what Deno or the web platform offers",
        });
      }),
      Identifier(node) {
        if (NODE_GLOBALS.includes(node.name) && isReference(node)) refuseGlobal(node, node.name);
      },
      MemberExpression(node) {
        const name = memberName(node);
        if (name !== undefined && NODE_GLOBALS.includes(name) && isGlobalObject(node.object)) {
          refuseGlobal(node, name);
        }
      },
      VariableDeclarator(node) {
        if (node.init === null || !isGlobalObject(node.init)) return;
        for (const name of takenNames(node.id)) {
          if (NODE_GLOBALS.includes(name)) refuseGlobal(node, name);
        }
      },
    };
  },
};

function isGlobalObject(node: Deno.lint.Node): boolean {
  if (node.type === "TSAsExpression") return isGlobalObject(node.expression);
  return node.type === "Identifier" && GLOBAL_OBJECTS.includes(node.name);
}
