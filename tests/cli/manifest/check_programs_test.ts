import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { checkPrograms } from "../../../cli/manifest/check_programs.ts";
import { seen } from "./seen.ts";

Deno.test("checkPrograms() has nothing to say of what is as it should be", () => {
  const places = ["place /opt/chore", "place /home/u/my chore and more", "base /home/u/my chore"];
  deepEqual(checkPrograms(seen(...places)), []);
});

Deno.test("checkPrograms() names each that others could change once, and those below the base folder", () => {
  const lines = [
    "open /opt/chore/bin",
    "open /opt/chore/bin",
    "base /b",
    "place /b/deno",
    "place /bin",
  ];
  deepEqual(checkPrograms(seen(...lines)), [
    { of: "/opt/chore/bin", what: "somebody else could change it: its mode, or its owner" },
    { of: "/b/deno", what: 'it lies below the base folder "/b"' },
  ]);
});

Deno.test("checkPrograms() names a launcher that grants more than there is a reason for, or less", () => {
  deepEqual(checkPrograms(seen("chored --allow-sys=uid", "chore --allow-all", "ps /usr/bin/ps")), [
    { of: "launcher of chore", what: 'it grants "all *", for no known reason' },
    { of: "launcher of chored", what: 'it grants "sys uid", for no known reason' },
    { of: "launcher of chored_worker", what: 'it grants "run /bin/ps", for no known reason' },
    { of: "launcher of chored_worker", what: 'it does not grant "run /usr/bin/ps"' },
  ]);
});
