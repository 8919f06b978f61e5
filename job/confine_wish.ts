/** How a job is to be confined: what the options for that make of a spec. */

import { type Confine, type Unveil, UNVEIL_PERMISSIONS } from "./confinement.ts";
import { LIMITS } from "../limits.ts";
import { given } from "./given.ts";
import { NAME_PATTERN } from "./name.ts";
import { PROMISE_WORDS, type Promised, WITHHELD } from "./promises.ts";
import type { SpecInput } from "./spec.ts";

export interface ConfineFlags {
  readonly sandbox?: Confine["sandbox"];
  readonly pledge?: readonly Promised[];
  readonly unveil?: readonly Unveil[];
  readonly noNet?: boolean;
  readonly privateTmp?: boolean;
  readonly profile?: string;
  readonly umask?: number;
}

type Wish = Pick<SpecInput, "confine" | "profile"> & { readonly ownUmask?: boolean };

export function confineWish(flags: ConfineFlags): Wish {
  const { profile, umask } = flags;
  return {
    ...confineOf(flags),
    ...given({ profile }),
    ...umask === undefined ? {} : { ownUmask: true },
  };
}

function confineOf(
  { sandbox, pledge, unveil = [], noNet = false, privateTmp = false }: ConfineFlags,
): Pick<SpecInput, "confine"> {
  const confine = {
    ...given({ sandbox }),
    ...pledge === undefined ? {} : { pledge: [...pledge] },
    ...unveil.length === 0 ? {} : { unveil: unveil.map((each) => ({ ...each })) },
    ...noNet ? { noNet } : {},
    ...privateTmp ? { privateTmp } : {},
  };
  return Object.keys(confine).length === 0 ? {} : { confine };
}

/** @throws {Error} */
export function parseProfile(text: string): string {
  if (NAME_PATTERN.test(text)) return text;
  throw new Error(`a profile is named by 1 to ${LIMITS.nameChars} letters, digits and underscores`);
}

/** Finds the known word that was meant, where one is near. */
export type Suggest = (word: string, known: readonly string[]) => string | undefined;

/** `stdio rpath inet`. @throws {Error} */
export function parsePledge(
  text: string,
  { suggest }: { readonly suggest?: Suggest } = {},
): readonly Promised[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const promised = words.map((word) => {
    const known = PROMISE_WORDS.find((each) => each === word);
    if (known !== undefined) return known;
    if (WITHHELD.includes(word)) throw new Error(`no confined job can have "${word}"`);
    const near = suggest?.(word, PROMISE_WORDS);
    const hint = near === undefined ? "" : `: did you mean "${near}"?`;
    throw new Error(`"${word}" is none of ${PROMISE_WORDS.join(" ")}${hint}`);
  });
  // what is not kept apart holds all the same; the command itself is exec'ed, and speaks through stdio
  return [...new Set(promised)];
}

/** A path that is there more than once: what the job may there would be a riddle. */
export function pathTwice(list: readonly Unveil[]): string | undefined {
  return list.find(({ path }, index) => list.findIndex((each) => each.path === path) < index)?.path;
}

/** `rwc:/srv/data`. @throws {Error} */
export function parseUnveil(text: string): Unveil {
  const at = text.indexOf(":");
  const permissions = UNVEIL_PERMISSIONS.find((each) => each === text.slice(0, at));
  const path = text.slice(at + 1);
  if (permissions === undefined) {
    throw new Error(`it is not PERMISSIONS:PATH, with one of ${UNVEIL_PERMISSIONS.join(", ")}`);
  }
  if (!path.startsWith("/")) throw new Error(`"${path}" is no absolute path`);
  return { permissions, path };
}
