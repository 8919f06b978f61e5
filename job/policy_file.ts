/** A policy file: from its text to the policy, or to all that is wrong with it. */

import { NO_CONFINE, type Policy, type PolicyConfine, type PolicyLimits } from "./policy.ts";
import { BOUNDS, CONFINE, TOP } from "./policy_shape.ts";
import { LIMIT_KINDS } from "./resource_limits.ts";
import { readTable, type Table, TomlCheck, type TomlReading, type Wrong } from "./toml_check.ts";

export type ReadPolicy = { readonly kind: "policy"; readonly policy: Policy } | Wrong;

/** Tables in tables; more cannot be meant. */
const depth = 8;

export function readPolicy(text: string, reading: TomlReading): ReadPolicy {
  const read = readTable(text, reading, { depth });
  if (read.kind === "wrong") return read;
  const { root, lineOf } = read;
  const check = new TomlCheck(reading, lineOf);
  const { confine = {}, limits = {}, ...top } = root;
  const said = check.fields(TOP, top, { path: [], others: ["confine", "limits"] });
  const walls = check.fields(CONFINE, confine, { path: ["confine"] });
  const policy = {
    file: reading.file,
    ...said as Omit<Policy, "file" | "confine" | "limits">,
    confine: bounded({ ...NO_CONFINE, ...walls }),
    limits: limitsOf(check.fields(BOUNDS, limits, { path: ["limits"] })),
  };
  return check.wrong ?? { kind: "policy", policy };
}

/** The root bounds nothing. */
function bounded({ write, see, ...rest }: PolicyConfine): PolicyConfine {
  const isBound = (folders: readonly string[] | undefined) =>
    folders !== undefined && !folders.includes("/");
  return { ...rest, ...isBound(write) ? { write } : {}, ...isBound(see) ? { see } : {} };
}

function limitsOf(said: Table): PolicyLimits {
  const { nice } = said;
  return {
    ...Object.fromEntries(
      LIMIT_KINDS.filter(({ name }) => said[name] !== undefined)
        .map(({ name, field }) => [field, said[name]]),
    ),
    ...nice === undefined ? {} : { nice: nice as number },
  };
}
