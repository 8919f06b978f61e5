/** The rights of the three programs: what each is granted, for what, and until when. One table. */

export const PROGRAMS = ["chore", "chored", "chored_worker"] as const;
export type ProgramName = typeof PROGRAMS[number];

/** What Deno asks for; `all` is what no program of ours may have. */
export const RIGHT_KINDS = ["run", "read", "write", "net", "env"] as const;
export type RightKind = typeof RIGHT_KINDS[number];

/** One right. Its value is a path, an address, or `*` for all there is of its kind. */
export interface Right {
  readonly kind: string;
  readonly value: string;
}

/** A right with what it is for. */
export interface ReasonedRight extends Right {
  readonly reason: string;
  /** when it is given up; undefined where it is kept to the end */
  readonly until?: string;
  /** in which sessions: with a policy, or without one; undefined in all */
  readonly in?: "policy" | "no policy";
}

/** What the names in the table stand for. */
export interface Places {
  /** where the programs are */
  readonly ROOT: string;
  readonly BASE: string;
  readonly SOCKET: string;
  /** the folder of one run */
  readonly RUN: string;
  readonly KILL: string;
  readonly PS: string;
  /** the file of `chored -p`, where there is one */
  readonly CONFIG?: string | undefined;
  /** where another run prints what the job is to read, where it does */
  readonly SOURCE?: string | undefined;
  /** the script for control groups, where the job is to have one */
  readonly CGROUP?: string | undefined;
  /** the folder of the rules, where the session has a policy */
  readonly POLICY?: string | undefined;
}

/** What chored may write where it may not write all of the base folder: others go by the rest. */
const UNDER_POLICY: readonly (readonly [value: string, reason: string])[] = [
  ["STORE", "for the store and the runs of the session"],
  ["BASE/logs", "for the log"],
  ["PID", "for the lock of the session"],
  ["SOCKET", "for the socket"],
  ["SOCKET.new", "to open the socket, which is then renamed into its place"],
  ["TAB", "for the choretab"],
  ["NEWTAB", "to write the choretab, which is then renamed into its place"],
];

export const RIGHTS: Readonly<Record<ProgramName, readonly ReasonedRight[]>> = {
  chore: [
    { kind: "run", value: "ROOT/bin/chored", reason: "to start a chored where none serves" },
    {
      kind: "read",
      value: "BASE",
      reason: "to show the output of jobs, which never passes through chored; to use the socket",
    },
    { kind: "write", value: "SOCKET", reason: "to connect to chored: Deno asks for it" },
    { kind: "net", value: "unix:SOCKET", reason: "to connect to chored" },
    {
      kind: "env",
      value: "*",
      reason: "to give the caller's environment to the job",
      until: "it is read, before anything else is done",
    },
  ],
  chored: [
    {
      ...{ kind: "run", value: "ROOT/bin/chored_worker", in: "no policy" },
      reason: "to start the worker of a run",
    },
    {
      ...{ kind: "run", value: "POLICY/chored_worker", in: "policy" },
      reason: "to start the worker of a run, which then keeps to the policy",
    },
    { kind: "read", value: "BASE", reason: "for the store, the runs and the configuration" },
    {
      kind: "read",
      value: "CONFIG",
      reason: "for the configuration that -p names, now and on reload",
    },
    {
      ...{ kind: "read", value: "POLICY/policy.json", in: "policy" },
      reason: "to refuse early, and by name, what the policy does not allow",
    },
    {
      ...{ kind: "write", value: "BASE", in: "no policy" },
      reason: "for the store, the runs, the log and the socket",
    },
    ...UNDER_POLICY.map(([value, reason]) => (
      { kind: "write", value, reason, in: "policy" } as const
    )),
    {
      kind: "net",
      value: "unix:SOCKET",
      reason: "to ask an older chored to make way (--restart)",
      until: "it serves",
    },
    {
      kind: "net",
      value: "unix:SOCKET.new",
      reason: "to open the socket, which is then renamed into its place",
      until: "it serves",
    },
  ],
  chored_worker: [
    {
      ...{ kind: "run", value: "RUN/gate", in: "no policy" },
      reason: "to start the command, in the one way that chored wrote down",
      until: "the command has started",
    },
    {
      ...{ kind: "run", value: "POLICY/gate", in: "policy" },
      reason: "to start the command, if the policy allows it",
      until: "the command has started",
    },
    { kind: "run", value: "KILL", reason: "to signal the job: Deno would ask for every program" },
    { kind: "run", value: "PS", reason: "to see what the job uses, and what is left of it" },
    {
      kind: "run",
      value: "CGROUP",
      reason: "to freeze, look at and end the control group of the job: Deno can write none",
    },
    { kind: "read", value: "RUN", reason: "for the ticket and the records of the run" },
    { kind: "read", value: "SOCKET", reason: "to call the next chored, once its own is gone" },
    {
      kind: "read",
      value: "SOURCE",
      reason: "to feed the job what the run of another one prints (--stdin-from)",
    },
    { kind: "write", value: "RUN/w", reason: "for the output and the records of the run" },
    { kind: "write", value: "SOCKET", reason: "to call the next chored: Deno asks for it" },
    { kind: "net", value: "unix:SOCKET", reason: "to call the next chored, once its own is gone" },
  ],
};

/** The rights of `program` with its places filled in; what has no place is left out. */
export function rightsOf(program: ProgramName, places: Places): ReasonedRight[] {
  const { CONFIG, SOURCE, CGROUP } = places;
  const optional: Readonly<Record<string, string | undefined>> = { CONFIG, SOURCE, CGROUP };
  const session = places.POLICY === undefined ? "no policy" : "policy";
  const all = { ...places, ...sessionPlaces(places) };
  return RIGHTS[program]
    .filter(({ value }) => !(value in optional) || optional[value] !== undefined)
    .filter((right) => (right.in ?? session) === session)
    .map(({ in: _, ...right }) => ({ ...right, value: fillIn(right.value, all) }));
}

/** As system/paths.ts has them; a test compares what comes of it with the launcher. */
function sessionPlaces({ BASE, SOCKET }: Places): Readonly<Record<string, string>> {
  const session = SOCKET.slice(SOCKET.lastIndexOf("/") + 1, -".sock".length);
  const tab = session === "chored" ? "choretab" : `choretab.${session}`;
  return {
    ...{ STORE: `${BASE}/cache/${session}`, PID: `${BASE}/run/${session}.pid` },
    ...{ TAB: `${BASE}/${tab}`, NEWTAB: `${BASE}/.${tab}.new` },
  };
}

function fillIn(value: string, places: Readonly<Record<string, string | undefined>>): string {
  const [, scheme = "", name = "", rest = ""] = /^(unix:)?([A-Z]+)?(.*)$/.exec(value) ?? [];
  return scheme + (places[name] ?? name) + rest;
}

const GRANT = /^--allow-([a-z-]+)(?:=(.*))?$/s;

/** The rights that words for Deno grant, in their order. */
export function rightsInWords(words: readonly string[]): Right[] {
  return words.flatMap((word): Right[] => {
    if (/^(?:-A|--allow-all|-P|--permission-set)(?:$|=)/.test(word)) {
      return [{ kind: "all", value: "*" }];
    }
    const [, kind, values] = GRANT.exec(word) ?? [];
    if (kind === undefined) return [];
    return (values ?? "*").split(",").map((value) => ({ kind, value }));
  });
}

/** Those of `rights` that `others` has not. */
export function without<R extends Right>(rights: readonly R[], others: readonly Right[]): R[] {
  return rights.filter(({ kind, value }) =>
    !others.some((other) => other.kind === kind && other.value === value)
  );
}
