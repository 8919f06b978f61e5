/** The table of verbs: name, aliases, what it is for. */

import { audit } from "./commands/audit.ts";
import { clean } from "./commands/clean.ts";
import { debug } from "./commands/debug.ts";
import { doctor } from "./commands/doctor.ts";
import { edit } from "./commands/edit.ts";
import { env } from "./commands/env.ts";
import { events } from "./commands/events.ts";
import { follow } from "./commands/follow.ts";
import { group } from "./commands/group.ts";
import { helpFor } from "./commands/help.ts";
import { history } from "./commands/history.ts";
import { hold } from "./commands/hold.ts";
import { kill } from "./commands/kill.ts";
import { list } from "./commands/list.ts";
import { log } from "./commands/log.ts";
import { manifest } from "./commands/manifest.ts";
import { now } from "./commands/now.ts";
import { pause } from "./commands/pause.ts";
import { pin } from "./commands/pin.ts";
import { ready } from "./commands/ready.ts";
import { react } from "./commands/react.ts";
import { release } from "./commands/release.ts";
import { reload } from "./commands/reload.ts";
import { remove } from "./commands/remove.ts";
import { restart } from "./commands/restart.ts";
import { resume } from "./commands/resume.ts";
import { run } from "./commands/run.ts";
import { send } from "./commands/send.ts";
import { session } from "./commands/session.ts";
import { show } from "./commands/show.ts";
import { shutdown } from "./commands/shutdown.ts";
import { signal } from "./commands/signal.ts";
import { stats } from "./commands/stats.ts";
import { status } from "./commands/status.ts";
import { stop } from "./commands/stop.ts";
import { tab } from "./commands/tab.ts";
import { unpin } from "./commands/unpin.ts";
import { wait } from "./commands/wait.ts";
import { why } from "./commands/why.ts";
import type { VerbTable } from "./verb_table.ts";

export const VERBS: VerbTable = {
  run: {
    heads: "To begin",
    brief: "run a command as a job",
    aliases: ["add"],
    verb: run,
  },
  list: {
    heads: "To look",
    brief: "list the jobs",
    aliases: ["ls", "ps"],
    verb: list,
  },
  show: {
    brief: "show all about a job",
    aliases: ["info"],
    verb: show,
  },
  stats: {
    brief: "show what jobs use and used, or how the session does",
    verb: stats,
  },
  status: {
    brief: "list the jobs, or show those that are named",
    verb: status,
  },
  log: {
    brief: "show the output of a job",
    aliases: ["logs"],
    verb: log,
  },
  follow: {
    brief: "show the output of a job as it comes",
    verb: follow,
  },
  wait: {
    brief: "wait for the end of a job and give its exit code",
    verb: wait,
  },
  why: {
    brief: "say what a job waits for, or how it ended",
    verb: why,
  },
  history: {
    brief: "list the runs that have ended, of forgotten jobs too",
    verb: history,
  },
  events: {
    brief: "show what happens to jobs, as it happens",
    verb: events,
  },
  env: {
    brief: "print the environment of a job",
    verb: env,
  },
  stop: {
    heads: "To act",
    brief: "end a job: TERM, and after its grace KILL",
    verb: stop,
  },
  kill: {
    brief: "end a job at once, or send it a signal",
    verb: kill,
  },
  signal: {
    brief: "send a signal to a job",
    verb: signal,
  },
  send: {
    brief: "send something to the standard input of a job",
    verb: send,
  },
  restart: {
    brief: "start a job again, after its end if it runs",
    verb: restart,
  },
  pause: {
    brief: "let a job stand still",
    verb: pause,
  },
  resume: {
    brief: "let a paused job go on",
    aliases: ["cont"],
    verb: resume,
  },
  hold: {
    brief: "keep a job that waits from starting",
    aliases: ["stash"],
    verb: hold,
  },
  release: {
    brief: "let a job that is held wait for its turn again",
    aliases: ["enqueue"],
    verb: release,
  },
  now: {
    brief: "start a job that waits at once",
    verb: now,
  },
  ready: {
    brief: "say of a job that runs that it is ready",
    verb: ready,
  },
  edit: {
    brief: "change what a job that waits is to do",
    verb: edit,
  },
  react: {
    brief: "list, add and remove the rules of a job",
    verb: react,
  },
  pin: {
    brief: "keep a job when it has ended and was seen",
    verb: pin,
  },
  unpin: {
    brief: "keep a job no longer than others",
    verb: unpin,
  },
  rm: {
    brief: "forget a job and its files",
    aliases: ["remove"],
    verb: remove,
  },
  clean: {
    brief: "forget all jobs that have ended",
    verb: clean,
  },
  group: {
    heads: "The house",
    brief: "list and change the groups of jobs and their slots",
    verb: group,
  },
  tab: {
    brief: "print, edit and replace the table of timed jobs",
    verb: tab,
  },
  session: {
    brief: "show who serves the session",
    verb: session,
  },
  reload: {
    brief: "let chored read its configuration again",
    verb: reload,
  },
  shutdown: {
    brief: "end chored, and the jobs with it",
    verb: shutdown,
  },
  debug: {
    brief: "print the data of a job's worker, or of chored",
    verb: debug,
  },
  manifest: {
    brief: "print what the programs may do, and check that it is so",
    verb: manifest,
  },
  audit: {
    brief: "record which of their rights the programs use",
    verb: audit,
  },
  doctor: {
    brief: "say what this machine has, and what is missing",
    verb: doctor,
  },
  help: {
    brief: "explain a verb",
    verb: helpFor(() => VERBS),
  },
};
