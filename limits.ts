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
  /** Values in values of one frame; no message of ours has half of it. */
  frameLevels: 32,
  /** Items of a reply that go in one frame, where so many fit. */
  partItems: 1000,
  /** What a page has beside its items. */
  pageRestBytes: 64 * kib,
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
  /** What may wait for a slow reader of events; from then on it catches up from the store. */
  eventQueueBytes: 1 * mib,
  /** Events that the store keeps; the oldest go. With all that is said of each they are 20 MB at most. */
  eventsKept: 20_000,
  /** Events that one reader is sent in one turn of the loop; how long it looks for the next chored. */
  eventPage: 200,
  eventsReconnectMs: 60 * seconds,
  /** After a connection that could not be accepted, for want of file descriptors. */
  acceptRetryMs: 100,

  /** Jobs that a session keeps, of all states. */
  jobs: 100_000,
  /** Others that one job may wait for. */
  dependencies: 1000,
  /** Groups of a session, `default` and `hooks` among them. */
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
  /** A step of the clock that is a correction: no time that lies in it is run; as cron(8) has it. */
  clockCorrectionMs: 3 * 3600 * seconds,
  /** A step back from which on jobs of every hour and minute go by the new clock: less is a clock being disciplined. */
  clockSetBackMs: 60 * seconds,
  /** A choretab, which crosses the socket in one frame. */
  tabBytes: 256 * kib,
  /** Its lines: all are read in one turn of the loop, and their jobs are one commit. */
  tabLines: 2000,
  /** What is told of a choretab that cannot be used. */
  tabProblems: 20,
  /** Times to come in one reply. */
  nextTimes: 1000,
  /** The longest sleep of the planner: so soon it notices that the clock was set. */
  plannerSleepMs: 30 * seconds,
  /** Lines of the history; the oldest go. */
  historyLines: 100_000,
  /** The command of a hook. */
  hookChars: 4096,
  /** How long a hook may run, unless the job says otherwise. */
  hookMs: 5 * 60 * seconds,
  /** Slots of the group of hooks, unless somebody sets others. */
  hooksAtOnce: 16,
  /** Hooks that have a worker at once, whatever the slots: beside the workers of jobs, which may wait for them. */
  hookWorkers: 64,
  /** Hooks that have not ended: while there are so many, no job begins that has some. */
  hooksOpen: 1000,
  /** Alerts in a minute, unless the configuration says otherwise, and what it may say; the rest is one digest. That minute. */
  alertsPerMinute: 10,
  alertsPerMinuteMost: 600,
  alertWindowMs: 60 * seconds,
  /** How long its command may take, unless the configuration says otherwise; how often it is tried, the first pause and the longest: 9 minutes in all. */
  alertMs: 60 * seconds,
  alertAttempts: 10,
  alertDelayMs: 1 * seconds,
  alertDelayMostMs: 5 * 60 * seconds,
  /** Alerts that run at once: other slots of their group are for hooks, which jobs wait for. Those that have not ended: more are gathered. */
  alertsAtOnce: 4,
  alertsOpen: 200,
  /** Events in one digest, and its text: what is more is counted. The command of a job in it. Digests that have ended and are kept. */
  digestEvents: 50,
  digestBytes: 48 * kib,
  alertCommandChars: 500,
  digestsKept: 32,
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
  /** A worker that has said nothing for so long hangs, and is ended: on a busy machine it needs seconds. */
  workerHelloMs: 60 * seconds,
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

  /** A text that a job reads from its standard input: it lies in the store, and in each reply of `show`. */
  stdinTextBytes: 64 * kib,
  /** What is sent to a job's standard input at once: a pipe's content. Each sender has one such in chored, and a worker one. */
  inputChunkBytes: 64 * kib,
  /** Who may wait to send to one job. */
  senders: 256,
  /** The input that is sent with a job, and what of it crosses the socket at once. */
  spoolBytes: 1024 * mib,
  spoolChunkBytes: 512 * kib,
  /** Inputs that are being sent at once: each is an open file. */
  spoolsOpen: 64,
  /** How long an input that was sent stays without its job, for a client that lost its chored between the two. */
  spoolKeepMs: 60 * seconds,
  /** One read of a job's output. */
  outputChunkBytes: 256 * kib,
  /** Records of a timeline that wait for room on the disk; no output is written whose record cannot wait. */
  timelineQueueBytes: 12 * kib,
  /** A segment of a job's log, and how many of them stay for each stream, unless the job says otherwise. */
  outputBytes: 10 * mib,
  outputFiles: 5,
  /** What a job may say for a segment: the least is the content of a pipe, the most is read in an editor yet. */
  outputLeastBytes: 64 * kib,
  outputMostBytes: 1024 * mib,
  /** Segments of a stream: each look of a worker at its files goes over them. */
  outputFilesMost: 64,
  /** The logs of all runs of a session together, unless the configuration says otherwise. */
  outputTotalBytes: 2048 * mib,
  outputTotalMostBytes: 2 ** 50,
  /** Where a segment may begin: with a file behind it the sum is still counted exactly, and kept by the store. */
  outputOffsetBytes: 2 ** 52,
  /** What a job that has ended may still add to a log that is full: a pipe's content and a chunk fit. */
  outputRestBytes: 1 * mib,
  /** Between two looks of a worker at its log files, while it writes: so soon it notices that one was deleted. */
  outputLookMs: 1 * seconds,
  /** Between two attempts to write where a job waits for room, and to rotate where the disk refused it. */
  outputRetryMs: 1 * seconds,
  /** Without output for this long, old segments are compressed. */
  outputQuietMs: 1 * seconds,
  /** One slice of that; between two of them output is taken. */
  packChunkBytes: 64 * kib,
  /** How long a worker whose job has ended may compress before it leaves the rest as it is. */
  packEndMs: 10 * seconds,
  /** Between two looks of chored at what all logs hold. */
  outputTotalLookMs: 15 * seconds,
  /** Runs that have ended which one look measures; the next look goes on. */
  measuredAtOnce: 200,
  /** What is kept of a compressed log that is read backward: a segment of the usual size is unpacked once. */
  logPageBytes: 16 * mib,
  /** How long a reader waits for bytes that the timeline tells of and the file lacks. */
  logMissingMs: 1 * seconds,
  /** A line of a log for `log --grep`. */
  grepLineBytes: 64 * kib,
  /** The pattern of `log --grep`. */
  grepChars: 1024,
  /** Jobs that one client follows: each is three files, a watch and two requests that wait. */
  followedJobs: 64,
  /** A line of a job's output for matching; the seed's number. */
  lineBytes: 255,
  /** Rules by which a job is reacted to: what is printed goes past all of them. */
  rules: 100,
  /** All of them together, as JSON: they are in the ticket, which is a small file. */
  rulesBytes: 32 * kib,
  /** A pattern, and its program as re2 counts it: matching takes as long as that is large. */
  patternChars: 1024,
  patternSize: 1000,
  /** The programs of all patterns of a job. */
  patternsSize: 10_000,
  /** Named groups of a pattern, which become variables. */
  namedGroups: 16,
  /** The text that a rule sends to a job. */
  sentChars: 1024,
  /** What one rule does in a minute, unless it says otherwise, and at most: a rule that starts its own cause again must not go on at full speed. */
  reactionsPerMinute: 20,
  reactionsPerMinuteMost: 6000,
  /** What one rule does at all, where it says so. */
  reactionsMost: 1_000_000,
  /** Reactions that chored has not taken yet; while there are so many, no more are due. */
  reactionQueue: 64,
  /** `w/reactions`: each of them has a line of output and where in it the groups are. */
  reactionsBytes: 256 * kib,
  /** Output that is matched at once; between two such pieces a worker looks at the clock. */
  matchBlockBytes: 16 * kib,
  /** A text that a pattern needs is sought before the pattern is: a shorter one is found too often, of a longer one its start will do. */
  needleCharsLeast: 3,
  needleChars: 16,
  /** Memory of the automaton of all patterns. */
  matchMemoryBytes: 4 * mib,
  /** Matching takes at most so much of the time of all else, and what was not used is kept up to a burst: so a flood goes on at half its speed. */
  matchSharePercent: 100,
  matchBurstMs: 100,
  /** How soon what could not be matched at once is taken up again. */
  matchAgainMs: 20,
  /** Between two words of a worker about what its rules have seen. */
  rulesTellMs: 1 * seconds,
  /** What failed in a reaction, told at once; the rest is counted. */
  reactionTroubles: 4,
  /** chored's own log, and how many old ones stay, unless the configuration says otherwise. */
  logBytes: 1 * mib,
  logFiles: 4,
  /** What the configuration may say for it: the least holds a start, the most is still read in an editor. */
  logLeastBytes: 4 * kib,
  logMostBytes: 1024 * mib,
  /** As the name of a log is followed by two digits. */
  logFilesMost: 99,
  /** The configuration. */
  configBytes: 64 * kib,
  /** Complaints about it at once: more are no help. */
  configComplaints: 20,
  /** A policy file; it is read before anything else is, by a program of its own. */
  policyBytes: 64 * kib,
  /** A pass that a gate reads faster by itself than by cat(1): it asks the system for each byte. */
  passShortBytes: 1500,
  /** Entries of one list of a policy: a gate asks them one after the other, at each start. */
  policyEntries: 256,
  /** The same as chored reads it, with all the names of its paths. */
  policyCompiledBytes: 2 * mib,
  /** Variables that the log names where a policy leaves them out of an environment. */
  policyNamesTold: 20,
  /** What the launcher tells of the machine: the words of its programs, and some lines. */
  factsBytes: 4 * mib,
  /** A log of Deno's own audit: a line of 100 bytes for each question of one program. */
  auditLogBytes: 64 * mib,
  /** Differences that a check names: more are no help. */
  differences: 200,
  /** Free disk below which doctor warns: the store and the logs want some of it. */
  freeDiskBytes: 1024 * mib,
  /** Open files below which doctor warns: each worker and each client takes some of chored's. */
  openFiles: 1024,
  /** Lines of it that are gathered before they are written, and for how long. */
  logGatherLines: 200,
  logGatherMs: 20,
  /** A ticket, `started` or `final` file: all small. */
  recordBytes: 64 * kib,
  /** What the workers of a run say in debug mode, and the dump of a worker that somebody reads. */
  traceBytes: 256 * kib,
  dumpBytes: 256 * kib,
  /** Samples of what a run used; when it has more, neighbours become one. Even, so that all have one. */
  samples: 256,
  /** From the start of a job to the first look at what it uses; the next are 1, 2, 4 … s after it. */
  sampleFirstMs: 200,
  sampleSecondMs: 1 * seconds,
  /** From then on the pause between two looks. */
  sampleMostMs: 30 * seconds,
  /** A look takes at most one part in so many of the time, so that 50 jobs cost less than 2 % of a processor: where it takes long the pause is longer, up to this. */
  sampleShare: 4000,
  sampleSlowMs: 120 * seconds,
  /** Looks at the known processes alone between two at all, which cost more the more processes there are. */
  quickLooks: 3,
  /** Processes that a look at the known ones names; with more it is one at all. */
  quickPids: 256,
  /** Between two writes of `stats` while a job runs. */
  statsWriteMs: 5 * seconds,
  /** A `stats` file: the longest series takes half of it. */
  statsBytes: 128 * kib,
  /** Jobs, and samples of all of them together, in one reply of `stats`. */
  statsJobs: 256,
  statsSamples: 4096,
  /** What a job may be limited to: below the least its shell would not start, above the most systems cannot count. */
  limitMemoryLeastBytes: 16 * mib,
  limitFilesLeast: 16,
  limitNumberMost: 2 ** 20,
  limitBytesMost: 2 ** 44,
  limitProcessorsMost: 1024,
  /** Processes of bubblewrap in the control group of a confined job: its monitor, and the first of the job's namespace. */
  bubblewrapProcesses: 2,
  /** The name of a user whose a job is to be: the longest that Linux has is 32, with a domain behind it more. */
  userChars: 128,
  /** Seconds of processor time from XCPU to KILL, for a job that ignores the first. */
  cpuKillSeconds: 5,
  /** The range of nice(1) is from its negative to one less. */
  niceMost: 20,
  /** Paths that one confined job is granted, and what its private /tmp may hold in memory. */
  unveils: 256,
  privateTmpBytes: 512 * mib,
  /** Profiles of a session. */
  profiles: 64,
  /** Words that bubblewrap takes: it has a bound of 9000, and some are ours. */
  confineWords: 8900,
  /** The text of a reason that is kept with a run. */
  reasonChars: 500,
  /** Of a value that a message quotes: enough to know it by. */
  quotedChars: 200,

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
  [
    "a log of a session holds the log of a job",
    LIMITS.outputTotalBytes >= 2 * LIMITS.outputMostBytes,
  ],
  ["a segment is told by 32 bits, as gzip has its size", LIMITS.outputMostBytes < 2 ** 31],
  ["the rest of a log holds a chunk", LIMITS.outputRestBytes >= 2 * LIMITS.outputChunkBytes],
  ["samples are joined in pairs", LIMITS.samples % 2 === 0],
  ["a stats file holds the longest series", 300 * LIMITS.samples <= LIMITS.statsBytes],
  [
    "a frame holds a reply of stats",
    300 * LIMITS.statsSamples + 2 * kib * LIMITS.statsJobs <= LIMITS.frameBytes,
  ],
  ["a frame holds a chunk of input", 2 * LIMITS.spoolChunkBytes <= LIMITS.frameBytes],
  ["a chunk of a spool holds one that is sent", LIMITS.inputChunkBytes <= LIMITS.spoolChunkBytes],
  ["a grace is one timer", LIMITS.graceMaxMs <= LIMITS.timerMostMs],
  ["Deno takes the longest timer", LIMITS.timerMostMs < 2 ** 31],
  [
    "a client waits longer than all attempts to start",
    LIMITS.startWaitMs > LIMITS.startAttempts * LIMITS.startRetryMs,
  ],
  [
    "every job and hook with a worker may be listed",
    LIMITS.workers + LIMITS.hookWorkers <= LIMITS.listedJobs,
  ],
  ["hooks have a worker for each slot", LIMITS.hooksAtOnce <= LIMITS.hookWorkers],
  [
    "a ticket holds the rules and their counts",
    LIMITS.rulesBytes + 160 * LIMITS.rules + 8 * kib <= LIMITS.recordBytes,
  ],
  [
    "the file of reactions holds the counts and the longest queue",
    160 * LIMITS.rules + (6 * LIMITS.lineBytes + 2 * kib) * LIMITS.reactionQueue <=
      LIMITS.reactionsBytes,
  ],
  ["a pattern fits the rules", 6 * LIMITS.patternChars <= LIMITS.rulesBytes],
];

for (const [relation, holds] of RELATIONS) {
  if (!holds) throw new Error(`Cannot use limits.ts: not true that ${relation}`);
}
