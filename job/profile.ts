/** Named profiles: how a job is confined and what it may use, under one name; and what its user says beside that. */

import type { TableOfProfile } from "./config_shape.ts";
import { type Confine, unveilText } from "./confinement.ts";
import { type Given, given } from "./given.ts";
import { maskText } from "./limits_wish.ts";
import { PROMISE_WORDS } from "./promises.ts";
import { ioText, limitWords, type ResourceLimits } from "./resource_limits.ts";
import type { SpecWish } from "./spec.ts";

/** What a job says that is to have no profile, where the session has one for all. */
export const NO_PROFILE = "none";

/** Only what it does say. */
export interface Profile {
  readonly confine: Given<Confine>;
  readonly limits: ResourceLimits;
  readonly umask?: number;
}

export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/**
 * The wish with what its profile says; what the wish itself says counts. A wall that either has stands,
 * paths of both are unveiled, and what both say of one path or one limit is as the wish has it.
 */
export function withProfile(
  { profile: _, ownUmask = false, ...wish }: SpecWish,
  named?: NamedProfile,
): SpecWish {
  if (named === undefined) return wish;
  const { name, profile } = named;
  return {
    ...wish,
    profile: name,
    umask: ownUmask ? wish.umask : profile.umask ?? wish.umask,
    confine: joinConfines(profile.confine, given(wish.confine ?? {})),
    limits: { ...profile.limits, ...given(wish.limits ?? {}) },
  };
}

function joinConfines(of: Given<Confine>, own: Given<Confine>): Given<Confine> {
  const said = own.unveil ?? [];
  const unveil = [
    ...(of.unveil ?? []).filter(({ path }) => !said.some((each) => each.path === path)),
    ...said,
  ];
  return {
    ...of,
    ...own,
    ...unveil.length === 0 ? {} : { unveil },
    ...of.noNet ? { noNet: true } : {},
    ...of.privateTmp ? { privateTmp: true } : {},
  };
}

/** As chore.toml has it. */
export function profileOf(table: TableOfProfile): Profile {
  const { sandbox, pledge, unveil, umask, limit, nice, ionice } = table;
  const { "no-net": noNet, "private-tmp": privateTmp } = table;
  return {
    confine: given({ sandbox, pledge, unveil, noNet, privateTmp }),
    limits: given({ ...limit, nice, io: ionice }),
    ...umask === undefined ? {} : { umask },
  };
}

/** Its keys and values, as chore.toml has them. */
export function profileSettings({ confine, limits, umask }: Profile) {
  const { sandbox, pledge, unveil, noNet, privateTmp } = confine;
  return given({
    sandbox,
    pledge: pledge === undefined
      ? undefined
      : PROMISE_WORDS.filter((word) => pledge.includes(word)).join(" "),
    unveil: unveil?.map(unveilText),
    "no-net": noNet,
    "private-tmp": privateTmp,
    limit: limitWords(limits).join(",") || undefined,
    nice: limits.nice,
    ionice: limits.io === undefined ? undefined : ioText(limits.io),
    umask: umask === undefined ? undefined : maskText(umask),
  });
}

/** Why there is no profile of that name. */
export function noProfile(name: string, profiles: ReadonlyMap<string, Profile>): string {
  const names = [...profiles.keys()];
  if (names.length === 0) {
    return `there is no profile "${name}": chore.toml has none: give it a table [profile.${name}]`;
  }
  return `there is no profile "${name}": there are ${names.sort().join(", ")}`;
}
