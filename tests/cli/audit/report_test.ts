import { strictEqual as equal } from "node:assert/strict";
import { named } from "../../../cli/audit/report.ts";

Deno.test("named() says a right in the words of SECURITY.md", () => {
  const places = { root: "/r", base: "/h/base", extra: { value: "/etc/c", name: "CONFIG" } };
  const name = (kind: string, value: string) => named({ kind, value }, places);
  equal(name("run", "/r/bin/chored"), "run ROOT/bin/chored");
  equal(name("net", "unix:/h/base/run/other.sock.new"), "net unix:SOCKET.new");
  equal(name("write", "/h/base/cache/s/runs/12/w"), "write RUN/w");
  equal(name("read", "/h/base"), "read BASE");
  equal(name("read", "/etc/c"), "read CONFIG");
  equal(name("run", "/bin/ps"), "run PS");
  equal(name("run", "/r/bin/cgroup.sh"), "run CGROUP");
  equal(name("run", "/r/lib/chore/cgroup.sh"), "run CGROUP");
});
