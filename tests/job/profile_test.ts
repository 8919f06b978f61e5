import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as fc from "fast-check";
import * as v from "valibot";
import { PROFILE } from "../../job/config_shape.ts";
import { wallsOf } from "../../job/confinement.ts";
import { fillSpec } from "../../job/fill_spec.ts";
import { noProfile, profileOf, profileSettings, withProfile } from "../../job/profile.ts";
import { type SpecInput, type SpecWish, SpecWishShape } from "../../job/spec.ts";

const wishOf = (change: Partial<SpecInput> & { ownUmask?: boolean } = {}): SpecWish =>
  v.parse(SpecWishShape, { argv: ["make"], cwd: "/srv", env: [], umask: 0o022, ...change });

const named = (table: v.InferInput<typeof PROFILE>) => ({
  name: "web",
  profile: profileOf(v.parse(PROFILE, table)),
});

const FULL: v.InferInput<typeof PROFILE> = {
  ...{ sandbox: "strict", pledge: "stdio rpath", unveil: ["r:/a", "rwc:/b:c"] },
  ...{ "no-net": true, "private-tmp": false, limit: "mem=1G,files=99", nice: 5 },
  ...{ ionice: "best-effort:7", umask: "0027" },
};

Deno.test("profileOf() reads each key of a profile", () => {
  const { profile } = named(FULL);
  deepEqual(profile, {
    confine: {
      ...{ sandbox: "strict", pledge: ["stdio", "rpath"], noNet: true, privateTmp: false },
      unveil: [{ permissions: "r", path: "/a" }, { permissions: "rwc", path: "/b:c" }],
    },
    limits: { memoryBytes: 2 ** 30, files: 99, nice: 5, io: { class: "best-effort", level: 7 } },
    umask: 0o027,
  });
});

Deno.test("profileSettings() are what chore.toml would have, and say the same again", () => {
  const { profile } = named(FULL);
  const settings = profileSettings(profile);
  deepEqual(Object.keys(settings).sort(), Object.keys(PROFILE.entries).sort());
  deepEqual(profileOf(v.parse(PROFILE, settings)), profile);
  deepEqual(profileSettings(profileOf({})), {});
});

Deno.test("withProfile() without one leaves the wish, and no trace of what was asked", () => {
  deepEqual(withProfile(wishOf({ profile: "none", ownUmask: true })), wishOf());
});

Deno.test("withProfile() fills in what the wish does not say", () => {
  const { confine, limits, umask, profile } = withProfile(
    wishOf({ profile: "web" }),
    named({ sandbox: "strict", unveil: ["r:/a"], limit: "files=99", nice: 3, umask: "077" }),
  );
  deepEqual([profile, umask, limits], ["web", 0o077, { files: 99, nice: 3 }]);
  deepEqual(confine, { sandbox: "strict", unveil: [{ permissions: "r", path: "/a" }] });
});

Deno.test("withProfile() goes by the wish where both speak of the same", () => {
  const { confine, limits, umask } = withProfile(
    wishOf({
      ...{ ownUmask: true, limits: { files: 64 } },
      confine: {
        ...{ sandbox: "default", pledge: ["stdio", "inet"] },
        unveil: [{ permissions: "r", path: "/b" }, { permissions: "x", path: "/c" }],
      },
    }),
    named({
      ...{ sandbox: "strict", pledge: "stdio", unveil: ["r:/a", "rwc:/b"], umask: "077" },
      limit: "files=99,procs=7",
    }),
  );
  deepEqual([umask, limits], [0o022, { files: 64, procs: 7 }]);
  deepEqual(confine, {
    ...{ sandbox: "default", pledge: ["stdio", "inet"] },
    unveil: [
      { permissions: "r", path: "/a" },
      { permissions: "r", path: "/b" },
      { permissions: "x", path: "/c" },
    ],
  });
});

const bit = fc.boolean();

Deno.test("withProfile() takes no wall away that either has", () => {
  fc.assert(
    fc.property(fc.tuple(bit, bit, bit, bit), ([a, b, c, d]) => {
      const wish = wishOf({ confine: { noNet: a, privateTmp: b } });
      const joined = withProfile(wish, named({ "no-net": c, "private-tmp": d }));
      const spec = fillSpec(joined);
      deepEqual([spec.confine.noNet, spec.confine.privateTmp], [a || c, b || d]);
      equal(wallsOf(spec)?.network ?? true, !(a || c));
    }),
  );
});

Deno.test("noProfile() names those that there are", () => {
  const profile = profileOf({});
  const profiles = new Map([["web", profile], ["batch", profile]]);
  equal(noProfile("wbe", profiles), 'there is no profile "wbe": there are batch, web');
  equal(
    noProfile("web", new Map()),
    'there is no profile "web": chore.toml has none: give it a table [profile.web]',
  );
});
