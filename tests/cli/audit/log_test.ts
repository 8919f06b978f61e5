import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { readAuditLog } from "../../../cli/audit/log.ts";
import { reportOn } from "../../../cli/audit/report.ts";

const GRANTED = [
  { kind: "read", value: "/base" },
  { kind: "read", value: "/base/own" },
  { kind: "run", value: "/bin/ps" },
  { kind: "net", value: "unix:/base/s" },
];

Deno.test("readAuditLog() takes the lines of DENO_AUDIT_PERMISSIONS, and names one that is none", () => {
  const words = ["run", "--ignore-env", "/our/daemon/main.ts"];
  const manifest = { words, granted: GRANTED };
  const line = (permission: string, value: string | null) =>
    JSON.stringify({ v: 1, datetime: "2026-11-24T16:36:48Z", permission, value });
  const text = `${line("read", "/base/a")}\n${line("write", "/etc/x")}\n\n${line("env", "A")}\n`;
  const [report] = reportOn([readAuditLog(text, manifest)], { root: "/our", base: "/base" })
    .filter(({ starts }) => starts > 0);
  equal(report?.program, "chored");
  deepEqual(report?.used, { "read BASE": 1 });
  deepEqual(report?.denied, { "write /etc/x": 1 });
  for (const wrong of ["{}", "x", "null", '{"permission":1}', '{"permission":"read","value":2}']) {
    throws(
      () => readAuditLog(`${line("read", null)}\n${wrong}\n`, manifest),
      /Cannot read line 2:/,
    );
  }
});
