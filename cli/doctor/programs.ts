/** What doctor says of the programs themselves: Deno, chore and chored, the session's configuration. */

import { VERSION } from "../../job/version.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";
import { type Client, CLIENT_PROTOCOL_VERSION, type ServerHello } from "../../wire/client.ts";
import type { SessionView } from "../../wire/replies.ts";
import type { Caller } from "../caller.ts";
import { tryConnect } from "../connect.ts";
import type { Facts } from "../facts.ts";
import { policyFinding } from "./policy.ts";
import { within } from "../../system/clock.ts";
import { fail, type Finding, good, warn } from "./finding.ts";

export async function checkPrograms(caller: Caller, facts: Facts): Promise<Finding[]> {
  const served = await askChored(caller);
  return [
    good("deno", `${Deno.version.deno}: ${facts.get("deno") ?? "?"}`),
    versionFinding(served, caller),
    await configFinding(served, caller),
    policyFinding(served, facts),
    ...served.kind === "serves" ? tabFindings(served.view) : [],
  ];
}

export type Served =
  | { readonly kind: "nobody" }
  | { readonly kind: "serves"; readonly view: SessionView }
  /** it is another chored than this chore can talk to */
  | { readonly kind: "other"; readonly hello: ServerHello }
  | { readonly kind: "silent"; readonly why: string };

/** None is started for this. */
async function askChored(caller: Caller): Promise<Served> {
  let client: Client | undefined;
  try {
    client = await tryConnect(caller);
    if (client === undefined) return { kind: "nobody" };
    const late = () => new Error(`it has said nothing for ${LIMITS.helloMs / 1000} s`);
    const hello = await within(client.hello, LIMITS.helloMs, { late });
    if (hello.version !== CLIENT_PROTOCOL_VERSION) return { kind: "other", hello };
    const view = await within(client.call("session", {}), LIMITS.helloMs, { late });
    return { kind: "serves", view };
  } catch (error) {
    return { kind: "silent", why: error instanceof Error ? error.message : String(error) };
  } finally {
    client?.close();
  }
}

export function versionFinding(
  served: Served,
  { paths: { session } }: Pick<Caller, "paths">,
): Finding {
  const remedy = "chored --restart: the jobs run on meanwhile";
  switch (served.kind) {
    case "nobody":
      return good("versions", `chore ${VERSION}; no chored serves session "${session}"`);
    case "silent":
      return fail("versions", {
        text: `chore ${VERSION}; chored of session "${session}" does not answer: ${served.why}`,
        remedy,
      });
    case "other": {
      const { program, version } = served.hello;
      const text = `chore ${VERSION} speaks ${CLIENT_PROTOCOL_VERSION}, ${program} ${version}`;
      return fail("versions", { text, remedy });
    }
    case "serves": {
      const text = `chore ${VERSION}, chored ${served.view.version}`;
      return served.view.version === VERSION
        ? good("versions", text)
        : warn("versions", { text, remedy });
    }
  }
}

/** The file that holds, or would: its own state, where chore may read it. */
export async function configFinding(
  served: Served,
  { paths }: Pick<Caller, "paths">,
): Promise<Finding> {
  const loaded = served.kind === "serves" ? served.view.config : undefined;
  if (typeof loaded === "string" && loaded !== paths.config) {
    return good("configuration", `${loaded}: chored has read it, and chore may not`);
  }
  const text = readOwn(paths.config);
  if (typeof text !== "string") return text;
  const { readConfig } = await import("../../job/config.ts");
  const { session, config: file } = paths;
  const read = readConfig(text, { file, session, suggest: nearest });
  if (read.kind === "wrong") {
    return fail("configuration", {
      text: read.complaints.join("; "),
      remedy: "mend it, then chore reload: until then what chored has read before holds",
    });
  }
  if (loaded === null) {
    return warn("configuration", {
      text: `${file} came after chored had started`,
      remedy: "chore reload",
    });
  }
  return good("configuration", file);
}

/** The text of the file, or what there is to say without one. */
function readOwn(file: string): string | Finding {
  try {
    const { isFile, size } = Deno.statSync(file);
    if (isFile && size <= LIMITS.configBytes) return Deno.readTextFileSync(file);
    const text = `${file} is no file, or has more than ${LIMITS.configBytes} bytes`;
    return fail("configuration", { text, remedy: "put a file there, or remove it" });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && !isLink(file)) {
      return good("configuration", `no ${file}: what is built in holds`);
    }
    const text = `${file} cannot be read: ${error instanceof Error ? error.message : error}`;
    return fail("configuration", { text, remedy: "make it yours, with mode 0600" });
  }
}

/** One to nothing, where it is asked. */
function isLink(file: string): boolean {
  try {
    return Deno.lstatSync(file).isSymlink;
  } catch {
    return false; // there is nothing at all
  }
}

function tabFindings({ tab: { path, jobs, problems } }: SessionView): Finding[] {
  const [first] = problems;
  if (first === undefined) return [good("choretab", `${path}: ${jobs} jobs`)];
  const text =
    `${path} is not loaded: line ${first.line}: ${first.message} (${problems.length} problems)`;
  return [warn("choretab", { text, remedy: "mend it, then chore tab" })];
}
