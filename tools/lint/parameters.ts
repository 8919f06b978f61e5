// Rule: a call reads as a sentence, with two arguments at most, then one options object, and no bare true or false.

const PARAMETERS = 3;
const NODES_WITH_PARAMETERS = [
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "TSDeclareFunction",
  "TSEmptyBodyFunctionExpression",
  "TSFunctionType",
  "TSMethodSignature",
  "TSCallSignatureDeclaration",
  "TSConstructSignatureDeclaration",
].join(", ");

type Parameter = Deno.lint.Parameter;

export const parameters: Deno.lint.Rule = {
  create(context) {
    return {
      [NODES_WITH_PARAMETERS](node: Deno.lint.FunctionDeclaration) {
        const own = node.params.filter((parameter) => !isThis(parameter));
        const third = own[PARAMETERS - 1];
        if (own.length > PARAMETERS) {
          context.report({ node, ...complainOfCount(own.length) });
        } else if (third !== undefined && !canBeOptions(third)) {
          context.report({ range: third.range, ...COMPLAINT_OF_THIRD });
        }
        if (isSetter(node)) return;
        for (const parameter of own.filter(isBoolean)) {
          context.report({ range: parameter.range, ...COMPLAINT_OF_BOOLEAN });
        }
      },
    };
  },
};

function complainOfCount(count: number) {
  return {
    message: `Function takes too many parameters: it has ${count}, the limit is ${PARAMETERS}`,
    hint: "Take two at most, then one options object",
  };
}

const COMPLAINT_OF_THIRD = {
  message: "Third parameter is not an options object",
  hint: "Take two parameters at most, then one object that names the rest",
};

const COMPLAINT_OF_BOOLEAN = {
  message: "Parameter is a boolean: nobody can read it at the call",
  hint: "Take an options object that names it, a union of words, or write two functions",
};

/** The type of `this` is no argument of the call. */
function isThis(parameter: Parameter): boolean {
  return parameter.type === "Identifier" && parameter.name === "this";
}

/** A setter is called by an assignment, which names it. */
function isSetter(node: Deno.lint.Node): boolean {
  const method = "parent" in node && node.type !== "TSMethodSignature" ? node.parent : node;
  return "kind" in method && method.kind === "set";
}

/** Without an annotation the shape is somebody else's, as in a callback; a named type is taken at its word. */
function canBeOptions(parameter: Parameter): boolean {
  const { pattern, defaultValue } = unwrap(parameter);
  if (pattern.type === "ObjectPattern") return true;
  if (pattern.type !== "Identifier") return false;
  const type = pattern.typeAnnotation?.typeAnnotation;
  if (type === undefined) {
    return defaultValue === undefined || defaultValue.type === "ObjectExpression";
  }
  return membersOf(type).every((member) =>
    ["TSTypeReference", "TSTypeLiteral", "TSIntersectionType", ...NOTHING].includes(member.type)
  );
}

/** A union with other types is a value, as in JSON; boolean alone, or boolean or nothing, is a switch. */
function isBoolean(parameter: Parameter): boolean {
  const { pattern, defaultValue } = unwrap(parameter);
  const type = "typeAnnotation" in pattern ? pattern.typeAnnotation?.typeAnnotation : undefined;
  if (type === undefined) {
    return defaultValue?.type === "Literal" && typeof defaultValue.value === "boolean";
  }
  const members = membersOf(type).filter((member) => !NOTHING.includes(member.type));
  return members.length > 0 && members.every(isBooleanType);
}

const NOTHING = ["TSUndefinedKeyword", "TSNullKeyword"];

function isBooleanType(type: Deno.lint.TypeNode): boolean {
  if (type.type === "TSLiteralType") {
    return type.literal.type === "Literal" && typeof type.literal.value === "boolean";
  }
  return type.type === "TSBooleanKeyword";
}

function membersOf(type: Deno.lint.TypeNode): Deno.lint.TypeNode[] {
  return type.type === "TSUnionType" ? type.types.flatMap(membersOf) : [type];
}

function unwrap(parameter: Parameter) {
  const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
  return inner.type === "AssignmentPattern"
    ? { pattern: inner.left, defaultValue: inner.right }
    : { pattern: inner, defaultValue: undefined };
}
