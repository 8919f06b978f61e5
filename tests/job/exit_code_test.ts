import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { EXIT, WORKER_EXIT } from "../../job/exit_code.ts";

Deno.test("EXIT holds the codes that scripts rely on", () => {
  deepEqual(EXIT, {
    ok: 0,
    differs: 1,
    usage: 100,
    bug: 101,
    noDaemon: 102,
    refused: 103,
    system: 111,
  });
});

Deno.test("WORKER_EXIT holds the codes that chored reads, none of them EXIT's or a shell's", () => {
  deepEqual(WORKER_EXIT, { alive: 75, locked: 76, void: 77 });
  const codes: number[] = [...Object.values(EXIT), ...Object.values(WORKER_EXIT)];
  equal(new Set(codes).size, codes.length);
  for (const code of codes) ok(code < 125, `${code} is the shell's`);
});
