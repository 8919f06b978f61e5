import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { copyLines, LineHead } from "../../cli/copy_lines.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Copies all, by a target that is emptied each time; what is left over has no room. */
function copyAll(lines: Uint8Array, head: string, { room }: { room: number }) {
  const target = new Uint8Array(room);
  let text = "";
  let rest = lines;
  for (;;) {
    const options = { at: 0, head: new LineHead(encoder.encode(head)) };
    const { read, written } = copyLines(rest, new DataView(target.buffer), options);
    if (read === 0) return { text, left: rest.length };
    text += decoder.decode(target.subarray(0, written));
    rest = rest.subarray(read);
  }
}

Deno.test("copyLines() puts the head before each line, whatever its length and place", () => {
  // bytes beside a newline in value are those that an inexact look would take for one
  const bytes = fc.array(fc.constantFrom(10, 9, 11, 0x0b, 0x8a, 0, 97, 255), { maxLength: 40 });
  const cases = fc.record({ bytes, offset: fc.nat(5), head: fc.string({ maxLength: 9 }) });
  fc.assert(
    fc.property(cases, ({ bytes, offset, head }) => {
      const all = Uint8Array.from([...new Array(offset).fill(10), ...bytes, 10]);
      const lines = all.subarray(offset);
      const expected: number[] = [];
      const headBytes = encoder.encode(head);
      lines.forEach((byte, i) => {
        if (i === 0 || lines[i - 1] === 10) expected.push(...headBytes);
        expected.push(byte);
      });
      const target = new Uint8Array(expected.length + 4);
      const place = { at: 0, head: new LineHead(headBytes) };
      const { read, written } = copyLines(lines, new DataView(target.buffer), place);
      equal(read, lines.length);
      deepEqual([...target.subarray(0, written)], expected);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("copyLines() gives whole lines only, at each length of the room", () => {
  const lines = encoder.encode("a\nbcdefg\n\nhi\n");
  for (let room = 0; room < 40; room++) {
    const { text, left } = copyAll(lines, "> ", { room });
    const whole = "> a\n> bcdefg\n> \n> hi\n";
    if (left === 0) equal(text, whole);
    else equal(text, whole.slice(0, text.length));
    equal(text === "" || text.endsWith("\n"), true);
    equal(left === 0, room >= "> bcdefg\n".length);
  }
});

Deno.test("copyLines() goes on behind what is there", () => {
  const target = new Uint8Array(16).fill(46);
  const place = { at: 3, head: new LineHead(encoder.encode("-")) };
  deepEqual(copyLines(encoder.encode("x\ny\n"), new DataView(target.buffer), place), {
    read: 4,
    written: 9,
  });
  equal(decoder.decode(target.subarray(0, 9)), "...-x\n-y\n");
});
