// A client of the torture: submits jobs and waits for them, as often as it takes. Somebody kills it at any moment.

import { isFinal } from "../../job/state.ts";
import type { Verb } from "../../wire/messages.ts";
import { Refusal } from "../../wire/client.ts";
import { ledgerSpec } from "../support/ledger.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { pause } from "./pause.ts";
import { Random } from "./random.ts";
import { type Act, tellStory, type Wish } from "./stories.ts";

const rounds = 3;
/** What waits for others, for slots, for its time takes longer than an answer. */
const patienceMs = 90_000;

interface Place {
  readonly socket: string;
  readonly ledger: string;
}

if (import.meta.main) await main(Deno.args);

/** Says `accepted ID` for each job that chored has acknowledged, and `WORD ID TIME` before each act. */
async function main([socket = "", ledger = "", prefix = "", seed = ""]: readonly string[]) {
  const random = new Random(Number(seed));
  const place = { socket, ledger };
  for (let round = 0; round < rounds; round++) {
    const { wishes, inOrder, acts } = tellStory(random, `${prefix}_${round}`);
    if (inOrder) { for (const each of wishes) await submit(place, each); }
    else await Promise.all(wishes.map((each) => submit(place, each)));
    for (const each of acts) await play(socket, each);
    const jobs = { names: wishes.map(({ id }) => id), all: false };
    await askUntilAnswered(socket, { verb: "wait", body: { jobs }, ms: patienceMs });
  }
}

async function submit({ socket, ledger }: Place, { spec: own, hooked, ...job }: Wish) {
  const hooks = hooked ? { hooks: hooksNoting(ledger) } : {};
  const spec = { ...ledgerSpec(ledger, job), ...own, ...hooks };
  const body = { request: job.id, name: job.id, spec };
  await askUntilAnswered(socket, { verb: "run", body });
  console.log(`accepted ${job.id}`);
}

/** A hook of each kind; of whose run it tells in its environment. */
function hooksNoting(ledger: string) {
  const note = `echo "H $CHORE_HOOK $CHORE_JOB $CHORE_RUN $(date +%s%N)" >>'${ledger}'`;
  return {
    ...{ pre: note, post: note, onStart: note, onSuccess: note, onFail: note, onStop: note },
    timeoutMs: 60_000,
  };
}

/** What comes too late is refused, and so is what was done before a reply was lost. */
async function play(socket: string, { kind, id, afterMs }: Act): Promise<void> {
  await pause(afterMs);
  const body = { jobs: { names: [id], all: false } };
  const verb: Verb = kind === "end" ? "stop" : kind;
  if (kind === "end") {
    await askUntilAnswered(socket, { verb: "wait", body: { ...body, until: "start" } });
  }
  console.log(`${verb} ${id} ${Date.now()}`);
  try {
    const [done] = await askUntilAnswered(socket, { verb, body });
    if (verb === "hold" && done?.state === "held") console.log(`held ${id} ${Date.now()}`);
    if (verb === "pin" && !isFinal(done?.state ?? "lost")) {
      console.log(`pinned ${id} ${Date.now()}`);
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "wrong_state") throw error;
  }
}
