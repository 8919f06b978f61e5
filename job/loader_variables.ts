/** Variables that make a program run other code than its own: the loader's, the shells' and chore's own. */

/** A name, or with a `*` at its end a beginning of names. */
export const LOADER_VARIABLES = [
  ...["LD_*", "DYLD_*", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "MALLOC_*"],
  ...["ENV", "BASH_ENV", "BASH_FUNC_*", "BASHOPTS", "SHELLOPTS", "PS4", "FPATH", "ZDOTDIR"],
  ...["CHORE_DENO", "CHORE_HOME", "CHORE_SAVED_*"],
] as const;

export function isLoaderVariable(name: string): boolean {
  return LOADER_VARIABLES.some((each) =>
    each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : name === each
  );
}
