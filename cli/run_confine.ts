/** How a job is confined: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import {
  type ConfineFlags as Said,
  parsePledge,
  parseProfile,
  parseUnveil,
} from "../job/confine_wish.ts";
import { SANDBOXES } from "../job/policies.ts";
import { nearest } from "../system/text.ts";
import { wordFlag } from "./flag_values.ts";

export { confineWish as confineSpec } from "../job/confine_wish.ts";

export interface ConfineFlags extends Omit<Said, "noNet" | "privateTmp" | "umask"> {
  readonly noNet: boolean;
  readonly privateTmp: boolean;
}

const parsed = { kind: "parsed", optional: true } as const;
const own = { kind: "boolean", withNegated: false } as const;

export const CONFINE_FLAGS: FlagParametersForType<ConfineFlags> = {
  sandbox: wordFlag("confine it: to its folder, strict without network too", SANDBOXES),
  pledge: {
    ...parsed,
    parse: (text: string) => parsePledge(text, { suggest: nearest }),
    brief: "confine it to promises: 'stdio rpath proc inet …'",
    placeholder: "PROMISES",
  },
  unveil: {
    ...{ ...parsed, variadic: true },
    parse: parseUnveil,
    brief: "let it see this path and no other: r:PATH, rwc:PATH",
    placeholder: "PERM:PATH",
  },
  profile: {
    ...parsed,
    parse: parseProfile,
    brief: "confine and limit it as chore.toml has it under this name",
    placeholder: "NAME",
  },
  noNet: { ...own, brief: "no network" },
  privateTmp: { ...own, brief: "a /tmp of its own, in memory" },
};
