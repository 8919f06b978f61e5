/** `chore run --dry-run`: the job as it would be, with all that is filled in. */

import * as v from "valibot";
import { EXIT } from "../job/exit_code.ts";
import { nameFromCommand } from "../job/name.ts";
import { type SpecInput, SpecShape } from "../job/spec.ts";
import { complaint } from "../wire/messages.ts";
import { wrongUse } from "./failure.ts";
import { documentOf, isObject } from "./job_document.ts";
import { writeJson } from "./output.ts";

interface Wish {
  readonly name: string | undefined;
  /** values of variables as well: they may be secret */
  readonly showEnv: boolean;
}

/** Prints it. @throws {Failure} where chored would refuse its shape */
export function printSpec(input: SpecInput, { name, showEnv }: Wish): number {
  const checked = v.safeParse(SpecShape, input);
  if (!checked.success) throw wrongUse(`Cannot run: ${complaint(checked.issues)}`);
  const spec = checked.output;
  const { env, ...document } = documentOf(spec);
  writeJson({
    name: name ?? nameFromCommand(spec.argv),
    ...document,
    held: spec.held,
    pinned: spec.pinned,
    env: showEnv || !isObject(env) ? env : Object.keys(env),
  });
  return EXIT.ok;
}
