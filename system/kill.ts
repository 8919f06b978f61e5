/** Signals to process groups, through kill(1): Deno's own kill needs the right to run everything. */

/** Where kill(1) lies; the launcher grants the first that is there. */
const PLACES = ["/usr/bin/kill", "/bin/kill"];

export type KillResult =
  | { readonly kind: "sent" }
  /** the group is empty */
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly reason: string };

/** Sends `signal` (`SIGTERM`, or `0` for a mere question) to each process of group `pgid`. A zombie counts as a process. */
export async function killGroup(pgid: number, signal: string): Promise<KillResult> {
  const name = signal.replace(/^SIG/, "");
  try {
    const { success, stderr } = await new Deno.Command(placeOfKill(), {
      args: [`-${name}`, "--", `-${pgid}`],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      clearEnv: true,
      env: { LC_ALL: "C" },
      cwd: "/",
    }).output();
    return success ? { kind: "sent" } : readComplaint(new TextDecoder().decode(stderr));
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** What kill(1) complained of; exported for its test. */
export function readComplaint(stderr: string): KillResult {
  if (/no such process/i.test(stderr)) return { kind: "gone" };
  return { kind: "failed", reason: stderr.trim() || "kill(1) failed" };
}

let place: string | undefined;

function placeOfKill(): string {
  place ??= PLACES.find((command) =>
    Deno.permissions.querySync({ name: "run", command }).state === "granted"
  );
  return place ?? "/bin/kill";
}
