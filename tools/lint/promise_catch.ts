// Rule: a rejected promise is not swallowed in silence; Deno's own no-empty rule sees only the catch block.

type Handler = Deno.lint.ArrowFunctionExpression | Deno.lint.FunctionExpression;

export const promiseCatch: Deno.lint.Rule = {
  create(context) {
    return {
      CallExpression(node) {
        const handler = rejectionHandler(node);
        if (handler?.body.type !== "BlockStatement" || handler.body.body.length > 0) return;
        if (context.sourceCode.getCommentsInside(handler.body).length > 0) return;
        context.report({
          node: handler,
          message: "Handler of a rejected promise is empty: the failure is lost",
          hint: "Handle the failure, or say in a comment inside the handler why it may be lost",
        });
      },
    };
  },
};

/** The function in promise.catch(f) or promise.then(_, f). */
function rejectionHandler(call: Deno.lint.CallExpression): Handler | undefined {
  const callee = call.callee.type === "ChainExpression" ? call.callee.expression : call.callee;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  const position = ["catch", "then"].indexOf(callee.property.name);
  const handler = call.arguments[position];
  const isFunction = handler?.type === "ArrowFunctionExpression" ||
    handler?.type === "FunctionExpression";
  return isFunction ? handler : undefined;
}
