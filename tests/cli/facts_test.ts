import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { Facts, readFacts } from "../../cli/facts.ts";
import { LIMITS } from "../../limits.ts";

/** A standard input that gives `text` in small pieces. */
function input(text: string): Pick<typeof Deno.stdin, "read"> {
  let rest = new TextEncoder().encode(text);
  return {
    read(buffer) {
      const piece = rest.subarray(0, Math.min(buffer.length, 1 + Math.floor(rest.length / 2)));
      if (piece.length === 0) return Promise.resolve(null);
      buffer.set(piece);
      rest = rest.subarray(piece.length);
      return Promise.resolve(piece.length);
    },
  };
}

Deno.test("Facts have the values of a key in order, and nothing for what is empty", () => {
  const facts = new Facts("a 1\nb \na 2 3\nc\n\nline\u2028separator x\nd ü\u2028x");
  deepEqual(facts.all("a"), ["1", "2 3"]);
  equal(facts.get("a"), "1");
  deepEqual([facts.get("b"), facts.get("c"), facts.get("e")], [undefined, undefined, undefined]);
  equal(facts.get("d"), "ü\u2028x");
});

Deno.test("readFacts() reads to the end, through pieces", async () => {
  const facts = await readFacts(input("system Linüx\npath /a b\n"));
  deepEqual([facts.get("system"), facts.get("path")], ["Linüx", "/a b"]);
});

Deno.test("readFacts() refuses nothing, and more than its bound", async () => {
  await rejects(readFacts(input("")), /bin\/chore has seen nothing/);
  const line = "process 1 u x\n";
  const count = Math.ceil(LIMITS.factsBytes / line.length) + 1;
  await rejects(readFacts(input(line.repeat(count))), /it is more than \d+ bytes/);
});
