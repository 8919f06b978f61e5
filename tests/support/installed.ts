// The installed form, built for a test, with a Deno of its own that everybody may run.

import { ROOT } from "./place.ts";

export interface Installed extends AsyncDisposable {
  readonly prefix: string;
}

/** Builds into a temporary folder. */
export async function buildInto(): Promise<Installed> {
  const prefix = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_built_" }));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "build", prefix],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  await Deno.chmod(prefix, 0o755);
  return {
    prefix,
    [Symbol.asyncDispose]: () => Deno.remove(prefix, { recursive: true }),
  };
}

/** Its Deno is a link, perhaps into a folder that is closed to others: puts a copy in its place. */
export async function copyDeno({ prefix }: Installed): Promise<void> {
  const deno = `${prefix}/lib/chore/deno`;
  await Deno.remove(deno);
  await Deno.copyFile(Deno.execPath(), deno);
  await Deno.chmod(deno, 0o755);
}
