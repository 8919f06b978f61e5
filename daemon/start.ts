/** chored_init: the environment, the lock, the store, the socket; then the jobs of its predecessor. */

import { EXIT } from "../job/exit_code.ts";
import { isActive, isFinal, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { CLOCK, type Clock } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import { tryLock } from "../system/lock.ts";
import { type SessionPaths, sessionPaths } from "../system/paths.ts";
import { readText } from "../system/durable.ts";
import { listenSocket } from "../wire/socket.ts";
import { Acceptance } from "./accept.ts";
import { restartWaiting } from "./again.ts";
import { Changes } from "./changes.ts";
import { sweepFiles } from "./clean.ts";
import { Examiner } from "./examine.ts";
import { openLog } from "./log.ts";
import type { Options } from "./options.ts";
import { Peers } from "./peers.ts";
import { Planner } from "./planner.ts";
import { Possession } from "./possession.ts";
import { Recovery } from "./recovery.ts";
import { CannotStart } from "./refusal.ts";
import { takeState } from "./runs.ts";
import type { Session } from "./session.ts";
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
  if (options.restart) await takeOver(paths);
  const lock = lockSession(paths);
  const log = await openLog(paths.log, { debug: options.debug, stderr: options.foreground });
  const { store, told } = openStore(paths);
  if (told !== undefined) {
    log.error(told);
    console.error(`chored: ${told}`);
  }
  const { session, ended } = assemble({ options, paths, log, store });
  sweepFiles(session);
  const listener = listenSocket(paths.socket, () => crashPoint("socket-bound"));
  session.possession.hold(paths.pid, paths.store, paths.socket);
  session.peers.serve(listener);
  examineAll(session);
  restartWaiting(session);
  resumePlan(session);
  await settle(session);
  return { session, listener, lock, ended };
}

/** What is due since no chored served: times, a start of the machine, ends of jobs that others wait for. */
export function resumePlan(session: Session): void {
  catchUp(session, session.now());
  wakeForReboot(session);
  checkAllWaiting(session);
  session.planner.plan();
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
  parts: Pick<Session, "options" | "paths" | "log" | "store">,
  clock: Clock = CLOCK,
): {
  session: Session;
  ended: Promise<void>;
} {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const get = () => session;
  const session: Session = {
    ...parts,
    ...clock,
    changes: new Changes(),
    acceptance: new Acceptance(get),
    examiner: new Examiner(get),
    planner: new Planner(get),
    peers: new Peers(get),
    workers: new Workers(get, {
      state(run, state) {
        takeState(session, run, state);
        if (state.phase === "ended") return;
        const isBuried = session.store.run(run)?.mode === "bury";
        session.recovery.note(run, isBuried ? "lost" : "readopted");
        repeatStop(session, run);
      },
      gone: (run) => session.examiner.examine(run),
      attached: (run) => session.examiner.forget(run),
    }),
    startedAt: clock.now(),
    recovery: new Recovery(),
    possession: new Possession(),
    ending: false,
    end,
  };
  session.changes.always(() => session.planner.plan());
  session.changes.always(({ state, job }) => {
    if (!isFinal(state)) return;
    checkDependants(session, job);
    restartWaiting(session);
  });
  return { session, ended };
}

/** Until it is known what became of every run, or its worker has had time to call. */
async function settle(session: Session): Promise<void> {
  const end = performance.now() + LIMITS.settleMs;
  while (session.examiner.open > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LIMITS.examineFirstMs));
  }
}
