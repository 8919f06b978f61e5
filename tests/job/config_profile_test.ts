import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import { readConfig } from "../../job/config.ts";
import { nearest } from "../../system/text.ts";

const reading = { file: "f", session: "site", suggest: nearest };
const noName = "a name is 1 to 63 letters, digits and underscores";

Deno.test("readConfig() takes a profile of the session in the place of that for all, as a whole", () => {
  const text = `
    [profile.web]
    sandbox = "strict"
    nice = 5
    [profile.other]
    no-net = true
    [session.site.profile.web]
    nice = 6
    [session.site.defaults]
    profile = "other"
  `;
  const read = readConfig(text, reading);
  ok(read.kind === "section");
  const { profiles, defaults } = read.section;
  deepEqual([...profiles], [["web", { nice: 6 }], ["other", { "no-net": true }]]);
  deepEqual(defaults.profile, "other");
});

/** A text, and all that is wrong with it. */
const WRONG: readonly [string, ...string[]][] = [
  [
    '[profile.web]\nsandbx = "strict"\n[profile."a b"]\n[profile.none]\n[profile]\nx = 1',
    'f:2: profile.web.sandbx: there is no such key: did you mean "sandbox"?',
    `f:3: profile."a b": "a b" is no profile: ${noName}`,
    "f:4: profile.none: that is the name of having no profile",
    "f:6: profile.x: a table is wanted",
  ],
  [
    '[profile.web]\nunveil = ["r:srv"]\npledge = "stdio vmm"\nno-net = 1\numask = 22\nionice = "last"',
    'f:2: profile.web.unveil.0: "srv" is no absolute path',
    'f:3: profile.web.pledge: no confined job can have "vmm"',
    "f:4: profile.web.no-net: it is true or false",
    'f:5: profile.web.umask: a mask is wanted, as a text: write "022"',
    "f:6: profile.web.ionice: it is none of idle, best-effort:N, realtime:N, with N from 0 (first) to 7",
  ],
  [
    '[profile.web]\nunveil = ["r:/srv", "rwc:/srv"]\n[profile.all]\nunveil = "r:/srv"',
    "f:2: profile.web.unveil: a path is there twice",
    'f:4: profile.all.unveil: a list of paths is wanted: write ["r:/srv", "rwc:/srv/out"]',
  ],
  [
    `${Array.from({ length: 65 }, (_, n) => `[profile.p${n}]`).join("\n")}`,
    "f:1: profile: a session has at most 64 profiles",
  ],
  [
    '[defaults]\nprofile = "web"\n[session.other.profile.web]',
    'f:2: defaults.profile: there is no profile "web": give it a table [profile.web]',
  ],
];

for (const [text, ...complaints] of WRONG) {
  Deno.test(`readConfig() complains of ${JSON.stringify(text.slice(0, 60))}`, () => {
    const read = readConfig(text, reading);
    deepEqual(read.kind === "wrong" ? read.complaints : [], complaints);
  });
}
