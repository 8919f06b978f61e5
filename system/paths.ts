/** Where everything lies: the table of files, as functions of the base folder and the session. */

/** The files of one session below the base folder. */
export interface SessionPaths {
  readonly base: string;
  readonly session: string;
  /** held with flock by the living chored; the number in it is information only */
  readonly pid: string;
  readonly socket: string;
  readonly log: string;
  /** of all sessions, where none is named */
  readonly config: string;
  /** the table of timed jobs: each session has its own */
  readonly choretab: string;
  readonly cache: string;
  readonly store: string;
  readonly runs: string;
  readonly jobs: string;
  /** what was sent with jobs, for their standard input; made with the first */
  readonly inputs: string;
  /** the folders, parents first, each 0700 */
  readonly folders: readonly string[];
}

/** The one that is meant where none is named. */
const defaultSession = "chored";

export function sessionPaths(base: string, session: string): SessionPaths {
  const cache = `${base}/cache/${session}`;
  return {
    base,
    session,
    pid: `${base}/run/${session}.pid`,
    socket: `${base}/run/${session}.sock`,
    log: `${base}/logs/${session}.log`,
    config: `${base}/chore.toml`,
    choretab: session === defaultSession ? `${base}/choretab` : `${base}/choretab.${session}`,
    cache,
    store: `${cache}/state.db`,
    runs: `${cache}/runs`,
    jobs: `${cache}/jobs`,
    inputs: `${cache}/inputs`,
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
  /** what the gate of a policy is told, in the place of a gate */
  readonly pass: string;
  readonly ticket: string;
  /** a short text that the command reads */
  readonly input: string;
  /** the name of its control group, where it is to have one */
  readonly groupName: string;
  /** what a command of another user exports */
  readonly userEnv: string;
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
  /** what bubblewrap tells of a confined job */
  readonly confined: string;
  /** the gate's record of the control group that was made */
  readonly group: string;
  /** the waiting gate's record of the exit code */
  readonly exitCode: string;
  /** the worker's mark: its time limit is over, and it is being ended for that */
  readonly timedOut: string;
  /** the same: its log is full, and it is being ended for that */
  readonly logFull: string;
  readonly final: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdin: string;
  readonly timeline: string;
  /** the mark of a log that somebody has switched off */
  readonly nolog: string;
  readonly pid: string;
  readonly stats: string;
  /** what rules have seen, and what chored has not taken of it yet */
  readonly reactions: string;
  readonly debug: string;
  /** what a worker in debug mode says of what it does */
  readonly trace: string;
}

export function runPaths(folder: string): RunPaths {
  const w = `${folder}/w`;
  return {
    folder,
    gate: `${folder}/gate`,
    pass: `${folder}/pass`,
    ticket: `${folder}/ticket`,
    input: `${folder}/input`,
    groupName: `${folder}/cgroup`,
    userEnv: `${folder}/env`,
    w,
    workerLock: `${w}/worker.lock`,
    aliveLock: `${w}/alive.lock`,
    started: `${w}/started`,
    go: `${w}/go`,
    refused: `${w}/refused`,
    confined: `${w}/confined`,
    group: `${w}/group`,
    exitCode: `${w}/rc`,
    timedOut: `${w}/timedout`,
    logFull: `${w}/logfull`,
    final: `${w}/final`,
    stdout: `${w}/stdout`,
    stderr: `${w}/stderr`,
    stdin: `${w}/stdin`,
    timeline: `${w}/timeline`,
    nolog: `${w}/nolog`,
    pid: `${w}/pid`,
    stats: `${w}/stats`,
    reactions: `${w}/reactions`,
    debug: `${w}/debug`,
    trace: `${w}/trace`,
  };
}
