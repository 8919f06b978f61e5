/** The table of verbs: name, aliases, what it is for. */

import { clean } from "./commands/clean.ts";
import { follow } from "./commands/follow.ts";
import { helpFor } from "./commands/help.ts";
import { kill } from "./commands/kill.ts";
import { list } from "./commands/list.ts";
import { log } from "./commands/log.ts";
import { manifest } from "./commands/manifest.ts";
import { remove } from "./commands/remove.ts";
import { restart } from "./commands/restart.ts";
import { run } from "./commands/run.ts";
import { session } from "./commands/session.ts";
import { show } from "./commands/show.ts";
import { shutdown } from "./commands/shutdown.ts";
import { signal } from "./commands/signal.ts";
import { status } from "./commands/status.ts";
import { stop } from "./commands/stop.ts";
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
  rm: {
    brief: "forget a job and its files",
    aliases: ["remove"],
    verb: remove,
  },
  clean: {
    brief: "forget all jobs that have ended",
    verb: clean,
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
