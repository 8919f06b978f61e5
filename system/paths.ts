/** Where everything lies: the table of files, as functions of the base folder and the session. */

/** The files of one session below the base folder. */
export interface SessionPaths {
  readonly base: string;
  readonly session: string;
  /** held with flock by the living chored; the number in it is information only */
  readonly pid: string;
  readonly socket: string;
  readonly log: string;
  readonly cache: string;
  readonly store: string;
  readonly runs: string;
  readonly jobs: string;
  /** the folders, parents first, each 0700 */
  readonly folders: readonly string[];
}

export function sessionPaths(base: string, session: string): SessionPaths {
  const cache = `${base}/cache/${session}`;
  return {
    base,
    session,
    pid: `${base}/run/${session}.pid`,
    socket: `${base}/run/${session}.sock`,
    log: `${base}/logs/${session}.log`,
    cache,
    store: `${cache}/state.db`,
    runs: `${cache}/runs`,
    jobs: `${cache}/jobs`,
    folders: [
      base,
      `${base}/run`,
      `${base}/logs`,
      `${base}/cache`,
      cache,
      `${cache}/runs`,
      `${cache}/jobs`,
    ],
  };
}

/** The files of one run. chored writes `gate` and `ticket`, the worker all below `w/`. */
export interface RunPaths {
  readonly folder: string;
  readonly gate: string;
  readonly ticket: string;
  readonly w: string;
  /** held by the worker for its life */
  readonly workerLock: string;
  /** held by worker, gate, job and all that they start */
  readonly aliveLock: string;
  readonly started: string;
  /** the gate's mark: from here on the command may have run */
  readonly go: string;
  /** the gate's word why the command cannot start */
  readonly refused: string;
  /** the waiting gate's record of the exit code */
  readonly exitCode: string;
  readonly final: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdin: string;
  readonly timeline: string;
  readonly pid: string;
  readonly stats: string;
  readonly debug: string;
}

export function runPaths(folder: string): RunPaths {
  const w = `${folder}/w`;
  return {
    folder,
    gate: `${folder}/gate`,
    ticket: `${folder}/ticket`,
    w,
    workerLock: `${w}/worker.lock`,
    aliveLock: `${w}/alive.lock`,
    started: `${w}/started`,
    go: `${w}/go`,
    refused: `${w}/refused`,
    exitCode: `${w}/rc`,
    final: `${w}/final`,
    stdout: `${w}/stdout`,
    stderr: `${w}/stderr`,
    stdin: `${w}/stdin`,
    timeline: `${w}/timeline`,
    pid: `${w}/pid`,
    stats: `${w}/stats`,
    debug: `${w}/debug`,
  };
}
