/** Every bound of chore, in one place: its unit is the last word of its name, its reason stands beside it. */

const kib = 1024;
const mib = 1024 * kib;
const seconds = 1000;

export const LIMITS = {
  /** A job's or session's name; fits a file name together with a date and a suffix. */
  nameChars: 63,
  /** The path of a unix socket: `sun_path` less its final NUL (Linux 108; the BSDs and macOS 104). */
  socketPathBytes: 107,

  /** Words of a command. */
  argvWords: 4096,
  /** All words of a command together; execve(2) takes 2 MiB with the environment. */
  argvBytes: 512 * kib,
  /** Variables of a job's environment. */
  envEntries: 4096,
  /** The whole environment of a job. */
  envBytes: 512 * kib,
  /** One word or one variable: Linux' MAX_ARG_STRLEN, less one for its NUL. */
  wordBytes: 128 * kib - 1,
  /** A path, as PATH_MAX. */
  pathBytes: 4096,
  /** The text in which a client says who it is. */
  whoChars: 128,
  /** The id that a client gives its request, so that a retry is known. */
  requestIdChars: 64,
  /** Names, ids in one request. */
  selectedJobs: 1024,

  /** One frame on a socket or a pipe; holds the largest command and environment. */
  frameBytes: 2 * mib,
  /** What may wait for a slow reader before its connection is closed. */
  channelQueueBytes: 8 * mib,
  /** How long a peer may take to say hello. */
  helloMs: 5 * seconds,
  /** Clients at once. */
  clients: 256,
  /** Requests of one client that have no reply yet. */
  requestsInFlight: 256,
  /** Subscriptions to events, all clients together. */
  subscribers: 256,
  /** Events that a reader has not taken yet. */
  eventQueue: 1024,
  /** What may wait for a slow reader of events before events are left out and counted. */
  eventQueueBytes: 1 * mib,
  /** After a connection that could not be accepted, for want of file descriptors. */
  acceptRetryMs: 100,

  /** Jobs that a session keeps, of all states. */
  jobs: 100_000,
  /** Others that one job may wait for. */
  dependencies: 1000,
  /** Groups of a session, `default` among them. */
  groups: 64,
  /** Slots of a group, and of a job. */
  slots: 4096,
  /** Attempts of one job by its restart policy. */
  attempts: 1_000_000,
  /** A cron expression. */
  cronChars: 256,
  /** A pause, a time limit: 400 days. */
  timeMaxMs: 400 * 24 * 3600 * seconds,
  /** The last date, milliseconds since 1970: its year has four digits. */
  dateMs: Date.UTC(9999, 11, 31),
  /** Jobs that are woken in one commit, which keeps others waiting. */
  wokenAtOnce: 1000,
  /** Times that passed while no chored served, and are caught up. */
  caughtUp: 100,
  /** The longest sleep of the planner: so soon it notices that the clock was set. */
  plannerSleepMs: 30 * seconds,
  /** Lines of the history; the oldest go. */
  historyLines: 100_000,
  /** The command of a hook. */
  hookChars: 4096,
  /** Jobs in one batch: their commit keeps others waiting. */
  batchJobs: 1000,
  /** Ids that are left out after a damaged store: those of jobs that left no trace. */
  idGap: 100_000,
  /** Runs of one job that the store keeps; older ones go, their folders with them. */
  runsPerJob: 32,
  /** Jobs that have a worker at once: 12.6 MB each. */
  workers: 256,
  /** Jobs in one reply of `list`; its reader can ask for the next. */
  listedJobs: 1000,

  /** Attempts to start a worker that dies before its command began. */
  startAttempts: 5,
  /** Between two of them. */
  startRetryMs: 500,
  /** How long a client waits for its job to start before it leaves. */
  startWaitMs: 5 * seconds,
  /** From TERM to KILL, unless the job says otherwise. */
  graceMs: 10 * seconds,
  /** The longest grace that a job may ask for. */
  graceMaxMs: 24 * 3600 * seconds,
  /** How long a worker waits for the lock of its run, and between two attempts. */
  workerLockMs: 5 * seconds,
  workerLockRetryMs: 10,
  /** The longest timer, less than the 2^31 ms that Deno takes; what lasts longer is waited for in parts. */
  timerMostMs: 7 * 24 * 3600 * seconds,
  /** Between two looks of a worker at a job that it took over, whose end no child tells. */
  adoptedLookMs: 100,
  /** How long a gate may stay after the command's end, so that a new worker can open the fifos. */
  gateStayMs: 3 * seconds,
  /** Between two looks whether the gate has made its fifos. */
  fifoRetryMs: 2,
  /** Workers that may take over one job, one after the other. */
  adoptAttempts: 1000,
  /** How long the rest of a job may take to be gone after KILL. */
  killedMs: 2 * seconds,
  /** What ends together with its job gets this long before it counts as left behind. */
  endingMs: 100,
  /** Between two looks whether the rest of a job is gone. */
  goneRetryMs: 20,
  /** Attempts to remove the files of a run whose worker is about to end. */
  removeRetries: 50,
  /** Between two attempts to write a final record where the disk is full. */
  finalRetryMs: 1 * seconds,
  /** How long a worker reads on after its job ended, when a child of it holds the pipes. */
  drainMs: 2 * seconds,
  /** How long a worker that wrote its final record waits for chored to take it. */
  finalAckMs: 1500,
  /** How long a chored that starts waits for the workers of its predecessor to call, before it says that it is ready. */
  settleMs: 1 * seconds,
  /** What a worker's launcher may say when it fails. */
  launcherTextBytes: 4 * kib,
  /** How long chored waits for an answer of a worker. */
  orderMs: 5 * seconds,
  /** Between two pings of a worker. */
  pingMs: 15 * seconds,
  /** Without an answer for this long a worker is examined. */
  pingDeadMs: 60 * seconds,
  /** How long chored waits for its jobs at its own end before it kills them: less than a service manager's 90 s. */
  terminateMs: 30 * seconds,
  /** How long chored waits at its end for clients to read what they were told, and how long what a peer said last is read. */
  partingMs: 1 * seconds,
  /** The first and the longest pause of a worker that seeks chored. */
  reconnectFirstMs: 20,
  reconnectMostMs: 250,
  /** The first and the longest pause before a job is examined again. */
  examineFirstMs: 5,
  examineMostMs: 1 * seconds,

  /** One read of a job's output. */
  outputChunkBytes: 256 * kib,
  /** Records of a timeline that wait for room on the disk; no output is written whose record cannot wait. */
  timelineQueueBytes: 12 * kib,
  /** A line of a job's output for matching; the seed's number. */
  lineBytes: 255,
  /** chored's own log, and how many old ones stay. */
  logBytes: 1 * mib,
  logFiles: 4,
  /** Lines of it that are gathered before they are written, and for how long. */
  logGatherLines: 200,
  logGatherMs: 20,
  /** A ticket, `started` or `final` file: all small. */
  recordBytes: 64 * kib,
  /** The text of a reason that is kept with a run. */
  reasonChars: 500,

  /** An ended job that somebody has seen stays this long. */
  keepMs: 3600 * seconds,
  /** Jobs that one look cleans; the next look goes on. */
  cleanedAtOnce: 100,
  /** Jobs that have ended which `list` shows unless all are asked for. */
  listedEnded: 20,
  /** Between two looks of chored at itself: its folder, its workers. */
  tickMs: 5 * seconds,
} as const;

const RELATIONS: readonly [string, boolean][] = [
  [
    "a frame holds the largest command and environment",
    LIMITS.frameBytes > LIMITS.argvBytes + LIMITS.envBytes + LIMITS.pathBytes + 64 * kib,
  ],
  ["a slow reader may wait for one frame", LIMITS.channelQueueBytes >= 2 * LIMITS.frameBytes],
  ["a word fits a command", LIMITS.wordBytes <= LIMITS.argvBytes],
  ["a dead worker is pinged before it is examined", LIMITS.pingDeadMs >= 2 * LIMITS.pingMs],
  ["a grace fits its maximum", LIMITS.graceMs <= LIMITS.graceMaxMs],
  ["a grace is one timer", LIMITS.graceMaxMs <= LIMITS.timerMostMs],
  ["Deno takes the longest timer", LIMITS.timerMostMs < 2 ** 31],
  [
    "a client waits longer than all attempts to start",
    LIMITS.startWaitMs > LIMITS.startAttempts * LIMITS.startRetryMs,
  ],
  ["every job with a worker may be listed", LIMITS.workers <= LIMITS.listedJobs],
];

for (const [relation, holds] of RELATIONS) {
  if (!holds) throw new Error(`Cannot use limits.ts: not true that ${relation}`);
}
