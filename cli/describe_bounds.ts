/** How a job is bounded, and by what: the lines of `chore show` for it. */

import { ioText, limitWords } from "../job/resource_limits.ts";
import type { LimitsHeld } from "../job/limits_held.ts";
import type { ConfinementView, PolicyView, ShownJob } from "../wire/replies.ts";
import type { Line } from "./describe_plan.ts";

type Shown = Pick<ShownJob, "spec" | "confinement" | "limitsHeld" | "policy">;

export async function describeBounds(
  { spec: { limits: own, profile, user }, confinement, limitsHeld, policy }: Shown,
): Promise<Line[]> {
  const limits = policy?.limits ?? own;
  const words = limitWords(limits);
  const { nice, io } = limits;
  return [
    ...user === undefined ? [] : [line("user", user)],
    ...profile === undefined ? [] : [line("profile", profile)],
    ...limitsHeld === null
      ? words.length === 0 ? [] : [line("limits", words.join(","))]
      : await describeLimits(limitsHeld),
    ...nice === undefined ? [] : [line("nice_added", String(nice))],
    ...io === undefined ? [] : [line("ionice", ioText(io))],
    ...confinement === null ? [] : await describeWalls(confinement),
    ...policy === null ? [] : describePolicy(policy),
  ];
}

function describePolicy({ file, leftOut, refuses }: PolicyView): Line[] {
  return [
    line("policy", file),
    ...leftOut.length === 0 ? [] : [line("left_out", leftOut.join(" "))],
    ...refuses === null ? [] : [line("refused", refuses)],
  ];
}

const line = (name: string, value: string): Line => [name, value];

async function describeLimits(held: LimitsHeld): Promise<Line[]> {
  const { heldText } = await import("../job/limits_held.ts");
  const group = held.cgroup === null ? [] : [line("cgroup", held.cgroup)];
  return [...heldText(held).map((text) => line("limits", text)), ...group];
}

/** Few jobs are confined: all others need not load the words for it. */
async function describeWalls(
  { asked, backend, walls, differs }: ConfinementView,
): Promise<Line[]> {
  const { wallLines } = await import("../job/confinement_text.ts");
  return [
    line("confined", `${asked} (by ${backend ?? "nothing here"})`),
    ...wallLines(walls),
    ...differs.map((text) => line("differs", text)),
  ];
}
