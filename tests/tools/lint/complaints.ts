// What one lint rule says of a text: the messages, in the order of the text.

/** The rule runs alone, as if the text lay at `file.path` of the project. */
export function complaints(rule: Deno.lint.Rule, file: { path: string; text: string }): string[] {
  const plugin = { name: "chore", rules: { rule } };
  return Deno.lint.runPlugin(plugin, file.path, file.text).map(({ message }) => message);
}
