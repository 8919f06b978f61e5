/** The installed form, built into a temporary folder, with a session of its own that is ended afterwards. */

export interface Installation extends AsyncDisposable {
  readonly prefix: string;
  readonly home: string;
  readonly env: Record<string, string>;
  readonly chore: string;
  /** Deno's words for a program without rights, as an empty program is started beside ours */
  readonly plainFlags: readonly string[];
}

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

export async function install(): Promise<Installation> {
  const prefix = await Deno.makeTempDir({ prefix: "chore-bench-" });
  const home = `${prefix}/home`;
  const env = { PATH: "/usr/bin:/bin", HOME: prefix, CHORE_HOME: home, DENO_NO_UPDATE_CHECK: "1" };
  await run(Deno.execPath(), ["run", "--quiet", "--allow-all", `${root}/tools/build.ts`, prefix]);
  const chore = `${prefix}/bin/chore`;
  await run(`${prefix}/bin/chored`, [], env);
  return {
    ...{ prefix, home, env, chore },
    plainFlags: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-config",
      "--no-lock",
      "--no-npm",
      "--no-remote",
      "--no-code-cache",
    ],
    async [Symbol.asyncDispose]() {
      await run(chore, ["shutdown"], env);
      await Deno.remove(prefix, { recursive: true });
    },
  };
}

async function run(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { success } = await new Deno.Command(program, { args, env, stdin: "null", stdout: "null" })
    .output();
  if (!success) throw new Error(`Cannot run ${program} ${args.join(" ")}`);
}
