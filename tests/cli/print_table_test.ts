import { ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { type Column, cutTo, tableText } from "../../cli/print_table.ts";

interface Row {
  readonly id: number;
  readonly text: string;
}

const columns: Column<Row>[] = [
  { title: "ID", text: ({ id }) => String(id), align: "right" },
  { title: "STATE", text: () => "running", color: () => "cyan", drop: 1 },
  { title: "TEXT", text: ({ text }) => text },
];
const rows = [{ id: 1, text: "one" }, { id: 22, text: "a longer text than the others" }];

Deno.test("tableText() aligns its columns, and leaves no blanks at an end", () => {
  equal(
    tableText(columns, rows, { width: undefined, colors: false }),
    "ID  STATE    TEXT\n 1  running  one\n22  running  a longer text than the others\n",
  );
  equal(tableText(columns, [], { width: undefined, colors: true }), "ID  STATE  TEXT\n");
});

Deno.test("tableText() cuts to the terminal, and leaves out a column where it is narrow", () => {
  equal(
    tableText(columns, rows, { width: 39, colors: false }),
    "ID  STATE    TEXT\n 1  running  one\n22  running  a longer text than the ot…\n",
  );
  equal(
    tableText(columns, rows, { width: 20, colors: false }),
    "ID  TEXT\n 1  one\n22  a longer text t…\n",
  );
});

Deno.test("tableText() colours cells, and shows control characters as escapes", () => {
  equal(
    tableText(columns, [{ id: 1, text: "a\x1b[31m\nb" }], { width: undefined, colors: true }),
    "ID  STATE    TEXT\n 1  \x1b[36mrunning\x1b[0m  a\\x1b[31m\\x0ab\n",
  );
});

Deno.test("tableText() is never wider than the terminal, whatever its cells hold", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(fc.array(text), fc.integer({ min: 1, max: 100 }), (texts, width) => {
    const table = tableText(columns, texts.map((text, id) => ({ id, text })), {
      width,
      colors: false,
    });
    const lines = table.split("\n");
    equal(lines.length, texts.length + 2);
    for (const line of lines) ok([...line].filter((c) => !/\p{Mark}/u.test(c)).length <= width);
  }));
});

Deno.test("cutTo() counts what is wide as two columns, and marks as none", () => {
  equal(cutTo("漢字漢字", 8), "漢字漢字");
  equal(cutTo("漢字漢字", 7), "漢字漢…");
  equal(cutTo("e\u0301e\u0301", 2), "e\u0301e\u0301");
  equal(cutTo("abc", 0), "");
  equal(cutTo("abc", 1), "…");
});
