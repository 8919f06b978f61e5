import { deepStrictEqual as deepEqual } from "node:assert/strict";
import * as v from "valibot";
import { DOCUMENT_FIELDS, documentOf, fieldsOf } from "../../cli/job_document.ts";
import { SpecShape } from "../../job/spec.ts";
import { specOf } from "../support/specs.ts";

Deno.test("DOCUMENT_FIELDS are those of a spec but what verbs of their own change, and the profile of before", () => {
  const fields = Object.keys(SpecShape.entries).filter((field) =>
    !["held", "pinned", "profile"].includes(field)
  );
  deepEqual([...DOCUMENT_FIELDS].sort(), fields.sort());
});

Deno.test("documentOf() shows modes, dates and variables so that they can be read", () => {
  const { env, umask, when } = documentOf(specOf({
    umask: 0o27,
    env: ["B=1=2", "A="],
    when: { kind: "at", at: 0 },
  }));
  deepEqual({ env, umask, when }, {
    env: { A: "", B: "1=2" },
    umask: "0027",
    when: { kind: "at", at: "1970-01-01T00:00:00.000Z" },
  });
});

Deno.test("fieldsOf() gives back what documentOf() made of a spec", () => {
  const specs = [
    specOf(),
    specOf({ when: { kind: "at", at: 1_800_000_000_123 }, umask: 0o777, env: [] }),
    specOf({ when: { kind: "cron", expression: "@daily" }, after: [{ job: "a", when: "end" }] }),
  ];
  for (const spec of specs) {
    const { held, pinned, ...rest } = spec;
    const back = fieldsOf(JSON.parse(JSON.stringify(documentOf(spec))));
    deepEqual(back, rest);
    deepEqual(v.parse(SpecShape, { ...back, held, pinned }), spec);
  }
});

Deno.test("fieldsOf() leaves what has the wrong shape for the check to refuse", () => {
  const wrong = { umask: "888", env: ["A=1"], when: "now", argv: 1 };
  deepEqual(fieldsOf(wrong), wrong);
});
