// Tells a name that stands for a value or type from one that only labels a member, key or export.

/** The field of each node whose identifier is a label. */
const LABELS: Readonly<Record<string, string>> = {
  MemberExpression: "property",
  Property: "key",
  MethodDefinition: "key",
  PropertyDefinition: "key",
  AccessorProperty: "key",
  TSAbstractMethodDefinition: "key",
  TSAbstractPropertyDefinition: "key",
  TSPropertySignature: "key",
  TSMethodSignature: "key",
  TSEnumMember: "id",
  TSQualifiedName: "right",
  TSImportType: "qualifier",
  ImportSpecifier: "imported",
  ExportSpecifier: "exported",
};

/**
 * True for every use of the name as a variable, and for a declaration that would hide it: to a rule
 * about globals, a variable of ours that is called like a global is as misleading as the global itself.
 */
export function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  const label = LABELS[parent.type];
  if (label === undefined || ("computed" in parent && parent.computed)) return true;
  return Reflect.get(parent, label) !== node;
}

/** The member that `object.name` or `object["name"]` asks for. */
export function memberName(node: Deno.lint.MemberExpression): string | undefined {
  const { property } = node;
  if (!node.computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

/** The names that `const { a, b: c } = object` takes out of the object. */
export function takenNames(pattern: Deno.lint.Node): string[] {
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) =>
    property.type === "Property" && property.key.type === "Identifier" ? [property.key.name] : []
  );
}
