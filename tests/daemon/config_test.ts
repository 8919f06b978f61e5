import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { loadConfig, reloadConfig } from "../../daemon/config.ts";
import { BadConfig } from "../../daemon/config_file.ts";
import { Refused } from "../../daemon/refusal.ts";
import { BUILT_IN } from "../../job/session_config.ts";
import { TestSession } from "../support/test_session.ts";

function write({ session }: TestSession, text: string): void {
  Deno.writeTextFileSync(session.paths.config, text);
}

Deno.test("loadConfig() is content with no file, and gives what one says for the session", async () => {
  await using test = new TestSession();
  equal(await loadConfig(test.session), BUILT_IN);
  write(test, 'keep = 1\n[session.test]\nkeep = 2\n[session.chored]\nkeep = "3s"\n');
  const { file, keepMs } = await loadConfig(test.session);
  deepEqual([file, keepMs], [test.session.paths.config, 2000]);
});

Deno.test("loadConfig() reads the file that was named, and wants that", async () => {
  await using test = new TestSession();
  const { paths } = test.session;
  write(test, "keep = 1\n");
  const config = `${paths.base}/other.toml`;
  const place = { paths, options: { config } };
  await rejects(loadConfig(place), new BadConfig([`${config}: there is no such file`]));
  Deno.writeTextFileSync(config, "keep = 7\n");
  equal((await loadConfig(place)).keepMs, 7000);
});

Deno.test("loadConfig() shows no control character of a file", async () => {
  await using test = new TestSession();
  write(test, '"\\u001b[31m\\u202e" = 1\n');
  await rejects(loadConfig(test.session), (error) => {
    match(String(error), /:1: "\\u001b\[31m\\u202e": there is no such key$/);
    return error instanceof BadConfig;
  });
});

Deno.test("reloadConfig() takes what has changed, groups with it, and tells it", async () => {
  await using test = new TestSession();
  const { session } = test;
  write(test, 'keep = "2h"\ndefaults.grace = 5\n[groups]\nbig = 2\ndefault = 3\n');
  const was = session.store.plan.group("default")?.slots;
  const report = await reloadConfig(session, "ann");
  deepEqual(report, {
    file: session.paths.config,
    changed: [
      { key: "keep", was: "1h", is: "2h" },
      { key: "defaults.grace", was: "10s", is: "5s" },
      { key: "groups.big", was: null, is: 2 },
      { key: "groups.default", was, is: 3 },
    ],
  });
  equal(session.config.keepMs, 7_200_000);
  deepEqual(session.store.plan.group("big"), { name: "big", slots: 2, state: "open" });
  match(test.logged.at(-1) ?? "", /^info configuration read again for ann: .*chore\.toml: keep, /);
  deepEqual((await reloadConfig(session, "ann")).changed, []);
});

Deno.test("reloadConfig() sets slots that somebody has set otherwise, and leaves the rest of a group", async () => {
  await using test = new TestSession();
  const { plan } = test.session.store;
  write(test, "groups.big = 2\n");
  await reloadConfig(test.session, "ann");
  plan.putGroup({ name: "big", slots: 9, state: "draining" });
  plan.putGroup({ name: "own", slots: 5, state: "open" });
  const { changed } = await reloadConfig(test.session, "ann");
  deepEqual(changed, [{ key: "groups.big", was: 9, is: 2 }]);
  deepEqual(plan.group("big"), { name: "big", slots: 2, state: "draining" });
  write(test, "");
  deepEqual((await reloadConfig(test.session, "ann")).changed, [
    { key: "groups.big", was: 2, is: null },
  ]);
  deepEqual([plan.group("big")?.slots, plan.group("own")?.slots], [2, 5]);
});

Deno.test("reloadConfig() goes back to what is built in where the file is gone", async () => {
  await using test = new TestSession();
  write(test, "keep = 1\n");
  await reloadConfig(test.session, "ann");
  Deno.removeSync(test.session.paths.config);
  deepEqual(await reloadConfig(test.session, "ann"), {
    file: null,
    changed: [{ key: "keep", was: "1s", is: "1h" }],
  });
});

Deno.test("reloadConfig() leaves all as it was where one thing is wrong, and says all that is", async () => {
  await using test = new TestSession();
  const { session } = test;
  write(test, "keep = 1\n");
  await reloadConfig(session, "ann");
  const before = session.config;
  write(test, "keep = 2\nkep = 3\n[groups]\nbig = 1\nbad = -1\n");
  const file = session.paths.config;
  const wrong = [
    `${file}:2: kep: there is no such key: did you mean "keep"?`,
    `${file}:5: groups.bad: a whole number from 0 to 4096 is wanted`,
  ];
  await rejects(
    reloadConfig(session, "ann"),
    new Refused(
      "system",
      ["Cannot read the configuration again: the old one stays", ...wrong].join("\n"),
    ),
  );
  equal(session.config, before);
  equal(session.store.plan.group("big"), undefined);
  deepEqual(test.logged.slice(-3), [
    ...wrong.map((line) => `error configuration: ${line}`),
    "error the configuration was not read again for ann: the old one stays",
  ]);
});

Deno.test("reloadConfig() refuses more groups than a session may have, with those that are there", async () => {
  await using test = new TestSession();
  const { plan } = test.session.store;
  for (let n = plan.groups().length; n < 63; n++) {
    plan.putGroup({ name: `g${n}`, slots: 1, state: "open" });
  }
  write(test, "groups.one = 1\n");
  await reloadConfig(test.session, "ann");
  write(test, "keep = 5\n[groups]\none = 2\ntwo = 1\n");
  await rejects(
    reloadConfig(test.session, "ann"),
    /groups: a session has at most 64, and with those that are there it would have 65/,
  );
  deepEqual([plan.group("one")?.slots, test.session.config.keepMs], [1, BUILT_IN.keepMs]);
});

Deno.test("reloadConfig() is told of by the log, in the size that it then has, and takes that back", async () => {
  await using test = new TestSession();
  const { session } = test;
  const sizes: unknown[] = [];
  session.log.resize = (size) => sizes.push(size);
  write(test, "log.files = 7\n");
  await reloadConfig(session, "ann");
  await reloadConfig(session, "ann");
  deepEqual(sizes, [{ ...BUILT_IN.log, files: 7 }]);
  write(test, "log.files = 8\n[groups]\nbig = 1\n");
  session.store.plan.putGroup = () => {
    throw new Error("database or disk is full");
  };
  await rejects(reloadConfig(session, "ann"), /the old one stays\ndatabase or disk is full$/);
  deepEqual(sizes.slice(1).map((size) => Reflect.get(Object(size), "files")), [8, 7]);
  equal(session.config.log.files, 7);
});
