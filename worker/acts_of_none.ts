/** What a worker answers that has no job to act on: no, and why. */

import type { Acts, Answer } from "./desk.ts";

export function actsOfNone(detail: string): Acts {
  const no = (): Promise<Answer> => Promise.resolve({ ok: false, detail });
  return {
    usage: no,
    stats: no,
    debug: no,
    logging: no,
    rules: no,
    input: no,
    signal: no,
    pause: no,
    resume: no,
    stop: no,
  };
}
