import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { connect } from "../../mod.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("a link may lead to the base folder: jobs run, end, are read, and are adopted", async () => {
  await using home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.path("real"));
  await Deno.symlink("real", home.path("link"));
  const env = { CHORE_HOME: home.path("link/base") };
  equal(
    (await home.chore(["run", "-f", "-j", "job", "--", "sh", "-c", "echo hi; exit 3"], { env }))
      .code,
    3,
  );
  equal(await home.ask(["log", "job"], { env }), "hi\n");
  await using session = await connect({ base: env.CHORE_HOME });
  deepEqual((await Array.fromAsync(session.log("job"))).length, 1);
  const { pid } = await session.session();
  const text = "echo begun; read line; echo over";
  const words = ["-j", "held", "--stdin-open"];
  await home.ask(["run", ...words, "--", "sh", "-c", text], { env });
  Deno.kill(pid, "SIGKILL");
  await home.chored([], { env });
  await home.ask(["send", "held", "go"], { env });
  equal((await home.chore(["wait", "held"], { env })).code, 0);
  match(await home.ask(["log", "held"], { env }), /^begun\nover$/m);
  await home.ask(["manifest", "--check"], { env });
  await home.ask(["shutdown"], { env });
});
