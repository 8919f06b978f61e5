import { match, strictEqual as equal } from "node:assert/strict";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run -k, pin and unpin say whether a job stays", async () => {
  await using home = await makeHome();
  equal(await home.ask(["-j", "kept", "-k", "--", "true"]), "kept\n");
  await home.run("-j", "usual", "--", "true");
  await home.ask(["wait", "kept", "usual"]);
  equal((await home.job("kept")).pinned, true);
  match(await home.ask(["show", "kept"]), /^pinned: yes$/m);
  equal(await home.ask(["clean"]), "usual\n");
  equal(await home.ask(["restart", "kept"]), "kept\n");
  equal((await home.chore(["wait", "kept"])).code, 0);
  equal((await home.job("kept")).runs.length, 2);
  equal(await home.ask(["unpin", "kept"]), "kept\n");
  equal((await home.job("kept")).pinned, false);
  equal(await home.ask(["pin", "-a"]), "kept\n");
  equal(await home.ask(["clean"]), "");
  await home.ask(["unpin", "kept"]);
  equal(await home.ask(["clean"]), "kept\n");
  equal((await home.chore(["pin", "kept"])).code, 103);
});
