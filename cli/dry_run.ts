/** `chore run --dry-run`: the job as it would be, with all that is filled in. */

import * as v from "valibot";
import { complainOfIdle } from "../job/again_wish.ts";
import { EXIT } from "../job/exit_code.ts";
import { fillSpec } from "../job/fill_spec.ts";
import { given } from "../job/given.ts";
import { nameFromCommand } from "../job/name.ts";
import { plainComplaint } from "../job/plain_complaint.ts";
import { NO_PROFILE } from "../job/profile.ts";
import { type Spec, type SpecInput, SpecWishShape } from "../job/spec.ts";
import { complaint } from "../wire/messages.ts";
import type { Caller } from "./caller.ts";
import { greet, tryConnect } from "./connect.ts";
import { noDaemon, wrongUse } from "./failure.ts";
import { documentOf, isObject } from "./job_document.ts";
import { say, writeJson } from "./output.ts";

interface Wish {
  readonly name: string | undefined;
  readonly ifAbsent: boolean;
  /** values of variables as well: they may be secret */
  readonly showEnv: boolean;
  /** names of variables that are set for it */
  readonly setEnv: readonly string[];
}

interface Job {
  readonly name: string;
  readonly spec: Spec;
}

/** Prints it, as the chored of the session would have it. @throws {Failure | Refusal} where it would be refused */
export async function dryRun(caller: Caller, input: SpecInput, wish: Wish): Promise<number> {
  const checked = v.safeParse(SpecWishShape, input);
  if (!checked.success) throw wrongUse(`Cannot run: ${plainComplaint(complaint(checked.issues))}`);
  const client = await tryConnect(caller);
  if (client === undefined) {
    say(
      `no chored serves session "${caller.paths.session}": its configuration and its jobs are not looked at`,
    );
    const { argv, profile = NO_PROFILE } = checked.output;
    if (profile !== NO_PROFILE) {
      throw noDaemon(`Cannot tell what profile "${profile}" means: start chored, and try again`);
    }
    const name = wish.name ?? nameFromCommand(argv);
    const spec = fillSpec(checked.output);
    const idle = complainOfIdle(checked.output, spec);
    if (idle !== undefined) throw wrongUse(`Cannot run: ${idle}`);
    return printJob({ name, spec }, wish);
  }
  using connection = client;
  await greet(connection, caller).greeted;
  const { name, ifAbsent, setEnv } = wish;
  const would = await connection.call("run", {
    ...{ request: crypto.randomUUID(), spec: input, dryRun: true, ifAbsent },
    ...name === undefined ? {} : { name },
    ...setEnv.length === 0 ? {} : { setEnv: [...setEnv] },
  });
  if (would.spec === undefined) {
    say(`job "${would.name}" is there already, and is ${would.state}: nothing would be run`);
    return EXIT.ok;
  }
  // its environment is not told: it is the one that was sent
  return printJob(
    { name: would.name, spec: { ...would.spec, env: checked.output.env } },
    wish,
  );
}

function printJob({ name, spec }: Job, { showEnv }: Wish): number {
  const { env, ...document } = documentOf(spec);
  writeJson({
    name,
    ...document,
    ...given({ profile: spec.profile }),
    held: spec.held,
    pinned: spec.pinned,
    env: showEnv || !isObject(env) ? env : Object.keys(env),
  });
  return EXIT.ok;
}
