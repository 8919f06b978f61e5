import assert from "node:assert/strict";
import { listGroup, parseCpuTime, parseRows } from "../../system/ps.ts";

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
    " 10 11 Ss 0.5 1.5 00:00:02 100 200 0 19 3\n10 12 Z - - 0:00.00 0 0 - 20\n\n",
  );
  assert.deepEqual(rows, [
    {
      pgid: 10,
      pid: 11,
      isZombie: false,
      threads: 3,
      cpuPercent: 0.5,
      memoryPercent: 1.5,
      cpuMs: 2000,
      rssBytes: 102_400,
      virtualBytes: 204_800,
      nice: 0,
      priority: 19,
    },
    {
      pgid: 10,
      pid: 12,
      isZombie: true,
      threads: 1,
      cpuPercent: 0,
      memoryPercent: 0,
      cpuMs: 0,
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
