import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import {
  ALERT_STATES,
  alertEnv,
  alertEvent,
  alertName,
  alertSpec,
  digestText,
  type Told,
} from "../../job/alert.ts";
import { alertWish } from "../../job/alert_wish.ts";
import { isOver, NO_WINDOW, readWindow } from "../../job/alert_window.ts";
import { isJobName } from "../../job/name.ts";
import { SpecShape } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";

const told: Told = {
  ...{ kind: "state", session: "s", job: "build", id: 1, run: 2, state: "failed", was: "running" },
  ...{ outcome: null, why: "exit code 3", atMs: 0, command: ["make"], stdout: null, stderr: null },
};

Deno.test("alertEvent() cuts what has no small bound", () => {
  const long = "x".repeat(100_000);
  const event = alertEvent({ ...told, why: long, command: ["make", long, "last"] });
  equal(event.why.length, LIMITS.reasonChars);
  equal(event.command.length, 2);
  equal(event.command.join("").length, LIMITS.alertCommandChars + 1);
  ok(event.command.at(-1)?.endsWith("x…"));
  const many = alertEvent({ ...told, command: Array(5000).fill("") });
  equal(many.command.length, 101);
  deepEqual(alertEvent({ ...told, command: ["a", "b c"] }).command, ["a", "b c"]);
});

Deno.test("digestText() holds what fits, and tells how many more there were", () => {
  fc.assert(fc.property(
    fc.array(fc.nat({ max: 4000 }), { maxLength: 80 }),
    fc.nat({ max: 1000 }),
    (sizes, more) => {
      const events = sizes.map((size, id) =>
        JSON.stringify({ id, text: (size % 2 ? "x" : "\u20ac").repeat(size) })
      );
      const text = digestText(events, { session: "s", atMs: 0, more });
      ok(new TextEncoder().encode(text).length <= LIMITS.digestBytes + 200);
      ok(LIMITS.digestBytes + 200 <= LIMITS.stdinTextBytes);
      const digest = JSON.parse(text) as { kind: string; events: { id: number }[]; more: number };
      equal(digest.kind, "digest");
      deepEqual(digest.events.map(({ id }) => id), digest.events.map((_, index) => index));
      equal(digest.events.length + digest.more, events.length + more);
    },
  ));
});

Deno.test("alertSpec() is a spec that a damaged store can be made again of", () => {
  const policy = { command: "tell", on: ALERT_STATES, timeoutMs: 1, mostPerMinute: 1 };
  const spec = alertSpec(policy, { text: "{}\n", env: alertEnv({ home: "/h", user: "ann" }) });
  deepEqual(v.parse(SpecShape, spec), { ...spec, env: spec.env.toSorted() });
  equal(spec.alert, "never");
});

Deno.test("an alert of the largest event is a text that a job may read", () => {
  const wide = "\u0001".repeat(100_000);
  const path = "/".padEnd(LIMITS.pathBytes, "p");
  const event = alertEvent({ ...told, why: wide, command: [wide], stdout: path, stderr: path });
  ok(new TextEncoder().encode(JSON.stringify(event)).length <= LIMITS.stdinTextBytes);
});

Deno.test("alertName() is a name, with room for an id", () => {
  for (const name of ["a", "x".repeat(LIMITS.nameChars)]) {
    const made = alertName(name);
    ok(isJobName(`${made}_123456`), made);
  }
});

Deno.test("alertEnv() leaves out what is not known", () => {
  const [path, ...rest] = alertEnv({ home: undefined, user: undefined });
  ok(path?.startsWith("PATH="));
  deepEqual(rest, []);
});

Deno.test("alertWish() is one or the other", () => {
  deepEqual(alertWish({}), {});
  deepEqual(alertWish({ alert: true }), { alert: "always" });
  deepEqual(alertWish({ noAlert: true }), { alert: "never" });
  ok("problem" in alertWish({ alert: true, noAlert: true }));
});

Deno.test("isOver() ends a window after its time, and where the clock was set back", () => {
  const window = { ...NO_WINDOW, since: 1000 };
  const ends = [999, 1000, 999 + LIMITS.alertWindowMs, 1000 + LIMITS.alertWindowMs];
  deepEqual(ends.map((now) => isOver(window, now)), [true, false, false, true]);
});

Deno.test("readWindow() takes what it cannot read for none", () => {
  deepEqual(readWindow(undefined), NO_WINDOW);
  deepEqual(readWindow("{"), NO_WINDOW);
  deepEqual(readWindow('{"since":1,"sent":2,"gathered":3}'), { since: 1, sent: 2, gathered: 3 });
});
