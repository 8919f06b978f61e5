// Rule: what compares is imported by its strict name. As a named import of node:assert/strict, `equal` is the loose one in Deno.

const STRICT_NAMES: Readonly<Record<string, string>> = {
  equal: "strictEqual",
  notEqual: "notStrictEqual",
  deepEqual: "deepStrictEqual",
  notDeepEqual: "notDeepStrictEqual",
};

const MODULES = ["node:assert", "node:assert/strict", "assert", "assert/strict"];

export const strictAssert: Deno.lint.Rule = {
  create(context) {
    return {
      ImportDeclaration(node) {
        if (!MODULES.includes(node.source.value)) return;
        for (const specifier of node.specifiers) {
          const name = importedName(specifier);
          const strict = name === undefined ? undefined : STRICT_NAMES[name];
          if (strict === undefined) continue;
          context.report({
            node: specifier,
            message: `"${name}" compares loosely when it is imported by that name`,
            hint: `Write import { ${strict} as ${name} }`,
          });
        }
      },
    };
  },
};

function importedName(specifier: Deno.lint.ImportDeclaration["specifiers"][number]) {
  if (specifier.type !== "ImportSpecifier") return undefined;
  const { imported } = specifier;
  return imported.type === "Identifier" ? imported.name : String(imported.value);
}
