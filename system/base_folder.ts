/** Where all that belongs to a user's sessions lies, for a program that was not told. */

/** `$CHORE_HOME`, or `$HOME/.config/chore`. @throws {Error} where neither is an absolute path */
export function baseFolder(): string {
  const base = Deno.env.get("CHORE_HOME") ?? `${Deno.env.get("HOME") ?? ""}/.config/chore`;
  if (!base.startsWith("/")) {
    throw new Error("Cannot find the base folder: neither CHORE_HOME nor HOME is an absolute path");
  }
  return base;
}
