import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { isRefused } from "../../support/refusals.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("reload reads the configuration again, and tells what has changed", async () => {
  await using test = new TestSession();
  const { paths } = test.session;
  const client = await test.connect();
  deepEqual(await client.call("reload", {}), { file: null, changed: [] });
  Deno.writeTextFileSync(paths.config, "keep = 0\n");
  deepEqual(await client.call("reload", {}), {
    file: paths.config,
    changed: [{ key: "keep", was: "1h", is: "0" }],
  });
  deepEqual(test.logged.at(-1)?.includes("read again for ann"), true);
});

Deno.test("reload refuses a configuration in which something is wrong", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { config } = test.session.paths;
  Deno.writeTextFileSync(config, "keep = \n");
  const message =
    `Cannot read the configuration again: the old one stays\n${config}:1:8: invalid value`;
  await isRefused(client.call("reload", {}), "system", { message });
});
