/** Which jobs the words of a verb select. */

import { LIMITS } from "../limits.ts";
import { NAME_PATTERN } from "../job/name.ts";
import type { Selection } from "../wire/messages.ts";
import { wrongUse } from "./failure.ts";

export { checkJobName } from "../job/option_values.ts";

/** Names and ids, or all; checked for what cannot be a job. @throws {Failure} */
export function selectJobs(
  words: readonly string[],
  { all = false, verb }: { all?: boolean; verb: string },
): Selection {
  if (all && words.length > 0) {
    throw wrongUse(`Cannot ${verb} "${words[0]}" and --all: choose one`);
  }
  if (!all && words.length === 0) throw wrongUse(`Cannot ${verb}: name a job, or say --all`);
  return selection(words, { all });
}

/** The same without `--all`. @throws {Failure} */
export function selectNamed(words: readonly string[], { verb }: { verb: string }): Selection {
  if (words.length === 0) throw wrongUse(`Cannot ${verb}: name a job`);
  return selection(words, { all: false });
}

/** The jobs of these ids. */
export function selectIds(jobs: readonly { readonly id: number }[]): Selection {
  return { names: jobs.map(({ id }) => String(id)), all: false };
}

/** The same in as many requests as they need. */
export function selectIdsInParts(jobs: readonly { readonly id: number }[]): Selection[] {
  const parts = Math.ceil(jobs.length / LIMITS.selectedJobs);
  return Array.from(
    { length: parts },
    (_, part) =>
      selectIds(jobs.slice(part * LIMITS.selectedJobs, (part + 1) * LIMITS.selectedJobs)),
  );
}

function selection(names: readonly string[], { all }: { all: boolean }): Selection {
  const wrong = names.find((name) => !NAME_PATTERN.test(name));
  if (wrong !== undefined) {
    throw wrongUse(
      `Cannot use "${wrong}" as a job: a name is 1 to ${LIMITS.nameChars} letters, digits and _`,
    );
  }
  if (names.length > LIMITS.selectedJobs) {
    throw wrongUse(`Cannot take ${names.length} jobs at once: at most ${LIMITS.selectedJobs}`);
  }
  return { names: [...names], all };
}
