// Lays out chore as it is installed or checked out, with a Deno that only tells how it was started.

export interface Layout {
  readonly root: string;
  readonly home: string;
  readonly base: string;
  readonly cache: string;
}

export interface Launch {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LaunchOptions {
  readonly shell?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;

const TELLTALE = `#!/bin/sh
case $1 in
  eval) echo "$0" && exit ;;
  install) echo "$0" "$@" >>"\${DENO_DIR%/deno}/installs" && exit ;;
esac
printf '%s\\n' "$@"
echo "umask $(umask)"
env | sed 's/^/env /' | LC_ALL=C sort
if [ -d /proc/self ]; then
  for fd in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$fd ] || echo "fd $fd"; done
fi
[ ! -e "\${0%/*}/act" ] || . "\${0%/*}/act"
`;

/** The shells that are here, out of those that must work. */
export const SHELLS: readonly (readonly string[])[] = [["dash"], ["bash"], ["busybox", "sh"], [
  "mksh",
]].filter(([program]) => isInPath(program ?? ""));

/** ROOT/lib/chore holds bundled programs and the pinned Deno. */
export async function layInstalled(): Promise<Layout> {
  const layout = await layBare();
  const lib = `${layout.root}/lib/chore`;
  await Deno.mkdir(lib, { recursive: true });
  for await (const entry of Deno.readDir(`${layout.root}/bin`)) {
    if (!entry.isDirectory && !entry.name.endsWith(".sh")) {
      await Deno.writeTextFile(`${lib}/${entry.name}.js`, "");
    } else await Deno.rename(`${layout.root}/bin/${entry.name}`, `${lib}/${entry.name}`);
  }
  await layDeno(lib);
  return layout;
}

/** ROOT holds the sources; `deno` has to be found. */
export async function layCheckout(): Promise<Layout> {
  const layout = await layBare();
  await Deno.writeTextFile(`${layout.root}/deno.lock`, "{}");
  return layout;
}

/** Puts a Deno into a folder that only tells how it was started, then does what `act` says. */
export async function layDeno(folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const deno = `${folder}/deno`;
  await Deno.writeTextFile(deno, TELLTALE, { mode: 0o755 });
  return deno;
}

/** Runs one of the launchers to its end, without a standard input and in a bare environment. */
export async function launch(
  layout: Layout,
  words: readonly string[],
  options: LaunchOptions = {},
): Promise<Launch> {
  const [name = "", ...rest] = words;
  const [program = "dash", ...before] = options.shell ?? ["dash"];
  const output = await new Deno.Command(program, {
    args: [...before, `${layout.root}/bin/${name}`, ...rest],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", HOME: layout.home, ...options.env },
    cwd: options.cwd ?? layout.root,
    stdin: "null",
  }).output();
  const [stdout, stderr] = [decode(output.stdout), decode(output.stderr)];
  return { code: output.code, stdout, stderr };
}

/** Waits until something has happened that nobody tells of. */
export async function settle(isSettled: () => boolean): Promise<void> {
  for (let tries = 0; !isSettled(); tries++) {
    if (tries === 250) throw new Error("Cannot go on: it did not happen within 5 seconds");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function layBare(): Promise<Layout> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_" }));
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_" }));
  await Deno.mkdir(`${root}/bin`);
  for await (const entry of Deno.readDir(`${REPOSITORY}bin`)) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory) await Deno.mkdir(`${root}/bin/${entry.name}`);
    for (const name of filesIn(`${REPOSITORY}bin`, entry)) {
      await Deno.copyFile(`${REPOSITORY}bin/${name}`, `${root}/bin/${name}`);
    }
  }
  return { root, home, base: `${home}/.config/chore`, cache: `${home}/.cache/chore` };
}

/** The file of `entry`, or those in it. */
function filesIn(folder: string, { name, isDirectory }: Deno.DirEntry): string[] {
  if (!isDirectory) return [name];
  return [...Deno.readDirSync(`${folder}/${name}`)].map((each) => `${name}/${each.name}`);
}

/** Removes what was laid out. */
export async function clear(layout: Layout): Promise<void> {
  await Deno.remove(layout.root, { recursive: true });
  await Deno.remove(layout.home, { recursive: true });
}

/** Is this tool here? Where it is not, bin/test says which tests are left out. */
export function isInPath(program: string): boolean {
  return ["/usr/bin", "/bin", "/usr/local/bin"].some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}
