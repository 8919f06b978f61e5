/** What the launcher tells chored: words `--name=value`, made by bin/chored and by nobody else. */

import { checkZone } from "../job/schedule.ts";
import { EXIT } from "../job/exit_code.ts";
import { printable } from "../system/text.ts";

export interface Options {
  /** the base folder */
  readonly base: string;
  /** what it was called, where a link leads to it */
  readonly named: string | undefined;
  readonly session: string;
  /** the path of bin/chored_worker */
  readonly launcher: string;
  readonly deno: string;
  readonly denoDir: string;
  /** the id of this boot of the machine; empty where the system has none */
  readonly boot: string;
  /** the time zone, where one is set: an IANA name */
  readonly zone: string | undefined;
  /** whose session it is, for the jobs of its choretab; what is not known is not set */
  readonly home: string | undefined;
  readonly user: string | undefined;
  /** the path of the script that makes control groups; undefined where the system has none */
  readonly cgroup: string | undefined;
  /** it runs as root, and its jobs can be other users' */
  readonly root: boolean;
  /** the path of the configuration, where one was given */
  readonly config: string | undefined;
  /** the compiled policy of the session, where it has one */
  readonly policy: string | undefined;
  /** the policy file that held before, where that is to be told */
  readonly policyEnded: string | undefined;
  readonly debug: boolean;
  readonly foreground: boolean;
  /** say `ready` on stdout once it serves, then close stdout and stderr */
  readonly background: boolean;
  readonly force: boolean;
  /** take over from the chored that serves */
  readonly restart: boolean;
}

/** What the launcher says with a value, and what without. */
const VALUES = [
  "base",
  "named",
  "session",
  "launcher",
  "deno",
  "deno-dir",
  "boot",
  "zone",
  "home",
  "user",
  "config",
  "policy",
  "policy-ended",
  "cgroup",
];
const SWITCHES = ["debug", "foreground", "background", "force", "restart", "root"];

/** The options in `words`; ends the program upon a word that no launcher says. */
export function parseOptions(words: readonly string[]): Options {
  const given = new Map(words.map(readWord));
  const need = (name: string): string => given.get(name) ?? missing(name);
  return {
    base: need("base"),
    named: given.get("named"),
    session: need("session"),
    launcher: need("launcher"),
    deno: need("deno"),
    denoDir: need("deno-dir"),
    boot: given.get("boot") ?? "",
    zone: knownZone(given.get("zone")?.replace(/^:/, "")),
    home: given.get("home"),
    user: given.get("user"),
    config: given.get("config"),
    policy: given.get("policy"),
    policyEnded: given.get("policy-ended"),
    cgroup: given.get("cgroup"),
    root: given.has("root"),
    debug: given.has("debug"),
    foreground: given.has("foreground"),
    background: given.has("background"),
    force: given.has("force"),
    restart: given.has("restart"),
  };
}

function readWord(word: string): [name: string, value: string] {
  const [, name = "", value] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (!(value === undefined ? SWITCHES : VALUES).includes(name)) strange(word);
  return [name, value ?? ""];
}

/** TZ may be a path or a rule of POSIX: then the machine's own zone holds. */
function knownZone(zone: string | undefined): string | undefined {
  return zone === undefined || zone === "" || checkZone(zone) !== undefined ? undefined : zone;
}

function missing(name: string): never {
  console.error(`chored: Cannot start: "--${name}" is missing: start it by bin/chored`);
  Deno.exit(EXIT.usage);
}

function strange(word: string): never {
  console.error(
    `chored: Cannot start: no launcher says "${printable(word)}": start it by bin/chored`,
  );
  Deno.exit(EXIT.usage);
}
