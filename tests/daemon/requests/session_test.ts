import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { BUILT_IN, settingsOf } from "../../../job/session_config.ts";
import { VERSION } from "../../../job/version.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("session tells what chored is and has", async () => {
  await using test = new TestSession();
  test.session.ending = true;
  const [client, _other] = [await test.connect(), await test.connect()];
  test.add({ state: "failed" });
  test.add({ state: "queued" });
  for (const state of ["starting", "running", "paused", "stopping"] as const) test.add({ state });
  const { startedAt, ...view } = await client.call("session", {});
  deepEqual(view, {
    ...{ session: "test", version: VERSION, pid: Deno.pid, jobs: 6, active: 4, clients: 2 },
    recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
    config: null,
    policy: null,
    profiles: [],
    tab: { path: test.session.paths.choretab, jobs: 0, problems: [] },
  });
  match(startedAt, /^\d{4}-\d\d-\d\dT/);
});

Deno.test("session tells the file of its configuration, and the settings where they are wanted", async () => {
  await using test = new TestSession();
  test.session.config = { ...BUILT_IN, file: "/etc/chore.toml", keepMs: 90_000 };
  const client = await test.connect();
  const view = await client.call("session", {});
  deepEqual([view.config, view.settings], ["/etc/chore.toml", undefined]);
  const { settings } = await client.call("session", { settings: true });
  deepEqual(settings, { ...settingsOf(BUILT_IN), keep: "90s" });
});
