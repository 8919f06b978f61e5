/** chore, the client. The plain list is shown at once; for all else the verbs are loaded. */

import { readCaller } from "./caller.ts";
import { quickList } from "./quick_list.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const { caller, words } = readCaller(args);
  const done = await quickList(caller, words);
  if (done !== undefined && !(done instanceof Error)) return done;
  const { dispatch, reportError } = await import("./dispatch.ts");
  return done === undefined ? await dispatch(caller, words) : reportError(done, caller);
}
