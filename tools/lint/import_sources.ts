// Finds every place where a file names another module, whatever the form of the import.

/** A source that is computed when the program runs, and so cannot be known, is undefined. */
export type ImportFound = (source: string | undefined, node: Deno.lint.Node) => void;

export function visitImports(found: ImportFound): Deno.lint.LintVisitor {
  return {
    ImportDeclaration: (node) => found(node.source.value, node),
    ExportAllDeclaration: (node) => found(node.source.value, node),
    ExportNamedDeclaration(node) {
      if (node.source !== null) found(node.source.value, node);
    },
    ImportExpression: (node) => found(literalText(node.source), node),
    TSImportType(node) {
      const { argument } = node;
      found(argument.type === "TSLiteralType" ? literalText(argument.literal) : undefined, node);
    },
    TSExternalModuleReference: (node) => found(node.expression.value, node),
  };
}

function literalText(node: Deno.lint.Node): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
