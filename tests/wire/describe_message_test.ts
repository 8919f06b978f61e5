import { strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { describeMessage } from "../../wire/describe_message.ts";

const secret = {
  env: ["PASSWORD=xyzzy"],
  argv: ["xyzzy"],
  text: "xyzzy",
  bytes: new Uint8Array(9),
};

for (
  const [message, told] of [
    [{ kind: "request", id: 3, verb: "run", body: { spec: secret } }, "request run id 3"],
    [{ kind: "reply", id: 3, value: secret }, "reply id 3"],
    [{ kind: "refusal", id: 3, code: "limit", message: "xyzzy" }, "refusal id 3 limit"],
    [{ kind: "order", order: "signal", id: 4, signal: "SIGHUP" }, "order signal SIGHUP id 4"],
    [{ kind: "order", order: "input", id: 4, ...secret }, "order input id 4"],
    [
      { kind: "report", report: "answer", re: 4, ok: false, detail: "xyzzy" },
      "report answer re 4 ok false",
    ],
    [
      { kind: "hello", role: "worker", run: 7, nonce: "xyzzy", state: { phase: "running" } },
      "hello worker run 7 running",
    ],
    [{ kind: "xyzzy is no word", verb: 7, id: "xyzzy!", state: { phase: "xyz zy" } }, "verb 7"],
    [{}, ""],
  ] as const
) {
  Deno.test(`describeMessage() tells of ${JSON.stringify(message).slice(0, 60)} what it is, and its size`, () => {
    equal(describeMessage(message).replace(/: \d+ bytes$/, ""), told);
  });
}

Deno.test("describeMessage() tells of one that fits no frame that it is longer", () => {
  const long = { kind: "reply", id: 1, value: "x".repeat(LIMITS.frameBytes + 1) };
  equal(describeMessage(long), "reply id 1: more than a frame");
});
