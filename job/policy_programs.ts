/** The two programs of a session's policy: what chored may run, and what its workers may run, whoever asks. */

import { quote } from "./quote.ts";

/** Where they are to lie, and what they lead to. */
export interface PolicyPlace {
  /** the folder of the policy */
  readonly folder: string;
  /** ROOT/bin/chored_worker */
  readonly launcher: string;
  /** the folder of what the launchers read: ROOT/bin or ROOT/lib/chore */
  readonly lib: string;
}

/** No variable of whoever starts it comes as far as a shell. */
export const CLEAN_SHELL = "#!/usr/bin/env -S -i PATH=/usr/bin:/bin /bin/sh";

/** In the place of the launcher of workers. It is told where that is; what lies beside it tells that there is a policy. */
export function policyLauncher({ launcher }: PolicyPlace): string {
  return [
    CLEAN_SHELL,
    "# what chored may run: the launcher of workers, which keeps to the rules that lie beside this",
    `launcher=${quote(launcher)}`,
    `. "$launcher"`,
    "",
  ].join("\n");
}

/** In the place of the gates that chored writes where there is no policy. */
export function policyGate({ folder, lib }: PolicyPlace): string {
  return [
    CLEAN_SHELL,
    "# the gate of every run: its one word is the folder of the run",
    `chore_policy=${quote(folder)} chore_lib=${quote(lib)}`,
    `. "$chore_policy/rules.sh"`,
    `. "$chore_lib/policy/gate.sh"`,
    "",
  ].join("\n");
}
