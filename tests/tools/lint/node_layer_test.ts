import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { nodeLayer } from "../../../tools/lint/node_layer.ts";
import { complaints } from "./complaints.ts";

const INNER = ["cli", "worker", "wire", "logs", "job", "system", "daemon"];

Deno.test("nodeLayer() refuses node modules in the programs", () => {
  for (const place of INNER) {
    deepEqual(complaintsOf(`${place}/a.ts`, `import { join } from "node:path";`), [
      `Cannot import "node:path" in ${place}: it starts Deno's Node layer`,
    ]);
    equal(complaintsOf(`${place}/a.ts`, `await import("node:fs");`).length, 1);
    equal(complaintsOf(`${place}/a.ts`, `import "npm:cbor2"; import "./b.ts";`).length, 0);
  }
  equal(complaintsOf("mod.ts", `import "node:path";`).length, 1);
});

Deno.test("nodeLayer() takes node:sqlite in daemon/ only", () => {
  const text = `import { DatabaseSync } from "node:sqlite";`;
  for (const place of INNER) {
    equal(complaintsOf(`${place}/a.ts`, text).length, place === "daemon" ? 0 : 1, place);
  }
});

Deno.test("nodeLayer() refuses every way to touch process and Buffer", () => {
  const ways = [
    "X.on;",
    "typeof X;",
    "f(X);",
    "const a = { X };",
    "globalThis.X;",
    "globalThis?.X;",
    `globalThis["X"];`,
    "(globalThis as unknown as Row).X;",
    "self.X;",
    "window.X;",
    "row[X];",
    "const a = { [X]: 1 };",
    "const { X } = globalThis;",
    "const { X: a } = globalThis;",
    "type A = typeof X;",
    "const X = f();",
    "function f(X: string) {}",
  ];
  for (const way of ways) {
    for (const name of ["process", "Buffer"]) {
      const text = way.replace("X", name);
      const found = complaintsOf("cli/a.ts", text);
      equal(found[0], `Cannot use the name ${name}: touching it starts Deno's Node layer`, text);
    }
  }
});

Deno.test("nodeLayer() takes members, keys and words of the same name", () => {
  const texts = [
    "row.process;",
    "row.process.globalThis;",
    "const a = { process: 1 };",
    "const { process: a } = row;",
    "interface A { process: number; Buffer(): void }",
    "let a: Row.process;",
    `let a: import("./b.ts").process;`,
    "enum A { process }",
    "class A { accessor process = 1; }",
    "abstract class A { abstract process: number; abstract Buffer(): void; }",
    `const a = "process"; // Buffer`,
    "new ArrayBuffer(1); processes;",
  ];
  for (const text of texts) deepEqual(complaintsOf("cli/a.ts", text), [], text);
});

Deno.test("nodeLayer() leaves tests, bench and tools alone", () => {
  const text = `import "node:fs"; process.exit(Buffer);`;
  for (const place of ["tests", "bench", "tools"]) {
    equal(complaintsOf(`${place}/a.ts`, text).length, 0, place);
  }
});

function complaintsOf(path: string, text: string): string[] {
  return complaints(nodeLayer, { path, text });
}
