// Where the programs under test lie, and the fixtures: tiny programs that jobs are made of.

/** The checkout. */
export const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

/** The path of a fixture. */
export function fixture(name: string): string {
  return `${ROOT}/tests/fixtures/${name}`;
}

/** Where the launchers keep packages: the tests share the user's, so that nothing is fetched for them. */
export function cacheFolder(): string {
  const given = Deno.env.get("XDG_CACHE_HOME");
  return given?.startsWith("/") ? given : `${Deno.env.get("HOME") ?? ""}/.cache`;
}

/** Whether a tool is here; where it is not, bin/test says which tests are left out. */
export function hasTool(name: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${name}`).isFile;
    } catch {
      return false; // not there
    }
  });
}
