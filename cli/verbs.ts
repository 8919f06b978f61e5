/** The table of verbs: name, aliases, what it is for. */

import { clean } from "./commands/clean.ts";
import { edit } from "./commands/edit.ts";
import { env } from "./commands/env.ts";
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
import { release } from "./commands/release.ts";
import { remove } from "./commands/remove.ts";
import { restart } from "./commands/restart.ts";
import { resume } from "./commands/resume.ts";
import { run } from "./commands/run.ts";
import { session } from "./commands/session.ts";
import { show } from "./commands/show.ts";
import { shutdown } from "./commands/shutdown.ts";
import { signal } from "./commands/signal.ts";
import { status } from "./commands/status.ts";
import { stop } from "./commands/stop.ts";
import { unpin } from "./commands/unpin.ts";
import { wait } from "./commands/wait.ts";
import { why } from "./commands/why.ts";
import type { VerbTable } from "./verb_table.ts";

export const VERBS: VerbTable = {
  run: {
    brief: "run a command as a job",
    aliases: ["add"],
    verb: run,
  },
  list: {
    brief: "list the jobs",
    aliases: ["ls", "ps"],
    verb: list,
  },
  show: {
    brief: "show all about a job",
    aliases: ["info"],
    verb: show,
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
  env: {
    brief: "print the environment of a job",
    verb: env,
  },
  stop: {
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
  edit: {
    brief: "change what a job that waits is to do",
    verb: edit,
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
    brief: "list and change the groups of jobs and their slots",
    verb: group,
  },
  session: {
    brief: "show who serves the session",
    verb: session,
  },
  shutdown: {
    brief: "end chored, and the jobs with it",
    verb: shutdown,
  },
  manifest: {
    brief: "print the rights that chored is started with",
    verb: manifest,
  },
  help: {
    brief: "explain a verb",
    verb: helpFor(() => VERBS),
  },
};
