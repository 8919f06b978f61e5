import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { JsonError, readJson } from "../../cli/json_text.ts";

Deno.test("readJson() reads what JSON.parse() reads", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 5 }), fc.nat(3), (text, indent) => {
    const value = JSON.parse(text);
    deepEqual(readJson(JSON.stringify(value, undefined, indent)).value, value);
  }));
});

Deno.test("readJson() accepts nothing that JSON.parse() does not", () => {
  const part = fc.constantFrom(...'{}[]",:01-.etrufalsn\\ \n');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let value: unknown;
      try {
        value = readJson(text).value;
      } catch (error) {
        equal(error instanceof JsonError, true);
        return;
      }
      deepEqual(value, JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("readJson() knows the line of each value", () => {
  const { lineOf } = readJson('{\n  "a": 1,\n  "b": {\n    "c": [1,\n2] }\n}\n');
  deepEqual(lineOf("a"), { number: 2, text: '"a": 1,' });
  equal(lineOf("b.c").number, 4);
  equal(lineOf("b.c.1").number, 5);
  deepEqual(lineOf("b.c.1.x"), lineOf("b.c.1"));
  equal(lineOf("b.nosuch").number, 3);
  equal(lineOf("").number, 1);
  equal(lineOf("nosuch").number, 1);
});

Deno.test("readJson() says what is wrong, and where", () => {
  const table: [text: string, line: number, column: number, message: RegExp][] = [
    ["", 1, 1, /^a value was expected$/],
    ['{"a": 1 "b": 2}', 1, 9, /^a "," or "}" was expected$/],
    ['{\n"a": 1,\n}', 3, 1, /^a text in double quotes was expected$/],
    ['{\n  "a": yes\n}', 2, 8, /^yes is no value: texts stand in double quotes$/],
    ['{\n  "a" 1\n}', 2, 7, /^a ":" was expected$/],
    ["[1, 2", 1, 6, /^a "," or "\]" was expected$/],
    ["[1] x", 1, 5, /^the end was expected$/],
    ['{"a": 1, "a": 2}', 1, 13, /^"a" is there twice$/],
    ['"a\nb"', 1, 1, /^a text in double quotes was expected$/],
    ["01", 1, 1, /^01 is no value/],
    ["[".repeat(100), 1, 34, /^it is too deep$/],
  ];
  for (const [text, line, column, message] of table) {
    throws(() => readJson(text), (error) => {
      if (!(error instanceof JsonError)) return false;
      deepEqual([error.line, error.column], [line, column], text);
      return message.test(error.message);
    });
  }
});
