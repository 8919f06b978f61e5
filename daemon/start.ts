/** chored_init: the environment, the lock, the store, the socket; then the jobs of its predecessor. */

import { EXIT } from "../job/exit_code.ts";
import { BUILT_IN, type Config } from "../job/session_config.ts";
import { isActive, isFinal, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { CLOCK, type Clock } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import { tryLock } from "../system/lock.ts";
import { type SessionPaths, sessionPaths } from "../system/paths.ts";
import { exists, readText } from "../system/durable.ts";
import { listenSocket } from "../wire/socket.ts";
import { Acceptance } from "./accept.ts";
import { restartWaiting, returnStopped } from "./again.ts";
import { Changes } from "./changes.ts";
import { sweepFiles } from "./clean.ts";
import { loadConfig, putGroups } from "./config.ts";
import { BadConfig } from "./config_file.ts";
import { EventLog } from "./event_log.ts";
import { Examiner } from "./examine.ts";
import { hearHook } from "./hooks.ts";
import { LogTotal } from "./log_total.ts";
import { type Log, openLog } from "./log.ts";
import type { Options } from "./options.ts";
import { pauseLate } from "./pause_late.ts";
import { Peers } from "./peers.ts";
import { Planner } from "./planner.ts";
import { loadPolicy, socketMode, tellPolicy } from "./policy.ts";
import { Possession } from "./possession.ts";
import { hearRules, repeatRules } from "./reactions.ts";
import { Recovery } from "./recovery.ts";
import { CannotStart } from "./refusal.ts";
import { takeState } from "./runs.ts";
import { Senders } from "./senders.ts";
import type { Session } from "./session.ts";
import { Spools } from "./spools.ts";
import { damageOf, isDamage, rebuildStore } from "./rebuild.ts";
import { NewerStore } from "./schema.ts";
import { repeatStop } from "./stop_job.ts";
import { Store } from "./store.ts";
import { takeOver } from "./take_over.ts";
import { catchUp, checkAllWaiting, checkDependants, wakeForReboot } from "./wake.ts";
import { Workers } from "./workers.ts";
import { makeFolders } from "./folders.ts";

export interface Started {
  readonly session: Session;
  readonly listener: Deno.UnixListener;
  /** the session's lock; held until the end */
  readonly lock: Deno.FsFile;
  readonly ended: Promise<void>;
}

const active = STATES.filter(isActive);

/** @throws {CannotStart} */
export async function start(options: Options): Promise<Started> {
  const paths = sessionPaths(options.base, options.session);
  makeFolders(paths, options);
  const policy = loadPolicy(options);
  // before another chored is asked to make way
  const config = await loadConfig({ options, paths }).catch(refuseConfig);
  if (options.restart) await takeOver(paths);
  const lock = lockSession(paths);
  const { debug, foreground: stderr } = options;
  const log = await openLog(paths.log, { debug, stderr, size: config.log });
  const { store, told } = openStore(paths);
  if (told !== undefined) {
    log.error(told);
    console.error(`chored: ${told}`);
  }
  useGroups(store, config, { log });
  if (config.file !== undefined) log.info(`configuration: ${config.file}`);
  tellPolicy(log, policy, options);
  const { session, ended } = assemble({ options, paths, config, policy, log, store });
  sweepFiles(session);
  session.spools.sweep();
  const listener = listenSocket(paths.socket, {
    ...{ mode: socketMode(policy), beforeRename: () => crashPoint("socket-bound") },
  });
  session.possession.hold(paths.pid, paths.store, paths.socket);
  session.peers.serve(listener);
  examineAll(session);
  restartWaiting(session);
  await readTab(session);
  resumePlan(session);
  await settle(session);
  return { session, listener, lock, ended };
}

/** What is due since no chored served: times, jobs that are to run always, a start of the machine, ends of jobs that others wait for. */
export function resumePlan(session: Session): void {
  catchUp(session, session.now());
  returnStopped(session);
  wakeForReboot(session);
  checkAllWaiting(session);
  session.planner.plan();
}

/** A store that cannot be written keeps nobody from serving. */
function useGroups(store: Store, config: Config, { log }: { log: Log }): void {
  try {
    putGroups(store, config);
  } catch (error) {
    if (error instanceof BadConfig) refuseConfig(error);
    log.error(`cannot set the groups of the configuration: ${reasonOf(error)}`);
  }
}

function refuseConfig(error: unknown): never {
  if (!(error instanceof BadConfig)) throw error;
  throw new CannotStart(EXIT.system, `the configuration is wrong:\n${error.message}`);
}

/** Lines that are gone have no times to catch up. What is wrong with the table keeps nobody from serving. */
async function readTab(session: Session): Promise<void> {
  if (!exists(session.paths.choretab) && session.store.countTabJobs() === 0) return;
  const { loadTab } = await import("./tab.ts");
  try {
    loadTab(session, "the start");
  } catch (error) {
    const message = `it cannot be loaded: ${reasonOf(error)}`;
    session.tab = { problems: [{ line: 1, column: 1, message }] };
    session.log.error(`${session.paths.choretab}: ${message}`);
  }
}

/** What became of the runs that the predecessor left open? */
function examineAll({ store, recovery, examiner }: Session): void {
  for (const { run } of store.jobsInStates(active, LIMITS.jobs)) {
    if (run === null) continue;
    recovery.expect(run);
    examiner.examine(run);
  }
}

/** Exactly one chored a session: whoever has the lock. */
function lockSession(paths: SessionPaths): Deno.FsFile {
  const lock = tryLock(paths.pid);
  if (lock === null) {
    const pid = readText(paths.pid, LIMITS.recordBytes)?.trim();
    throw new CannotStart(
      EXIT.refused,
      `session "${paths.session}" is served already, by process ${pid}`,
    );
  }
  lock.truncateSync(0);
  lock.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  return lock;
}

/** The store, sound; a damaged one is replaced, which `told` says. @throws {CannotStart} */
function openStore(paths: SessionPaths): { store: Store; told?: string } {
  try {
    try {
      const store = new Store(paths.store);
      const damage = damageOf(store, paths);
      if (damage === undefined) return { store };
      store.close();
      return rebuildStore(paths, damage);
    } catch (error) {
      if (isDamage(error)) return rebuildStore(paths, reasonOf(error));
      throw error;
    }
  } catch (error) {
    const remedy = error instanceof NewerStore
      ? ": use the chored that made it, or a newer one"
      : "";
    throw new CannotStart(
      EXIT.system,
      `cannot open the store "${paths.store}": ${reasonOf(error)}${remedy}`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The parts of a session, wired together. */
export function assemble(
  parts:
    & Pick<Session, "options" | "paths" | "log" | "store">
    & Partial<Pick<Session, "config" | "policy">>,
  clock: Clock = CLOCK,
): {
  session: Session;
  ended: Promise<void>;
} {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const get = () => session;
  const session: Session = {
    ...{ config: BUILT_IN, policy: undefined },
    ...parts,
    ...clock,
    changes: new Changes(),
    events: new EventLog(get),
    acceptance: new Acceptance(get),
    examiner: new Examiner(get),
    planner: new Planner(get),
    logTotal: new LogTotal(get),
    senders: new Senders(get),
    spools: new Spools(get),
    peers: new Peers(get),
    workers: new Workers(get, {
      state(run, state) {
        takeState(session, run, state);
        if (state.phase === "ended") return;
        const isBuried = session.store.run(run)?.mode === "bury";
        session.recovery.note(run, isBuried ? "lost" : "readopted");
        repeatStop(session, run);
        pauseLate(session, run);
      },
      gone: (run) => session.examiner.examine(run),
      rules: (run, report) => hearRules(session, run, report),
      attached(run) {
        session.examiner.forget(run);
        repeatRules(session, run);
      },
    }),
    startedAt: clock.now(),
    recovery: new Recovery(),
    tab: { problems: [] },
    possession: new Possession(),
    ending: false,
    end,
  };
  hearChanges(session);
  return { session, ended };
}

/** What follows by itself upon each change of a job. */
function hearChanges(session: Session): void {
  session.changes.always(() => session.planner.plan());
  session.changes.always((change) => hearHook(session, change));
  session.changes.always(({ was, state, job }) => {
    const repeats = state === "scheduled" && was !== null && isActive(was);
    if (isFinal(state) || repeats || state === "running") checkDependants(session, job);
    if (isFinal(state)) restartWaiting(session);
  });
}

/** Until it is known what became of every run, or its worker has had time to call. */
async function settle(session: Session): Promise<void> {
  const end = performance.now() + LIMITS.settleMs;
  while (session.examiner.open > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LIMITS.examineFirstMs));
  }
}
