import assert from "node:assert/strict";
import { listGroup, listProcesses, parseCpuTime, parseRows } from "../../system/ps.ts";

Deno.test("parseCpuTime() reads the forms of all systems", () => {
  const cases: Readonly<Record<string, number>> = {
    "00:00:00": 0,
    "00:01:02": 62_000,
    "10:00:00": 36_000_000,
    "2-03:04:05": ((51 * 60 + 4) * 60 + 5) * 1000,
    "0:00.53": 530,
    "12:34.5": 754_500,
    "-": 0,
    "": 0,
  };
  for (const [text, ms] of Object.entries(cases)) assert.equal(parseCpuTime(text), ms, text);
});

Deno.test("parseRows() reads each line, and a dash as nothing", () => {
  const rows = parseRows(
    " 10 11 Ss 0.5 1.5 00:00:02 100 200 0 19 3 4\n10 12 Z - - 0:00.00 0 0 - 20\n\n",
  );
  assert.deepEqual(rows, [
    {
      pgid: 10,
      pid: 11,
      isZombie: false,
      state: "S",
      threads: 3,
      cpuPercent: 0.5,
      memoryPercent: 1.5,
      cpuMs: 2000,
      cpuStepMs: 1000,
      ageMs: 4000,
      rssBytes: 102_400,
      virtualBytes: 204_800,
      nice: 0,
      priority: 19,
    },
    {
      pgid: 10,
      pid: 12,
      isZombie: true,
      state: "Z",
      threads: 1,
      cpuPercent: 0,
      memoryPercent: 0,
      cpuMs: 0,
      cpuStepMs: 10,
      ageMs: undefined,
      rssBytes: 0,
      virtualBytes: 0,
      nice: 0,
      priority: 20,
    },
  ]);
});

Deno.test("listGroup() finds the processes of a group and no others", async () => {
  const child = new Deno.Command("sh", { args: ["-c", "sleep 60 & sleep 60"], detached: true })
    .spawn();
  try {
    let rows = await listGroup(child.pid);
    while (rows.length < 3) rows = await listGroup(child.pid);
    assert.deepEqual(rows.map(({ pgid }) => pgid), Array(3).fill(child.pid));
    assert.ok(rows.every(({ rssBytes, threads }) => rssBytes > 0 && threads === 1));
  } finally {
    Deno.kill(-child.pid, "SIGKILL");
    await child.status;
  }
});

Deno.test({
  name: "listProcesses() of some processes looks at those alone, and leaves out what is gone",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    const rows = await listProcesses([Deno.pid, child.pid]);
    assert.deepEqual(new Set(rows.map(({ pid }) => pid)), new Set([Deno.pid, child.pid]));
    child.kill("SIGKILL");
    await child.status;
    const left = await listProcesses([Deno.pid, child.pid]);
    assert.deepEqual(left.map(({ pid }) => pid), [Deno.pid]);
    assert.ok((await listProcesses()).length > 2);
  },
});

Deno.test({
  name: "listGroup() counts the time of children that have ended with their parent",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const burn = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
    const child = new Deno.Command("sh", {
      args: ["-c", `(${burn}); echo done; exec sleep 60`],
      detached: true,
      stdout: "piped",
    }).spawn();
    try {
      await child.stdout.getReader().read();
      const [row] = await listGroup(child.pid);
      assert.ok((row?.cpuMs ?? 0) > 0 || (row?.cpuPercent ?? 0) > 1, JSON.stringify(row));
    } finally {
      Deno.kill(-child.pid, "SIGKILL");
      await child.status;
    }
  },
});
