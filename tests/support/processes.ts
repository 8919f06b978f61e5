// The processes of a test, found by a path that only it has.

export interface Process {
  readonly pid: number;
  /** its words, as ps(1) shows them */
  readonly words: string;
}

/** The living processes with `text` among their words. Zombies are not alive. */
export async function processesWith(text: string): Promise<Process[]> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-A", "-ww", "-o", "pid=", "-o", "stat=", "-o", "args="],
    stdin: "null",
    stderr: "null",
    env: { LC_ALL: "C" },
  }).output();
  return new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
    const [, pid, stat = "", words = ""] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return stat.startsWith("Z") || !words.includes(text) ? [] : [{ pid: Number(pid), words }];
  });
}

/** Sends `signal`; false where the process is gone. */
export function send(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
