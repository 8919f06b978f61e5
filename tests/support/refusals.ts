// What chored says no to.

import { deepStrictEqual } from "node:assert/strict";
import { Refusal } from "../../wire/client.ts";
import { within } from "./deadline.ts";

/** That `call` is refused with `code` and in these words. */
export async function isRefused(
  call: Promise<unknown>,
  code: string,
  { message }: { readonly message: string },
): Promise<void> {
  const error = await within("a refusal", call.then((value) => ({ value }), (error) => error));
  const said = error instanceof Refusal ? [error.code, error.message] : error;
  deepStrictEqual(said, [code, message]);
}
