import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { jobManifest } from "../../../cli/manifest/job_manifest.ts";
import { viewConfinement } from "../../../daemon/view_confinement.ts";
import { type Confine, NOT_CONFINED } from "../../../job/confinement.ts";

function manifestOf(confine: Partial<Confine>) {
  const own = { cwd: "/srv", confine: { ...NOT_CONFINED, ...confine } };
  const confinement = viewConfinement(own);
  return jobManifest({ name: "a", command: ["make", "a b"], confinement }, 3);
}

function rightsOf(confine: Partial<Confine>): string[] {
  const { rights } = manifestOf(confine);
  return rights.map(({ kind, value }) => `${kind} ${value}`);
}

Deno.test("jobManifest() says that a job that is not confined may do all", () => {
  deepEqual(rightsOf({}), ["run make 'a b'", "run *", "read *", "write *", "net *", "env *"]);
});

Deno.test("jobManifest() shows what a pledge leaves", () => {
  const rights = rightsOf({ pledge: ["stdio", "rpath", "proc"] });
  deepEqual(rights, ["run make 'a b'", "run *", "read *", "env *"]);
});

Deno.test("jobManifest() names the paths that are unveiled", () => {
  const rights = rightsOf({
    pledge: ["stdio", "rpath", "wpath", "cpath", "unix"],
    unveil: [{ permissions: "r", path: "/usr" }, { permissions: "rwc", path: "/srv/out" }],
  });
  deepEqual(rights.slice(1, -1), ["read /srv/out", "read /usr", "write /srv/out", "net unix:*"]);
});

Deno.test("jobManifest() gives as the reason what the user asked for", () => {
  const manifest = manifestOf({ sandbox: "strict" });
  equal(jobManifest({ name: "a", command: ["x"], confinement: null }, undefined).run, null);
  match(manifest.rights.map(({ reason }) => reason).join("\n"), /: sandbox strict$/m);
});
