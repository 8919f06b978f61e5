import { match, ok, strictEqual as equal } from "node:assert/strict";
import { nothingHere } from "../../daemon/confine.ts";
import { backendFor } from "../../system/confine.ts";
import { unconfinable } from "../../system/confine_none.ts";

/** How each system is called by uname(1), and the way out. */
const SYSTEMS = [
  ["FreeBSD", /-- jexec JAIL COMMAND/],
  ["DragonFly", /-- jexec JAIL COMMAND/],
  ["OpenBSD", /-- doas -u USER COMMAND/],
  ["NetBSD", /-- su USER -c COMMAND/],
  ["Minix", /-- su USER -c COMMAND/],
  ["Plan9", /as a user of its own, or on another machine/],
] as const;

for (const [name, wayOut] of SYSTEMS) {
  Deno.test(`nothingHere() refuses what is to be confined on ${name}, with the way out`, () => {
    const os = name.toLowerCase();
    equal(backendFor({ os, arch: "x86_64" }), undefined);
    match(nothingHere(os), new RegExp(`^it cannot be confined on ${os}: .*: `));
    match(nothingHere(os), wayOut);
    ok(nothingHere(os).endsWith("--private-tmp and a profile with them"));
    equal(unconfinable(name).reason, unconfinable(os).reason);
    equal(unconfinable(os).reason === unconfinable("").reason, name === "Plan9");
  });
}
