/** Builds the installed form: bundled programs, launchers, man pages and a pinned Deno below one folder. */

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

const PROGRAMS = [
  { name: "chore", source: "cli/main.ts", more: ["--code-splitting"] },
  { name: "chored", source: "daemon/main.ts", more: [] },
  { name: "chored_policy", source: "daemon/policy_main.ts", more: [] },
  { name: "chored_worker", source: "worker/main.ts", more: ["--code-splitting"] },
] as const;

/** Programs that have no launcher of their own: another one starts them. */
const PARTS = [
  { name: "record", source: "tools/audit/record.ts", more: [] },
] as const;

const LAUNCHERS = ["chore", "chored", "chored_worker"];

const MAN = ["chore.1", "chored.8", "chored_worker.8", "choretab.5", "chore.toml.5"];

if (import.meta.main) {
  const [prefix = `${root}/build`, ...rest] = Deno.args;
  if (rest.length > 0 || !prefix.startsWith("/")) {
    console.error("usage: deno task build [/ABSOLUTE/PREFIX]");
    Deno.exit(100);
  }
  await build(prefix);
  console.error(`built into ${prefix}: ${prefix}/bin/chore`);
}

/** Puts bin/, lib/chore/ and share/man/ below `prefix`. */
async function build(prefix: string): Promise<void> {
  const lib = `${prefix}/lib/chore`;
  for (const folder of [`${prefix}/bin`, lib]) await Deno.mkdir(folder, { recursive: true });
  for (const program of PROGRAMS) await bundle(program, lib);
  for (const name of LAUNCHERS) {
    await install(`${root}/bin/${name}`, { to: `${prefix}/bin/${name}`, mode: 0o755 });
  }
  for (const part of PARTS) await bundle(part, lib);
  await install(`${root}/tools/audit/every_verb.sh`, { to: `${lib}/every_verb.sh`, mode: 0o644 });
  await installScripts(`${root}/bin`, lib);
  await installScripts(`${root}/bin/policy`, `${lib}/policy`);
  await installMan(prefix);
  await pinDeno(lib);
}

/** What the launchers read. What is a program, and not read by one, stays one. */
async function installScripts(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) {
    if (!name.endsWith(".sh")) continue;
    const { mode } = await Deno.stat(`${from}/${name}`);
    const isProgram = ((mode ?? 0) & 0o100) !== 0;
    await install(`${from}/${name}`, { to: `${to}/${name}`, mode: isProgram ? 0o755 : 0o644 });
  }
}

async function bundle(
  program: (typeof PROGRAMS | typeof PARTS)[number],
  lib: string,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "chore-build-" });
  try {
    await run([
      ...["bundle", "--quiet", "--minify", "--platform=deno", "--format=esm", ...program.more],
      ...["--outdir", folder, `${root}/${program.source}`],
    ]);
    for await (const { name } of Deno.readDir(folder)) {
      const to = program.source.endsWith(`/${name.replace(/\.js$/, ".ts")}`)
        ? `${program.name}.js`
        : name;
      await install(`${folder}/${name}`, { to: `${lib}/${to}`, mode: 0o644 });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function installMan(prefix: string): Promise<void> {
  for (const page of MAN) {
    const section = `${prefix}/share/man/man${page.at(-1)}`;
    await Deno.mkdir(section, { recursive: true });
    await install(`${root}/man/${page}`, { to: `${section}/${page}`, mode: 0o644 }).catch(
      (error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      },
    );
  }
}

/** The launchers then look for no other Deno. */
async function pinDeno(lib: string): Promise<void> {
  await Deno.remove(`${lib}/deno`).catch(() => {
    // there was none
  });
  await Deno.symlink(Deno.execPath(), `${lib}/deno`);
}

/** Renamed over what is there, so that a program that runs keeps its file. */
async function install(from: string, { to, mode }: { to: string; mode: number }): Promise<void> {
  await Deno.copyFile(from, `${to}.new`);
  await Deno.chmod(`${to}.new`, mode);
  await Deno.rename(`${to}.new`, to);
}

async function run(args: string[]): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn().status;
  if (!success) throw new Error(`Cannot build: deno ${args.join(" ")} failed`);
}
