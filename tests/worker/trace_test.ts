import { match, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { openTrace } from "../../worker/trace.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

Deno.test("openTrace() tells what is done and which message is meant, not what is in it", () => {
  using folder = temporaryFolder();
  const trace = `${folder.path}/trace`;
  const tell = openTrace({ trace });
  tell("owns run 1");
  tell("hears", { kind: "order", order: "input", id: 3, text: "xyzzy" });
  const [first = "", second = ""] = Deno.readTextFileSync(trace).split("\n");
  match(first, new RegExp(`^\\S+Z worker ${Deno.pid}: owns run 1$`));
  match(second, /: hears order input id 3: \d+ bytes$/);
  equal((Deno.statSync(trace).mode ?? 0) & 0o777, 0o600);
});

Deno.test("openTrace() goes on where another worker has left off, up to its bound, and says that it is full", () => {
  using folder = temporaryFolder();
  const trace = `${folder.path}/trace`;
  for (let worker = 0; worker < 3; worker++) {
    const tell = openTrace({ trace });
    for (let count = 0; count < 3000; count++) tell("does something that takes a line");
  }
  const { size } = Deno.statSync(trace);
  ok(size >= LIMITS.traceBytes && size < LIMITS.traceBytes + 500, String(size));
  const text = Deno.readTextFileSync(trace);
  equal(text.split("the file is full: says no more\n").length, 2);
  ok(text.endsWith("the file is full: says no more\n"));
});
