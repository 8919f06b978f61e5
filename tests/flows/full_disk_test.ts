import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { SessionView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";
import { makeHome } from "../support/user_home.ts";

const ignore = !CAN_MOUNT;
if (ignore) console.error("full_disk_test.ts: left out: only root can mount a tmpfs");

Deno.test({
  name: "a job whose disk is full runs to its end; what was lost is told, and chored serves on",
  ignore,
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    await using _ = await SmallDisk.mount(home.paths().runs, 1024);
    await closeToOthers(home.paths().folders);
    const bytes = 3_000_000;
    const script = `"$1" ${bytes}; echo last >&2; exit 4`;
    await home.run("-j", "job", "--", "sh", "-c", script, "sh", fixture("flood"));
    equal((await home.chore(["wait", "job"])).code, 4);
    const [run] = (await home.job("job")).runs;
    equal(run?.outcome?.code, 4);
    const kept = Number(run?.stdoutBytes) + Number(run?.stderrBytes);
    equal(kept > 500_000 && kept < 1024 * 1024, true, `${kept} bytes`);
    equal(run?.droppedBytes, bytes + 5 - kept);
    match(
      await home.ask(["show", "job"]),
      new RegExp(`^dropped_bytes: ${run?.droppedBytes}$`, "m"),
    );
    equal((await home.chore(["log", "--stdout", "job"])).bytes.length, run?.stdoutBytes);

    const next = await home.chore(["run", "-j", "next", "--", "true"]);
    equal(next.code, 103);
    match(next.stderr, /^chore: Cannot start job "next": its worker cannot start: No space left/m);
    equal((await home.job("next")).state, "failed");
    await home.ask(["rm", "job"]);
    await home.ask(["restart", "next"]);
    equal((await home.chore(["wait", "next"])).code, 0);
  },
});

Deno.test({
  name:
    "a full disk under the store too: jobs are seen and can be stopped, and are recorded once there is room",
  ignore,
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    await using disk = await SmallDisk.mount(home.base, 3072);
    await home.run("-j", "early", "--", "true");
    await home.run("-j", "job", "--", fixture("exit_with"), "5");
    await home.run("-j", "busy", "--", fixture("tell_signals"));
    await home.untilSaid("busy", "ready");
    const go = home.path("go");
    await home.run("-j", "late", "--", fixture("wait_for_file"), go, "6");
    await home.untilSaid("late", "ready");
    await disk.fill();

    equal(await home.ask(["list", "-q"]), "early\njob\nbusy\nlate\n");
    match(await home.ask(["show", "early"]), /^state: succeeded$/m);
    equal((await home.chore(["wait", "job"])).code, 5);
    const refused = await home.chore(["run", "--", "true"]);
    deepEqual([refused.code, refused.stdout], [111, ""]);
    match(refused.stderr, /disk is full/);
    const stopped = await home.chore(["stop", "busy"]);
    deepEqual([stopped.code, stopped.stdout], [0, "busy\n"]);
    match(stopped.stderr, /^chore: busy: cannot record that: .*disk is full$/m);
    await Deno.writeTextFile(go, "");
    await until("both jobs have ended", async () => {
      const words = (await home.processes()).flatMap((process) => process.words);
      return !words.includes(fixture("tell_signals")) && !words.includes(fixture("wait_for_file"));
    });
    equal((await home.json<SessionView>(["session"])).pid, home.pid());

    await disk.empty();
    deepEqual((await home.chore(["wait", "late"])).code, 6);
    deepEqual((await home.chore(["wait", "busy"])).code, 7);
    equal(await home.ask(["run", "-j", "after", "-f", "--", "echo", "room"]), "room\n");
  },
});

Deno.test({
  name: "a job whose own log has filled the disk says so, and ends once its log is cleared",
  ignore,
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    await using _ = await SmallDisk.mount(home.base, 4096);
    const log = ["--log-size", "64K", "--log-files", "64"];
    const script = `"$1" 8000000; exit 4`;
    await home.run("-j", "job", ...log, "--", "sh", "-c", script, "sh", fixture("flood"));
    await until("it cannot be recorded", async () => {
      const why = await home.ask(["why", "job"]);
      return why.includes("cannot be recorded until the disk has room: chore log --clear job");
    });
    equal((await home.job("job")).state, "running");
    await home.ask(["log", "--clear", "job"]);
    equal((await home.chore(["wait", "job"])).code, 4);
  },
});

async function closeToOthers(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await Deno.chmod(folder, 0o700);
  }
}
