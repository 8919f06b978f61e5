import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { promiseCatch } from "../../../tools/lint/promise_catch.ts";
import { complaints } from "./complaints.ts";

Deno.test("promiseCatch() refuses an empty handler of a rejected promise", () => {
  const texts = [
    "f().catch(() => {});",
    "f()?.catch((error) => {});",
    "a?.f().catch(() => {});",
    "f().catch(async () => {});",
    "f().catch(function () {});",
    "f().then(g, () => {});",
    "f() // why\n.catch(() => {}); // why",
  ];
  for (const text of texts) {
    deepEqual(complaintsOf(text), [
      "Handler of a rejected promise is empty: the failure is lost",
    ], text);
  }
});

Deno.test("promiseCatch() takes a handler that acts, or says why it does not", () => {
  const texts = [
    "f().catch(() => { /* the peer is gone, and so is its answer */ });",
    "f().catch(() => {\n// the peer is gone\n});",
    "f().catch((error) => { report(error); });",
    "f().catch(report);",
    "f().catch(() => undefined);",
    "f().then(() => {});",
    "f().then(() => {}, report);",
    "f(() => {});",
    "f().finally(() => {});",
  ];
  for (const text of texts) equal(complaintsOf(text).length, 0, text);
});

function complaintsOf(text: string): string[] {
  return complaints(promiseCatch, { path: "daemon/a.ts", text });
}
