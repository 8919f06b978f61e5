import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { jsonText, OutputClosed, write, writeBytes } from "../../cli/output.ts";

Deno.test("jsonText() leaves no control character as it is, and can be read back", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const json = jsonText({ text }, 0);
    deepEqual(JSON.parse(json), { text });
    // deno-lint-ignore no-control-regex
    equal(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(json), false);
  }));
});

Deno.test("writeBytes() writes all where the other end takes little", () => {
  const taken: number[] = [];
  const sink = {
    writeSync(bytes: Uint8Array) {
      taken.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    },
  };
  writeBytes(sink, new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
  deepEqual(taken, [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("writeBytes() tells that the reader has left, and waits for a slow one", () => {
  const broken = {
    writeSync(): number {
      throw new Deno.errors.BrokenPipe();
    },
  };
  throws(() => writeBytes(broken, new Uint8Array(1)), OutputClosed);
  let tries = 0;
  const slow = {
    writeSync(bytes: Uint8Array): number {
      if (tries++ < 3) throw new Deno.errors.WouldBlock();
      return bytes.length;
    },
  };
  writeBytes(slow, new Uint8Array(1));
  equal(tries, 4);
});

/** What write() gives to standard output. */
function written(text: string, { isTerminal }: { isTerminal: boolean }): string {
  let given = "";
  Deno.stdout.writeSync = (bytes) => {
    given += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  Deno.stdout.isTerminal = () => isTerminal;
  try {
    write(text);
  } finally {
    Reflect.deleteProperty(Deno.stdout, "writeSync");
    Reflect.deleteProperty(Deno.stdout, "isTerminal");
  }
  return given;
}

const ODD = "a\x07b\x1b]0;x\x07\x9b2J\u202e\r\0\x7f\u2028";
const SHOWN = "a\\x07b\\x1b]0;x\\x07\\x9b2J\\u202e\\x0d\\x00\\x7f\\u2028";

for (const isTerminal of [true, false]) {
  const where = isTerminal ? "a terminal" : "a file";
  Deno.test(`write() shows ${where} no control character of others, and keeps lines and tabs`, () => {
    equal(written(`${ODD}\n\té😀\n`, { isTerminal }), `${SHOWN}\n\té😀\n`);
  });
}

Deno.test("write() colours for a terminal alone, and moves no cursor there", () => {
  const text = "\x1b[31mred\x1b[0m \x1b[1;32m \x1b[2J \x1b[H \x1b[";
  const shown = "\\x1b[2J \\x1b[H \\x1b[";
  equal(written(text, { isTerminal: true }), `\x1b[31mred\x1b[0m \x1b[1;32m ${shown}`);
  equal(written(text, { isTerminal: false }), `\\x1b[31mred\\x1b[0m \\x1b[1;32m ${shown}`);
});
