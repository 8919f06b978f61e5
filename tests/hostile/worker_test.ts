// A chored_worker that was taken over: arbitrary code with the rights of its launcher. Each attempt is a row of SECURITY.md.

import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { gateScript } from "../../job/gate.ts";
import { specOf } from "../support/specs.ts";
import { COMMON, meets, noLibrary, noRight, noSecondDatabase } from "./met.ts";
import { TakenOver } from "./taken_over.ts";

const EXPECTED = {
  ...COMMON,
  "read its environment": /^done: \{\}$/,
  "change its gate": noRight("write"),
  "open its gate to changes": noRight("write"),
  "put another gate in its place": noRight("write"),
  "take the gate away": noRight("write"),
  "give the gate a second name that it may write": noRight("write"),
  "run a program in its own folder": noRight("run"),
  "run the gate of another run": noRight("run"),
  "run a launcher": noRight("run"),
  "start its gate with a library": noLibrary,
  "change its ticket": noRight("write"),
  "change its spec": noRight("write"),
  "read the ticket of another run": noRight("read"),
  "write into another run": noRight("write"),
  "read the store": noRight("read"),
  "open the store as a database": noRight("read"),
  "reach the store by a second database": noSecondDatabase,
  "write by a copy of its database": noSecondDatabase,
  "list the runs": noRight("read"),
  "read the log of chored": noRight("read"),
  "move its folder": noRight("write"),
  "make a pipe": /^Error: there is no such function$/,
  // a job can put one there; the worker cannot
  "read through a link that somebody made": /^done: a secret$/,
  "start its gate with tools of its own": /^done: the job, with$/,
  "start its gate in another folder": /^done: the job, with$/,
  // these it can, by the gate, kill(1) and ps(1) that it needs: see SECURITY.md
  "give its job a variable": /^done: the job, with \S+\/w\/x\.py$/,
  "signal a process of the user's": /^done: $/,
  "see the environment of others": /^done: it is seen$/,
  "see a process of the user's with words of its own": /^done: sleep$/m,
};

/** A gate as chored writes it: it makes FIFOs, and becomes a job that prints a variable. */
function gateOf(w: string): string {
  const argv = ["/bin/sh", "-c", 'echo "the job, with $PYTHONSTARTUP" >&9'];
  const spec = specOf({ argv: [...argv], cwd: "/", env: [], orphan: "kill", output: "fifo" });
  // what the job prints is for the test, not for the FIFOs
  const text = gateScript(spec, { run: 7, job: "job", session: "chored", w });
  return text.replace("PATH=/usr/bin:/bin", "exec 9>&1; PATH=/usr/bin:/bin");
}

Deno.test("a worker that was taken over meets Deno's refusal wherever it turns", async () => {
  await using taken = await TakenOver.make("chored_worker");
  const { run } = taken;
  await Deno.symlink(`${taken.outside}/secret`, `${run}/w/planted`);
  const gate = gateOf(`${run}/w`);
  await Deno.writeTextFile(`${run}/gate`, gate, { mode: 0o500 });
  for (const name of ["ticket", "spec"]) await Deno.writeTextFile(`${run}/${name}`, "ours");
  await Deno.mkdir(`${run.replace(/7$/, "8")}/w`, { recursive: true });
  await Deno.writeTextFile(`${run.replace(/7$/, "8")}/ticket`, "theirs");
  using other = new Sleeper();
  taken.tell({ pid: other.pid });
  meets(await taken.attempts({ env: { SECRET: "x" } }), EXPECTED);
  equal(taken.calls, 0, "nobody was called");
  deepEqual([...Deno.readDirSync(taken.outside)].map(({ name }) => name), ["secret"]);
  equal(await Deno.readTextFile(`${run}/gate`), gate);
  deepEqual(namesIn(`${run}/w`).filter((name) => name.startsWith("ran_")), []);
  deepEqual(taken.cached, ["location_data"]);
});

/** A process of the same user's that has nothing to do with chore. */
class Sleeper implements Disposable {
  readonly #child = new Deno.Command("sleep", {
    args: ["600"],
    clearEnv: true,
    env: { SECRET_OF_ANOTHER: "x", PATH: "/usr/bin:/bin" },
  }).spawn();

  get pid(): number {
    return this.#child.pid;
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}
