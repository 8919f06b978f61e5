/** The statistics of a session, as `name: value` lines. */

import { formatDuration } from "../job/duration.ts";
import { STATES, WAITING } from "../job/state.ts";
import type { Period, SessionStats } from "../wire/stats_views.ts";
import { bytesText, percentText, secondsText } from "./amount_text.ts";

export function sessionStatsText(stats: SessionStats): string {
  const { jobs, oldestWaiting, running, chored, workers } = stats;
  const at = Date.parse(stats.at);
  const ageOf = (iso: string) => formatDuration(at - Date.parse(iso));
  const states = STATES.flatMap((state) => jobs[state] === undefined ? [] : [[state, jobs[state]]]);
  const waiting = WAITING.reduce((sum, state) => sum + (jobs[state] ?? 0), 0);
  const lines: (readonly [string, string])[] = [
    ["jobs", states.map(([state, count]) => `${count} ${state}`).join(", ") || "none"],
    [
      "waiting",
      oldestWaiting === null
        ? String(waiting)
        : `${waiting}, the oldest is ${oldestWaiting.name}, submitted ${
          ageOf(oldestWaiting.createdAt)
        } ago`,
    ],
    ["last_hour", periodText(stats.hour)],
    ["last_day", periodText(stats.day)],
    [
      "running",
      `${count(running.jobs, "job")}, ${running.processes} processes, cpu ${
        percentText(running.cpuPercent)
      }, memory ${bytesText(running.rssBytes)}, logged ${bytesText(running.loggedBytes)}`,
    ],
    [
      "chored",
      `pid ${chored.pid}, up ${ageOf(chored.startedAt)}, memory ${
        bytesText(chored.rssBytes)
      }, of which ${bytesText(chored.heapBytes)} are its data`,
    ],
    [
      "workers",
      `${workers.count}, memory ${bytesText(workers.rssBytes)}, cpu time ${
        secondsText(workers.cpuMs)
      }`,
    ],
  ];
  return lines.map(([name, value]) => `${name}: ${value}\n`).join("");
}

function periodText({ started, ended, failed, loggedBytes }: Period): string {
  return `${count(started, "run")} began, ${ended} ended, ${failed} of them failed, logged ${
    bytesText(loggedBytes)
  }`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
