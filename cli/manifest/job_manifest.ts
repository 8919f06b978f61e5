/** What the command of a job may do: Deno's rights end there, and what confines it begins. */

import type { Walls } from "../../job/confinement.ts";
import type { ReasonedRight } from "../../job/rights.ts";
import { commandLine } from "../../system/text.ts";
import type { ShownJob } from "../../wire/replies.ts";
import type { Manifest } from "./manifests.ts";

export function jobManifest(
  { name, command, confinement }: Pick<ShownJob, "name" | "command" | "confinement">,
  run: number | undefined,
): Manifest {
  const confined = confinement === null
    ? unconfined()
    : withinWalls(confinement.walls, confinement.asked);
  return {
    program: "job",
    run: run ?? null,
    job: name,
    words: [],
    confinement,
    rights: [
      { kind: "run", value: commandLine(command), reason: "the command, which the gate becomes" },
      ...confined,
      { kind: "env", value: "*", reason: `its own, and no other: chore env ${name}` },
    ],
  };
}

function unconfined(): ReasonedRight[] {
  const reason = "it is not confined: it may do all that its user may";
  return ["run", "read", "write", "net"].map((kind) => ({ kind, value: "*", reason }));
}

/** Whoever has no right of a kind has no line of it. */
function withinWalls(walls: Walls, asked: string): ReasonedRight[] {
  const all = `of its user's own, as far as the walls show it: ${asked}`;
  const granted = `granted: ${asked}`;
  const { sees, writes, grants, privateTmp, network, unixSockets, processes } = walls;
  const path = (kind: string, value: string) => ({ kind, value, reason: granted });
  return [
    ...processes ? [{ kind: "run", value: "*", reason: all }] : [],
    ...sees === "all" ? [{ kind: "read", value: "*", reason: all }] : [],
    ...sees === "all" ? [] : grants.map((each) => path("read", each.path)),
    ...writes === "all" ? [{ kind: "write", value: "*", reason: all }] : [],
    ...writes === "all"
      ? []
      : grants.filter(({ access }) => access === "write").map((each) => path("write", each.path)),
    ...privateTmp ? [path("write", "/tmp (its own)")] : [],
    ...network ? [{ kind: "net", value: "*", reason: all }] : [],
    ...unixSockets ? [{ kind: "net", value: "unix:*", reason: all }] : [],
  ];
}
