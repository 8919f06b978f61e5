/**
 * Reactions: a rule has seen what it looks for, and something is done about it. What this worker can do
 * is done at once. What chored is to do is in a file before it is told, and stays there until chored has
 * taken it: so a dead chored loses none of it, and neither does the death of this worker.
 */

import { NUMBERED } from "../job/captures.ts";
import { isForDaemon, isWatched, type Rule } from "../job/reaction.ts";
import { decide, NEW_COUNT, type RuleCount, takeBack } from "../job/reaction_count.ts";
import type { Reaction, ReactionsFile } from "../job/reaction_shape.ts";
import { cutReason } from "../job/run.ts";
import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { Report } from "../wire/orders.ts";
import type { OwnedRun } from "./claim.ts";
import { type LocalActs, react } from "./local_acts.ts";
import { Matching } from "./matching.ts";
import type { Hit } from "./patterns.ts";
import { readReactions, writeReactions } from "./reaction_file.ts";
import { Silence } from "./silence.ts";

export interface ReactionParts {
  readonly acts: LocalActs;
  tell(report: Report): void;
}

/** The rule that has the job end, and how. */
export type Ending = NonNullable<ReactionsFile["ending"]>;
type Seen = Pick<Reaction, "line" | "spans" | "names">;

export class Reactions {
  readonly #owned: OwnedRun;
  readonly #parts: ReactionParts;
  #rules: readonly Rule[] = [];
  #watched: readonly Rule[] = [];
  #counts: Map<number, RuleCount>;
  #matching: Matching | undefined;
  #silence: Silence | undefined;
  #queue: Reaction[];
  #seq: number;
  #skippedBefore: number;
  #toldSkipped = 0;
  #ending: Ending | undefined;
  #ends: Promise<void> = Promise.resolve();
  #troubles: string[] = [];
  readonly #busy = new Set<number>();
  #isOver = false;
  #isToTell = false;

  /** Goes on with what the worker before has left, where one was killed. */
  constructor(owned: OwnedRun, parts: ReactionParts) {
    this.#owned = owned;
    this.#parts = parts;
    const { counts = {}, seq = 0 } = owned.ticket.watch ?? {};
    const before = readReactions(owned);
    this.#queue = (before?.queue ?? []).filter((each) => each.seq > seq);
    this.#seq = Math.max(before?.seq ?? 0, seq);
    this.#skippedBefore = before?.skippedBytes ?? 0;
    this.#ending = before?.ending;
    const known = Object.entries(before?.counts ?? counts);
    this.#counts = new Map(known.map(([id, count]) => [Number(id), count]));
    this.use(owned.ticket.watch?.rules ?? []);
  }

  /** The rules from now on; what is known of those that stay stays. */
  use(rules: readonly Rule[]): void {
    this.#skippedBefore += this.#matching?.skippedBytes ?? 0;
    this.#silence?.settle();
    this.#rules = rules.filter(isWatched);
    const ids = new Set(this.#rules.map(({ id }) => id));
    this.#counts = new Map([...this.#counts].filter(([id]) => ids.has(id)));
    this.#watched = this.#rules.filter(({ on }) => on.kind === "match");
    this.#matching = this.#watched.length === 0 ? undefined : this.#match();
    const silences = this.#rules.flatMap(({ id, on }) =>
      on.kind === "silence" ? [{ id, ms: on.ms }] : []
    );
    const fire = (id: number) => this.#meet(id, () => ({}));
    this.#silence = silences.length === 0 ? undefined : new Silence(silences, fire);
  }

  take(stream: StreamName, bytes: Uint8Array): void {
    this.#silence?.note();
    this.#matching?.take(stream, bytes);
    if (this.#skippedBytes > this.#toldSkipped) this.#tellSoon();
  }

  standStill(): void {
    this.#silence?.standStill();
  }

  goOn(): void {
    this.#silence?.goOn();
  }

  /** The job has ended, and all that it printed has come. Gives the rule that had it end, where one did. */
  async finish(): Promise<Ending | undefined> {
    this.#isOver = true;
    this.#silence?.settle();
    this.#matching?.finish();
    await this.#ends;
    if (this.#hasSeen) {
      this.#write();
      this.#tellCounts();
    }
    return this.#ending;
  }

  /** chored serves, and may not have heard of what it has not taken. */
  repeat(): void {
    for (const reaction of this.#queue) this.#tell(reaction);
    if (this.#hasSeen) this.#tellCounts();
  }

  /** chored has done all up to this one. */
  forget(seq: number): void {
    this.#queue = this.#queue.filter((each) => each.seq > seq);
  }

  get dump(): object {
    return {
      ...{ rules: this.#rules.length, counts: Object.fromEntries(this.#counts) },
      ...{ untaken: this.#queue.length, busy: [...this.#busy] },
      skippedBytes: this.#skippedBytes,
    };
  }

  get #hasSeen(): boolean {
    return this.#counts.size > 0 || this.#skippedBytes > 0;
  }

  get #skippedBytes(): number {
    return this.#skippedBefore + (this.#matching?.skippedBytes ?? 0);
  }

  #match(): Matching {
    const sought = this.#watched.flatMap(({ on }) => on.kind === "match" ? [on] : []);
    return new Matching(sought, (hit) => this.#find(hit));
  }

  #find(hit: Hit): void {
    const rule = this.#watched[hit.index];
    if (rule === undefined) return;
    this.#meet(rule.id, () => ({
      line: hit.line,
      ...this.#matching?.groupsOf(hit, { most: NUMBERED }),
    }));
  }

  /** `see` tells what there is to see, where somebody wants to know. */
  #meet(id: number, see: () => Seen): void {
    const rule = this.#rules.find((each) => each.id === id);
    if (rule === undefined) return;
    const { count, bar } = decide(rule, this.#counts.get(id) ?? NEW_COUNT, { now: Date.now() });
    const isDue = bar === undefined && rule.action.do !== "none";
    const isHeld = isDue && !this.#canAct(rule);
    this.#counts.set(id, isHeld ? takeBack(count) : count);
    this.#tellSoon();
    if (!isDue || isHeld) return;
    this.#do(rule, see);
  }

  #do(rule: Rule, see: () => Seen): void {
    const what = rule.action.do;
    if (isForDaemon(rule.action)) this.#ask(rule.id, see());
    else if (what === "terminate" || what === "kill") this.#ends = this.#end(rule, what);
    else this.#act(rule);
  }

  /** What is under way, or waits for chored, is not done once more on top of that without end. */
  #canAct({ id, action }: Rule): boolean {
    if (isForDaemon(action)) return this.#queue.length < LIMITS.reactionQueue;
    return !this.#isOver && !this.#busy.has(id);
  }

  #ask(rule: number, seen: Seen): void {
    const reaction: Reaction = { seq: ++this.#seq, rule, at: Date.now(), ...seen };
    this.#queue.push(reaction);
    this.#write();
    crashPoint("reaction-written");
    this.#tell(reaction);
  }

  /** However long it takes, and whatever comes of it: nothing waits for it. */
  async #act(rule: Rule): Promise<void> {
    const { id, action } = rule;
    this.#busy.add(id);
    const answer = await react(action, this.#parts.acts);
    this.#busy.delete(id);
    if (answer.ok) return;
    const count = this.#counts.get(id);
    if (count !== undefined) this.#counts.set(id, { ...count, failed: count.failed + 1 });
    const text = `rule ${id}: cannot ${action.do}: ${answer.detail ?? "no reason given"}`;
    if (this.#troubles.length < LIMITS.reactionTroubles) this.#troubles.push(cutReason(text));
    this.#tellSoon();
    if (this.#ending?.rule === id) this.#ending = undefined;
  }

  /** Who follows this worker shall know why the job ended. A stop that is under way is somebody's, and stays so. */
  async #end(rule: Rule, action: Ending["action"]): Promise<void> {
    if (!this.#parts.acts.isStopping) {
      this.#ending = { rule: rule.id, action };
      this.#write();
    }
    await this.#act(rule);
  }

  #tell(reaction: Reaction): void {
    const count = this.#counts.get(reaction.rule);
    this.#parts.tell({
      ...{ kind: "report", report: "reaction", reaction },
      ...count === undefined ? {} : { count },
    });
  }

  /** However much is seen, it is told once in a while. */
  #tellSoon(): void {
    if (this.#isToTell || this.#isOver) return;
    this.#isToTell = true;
    after(LIMITS.rulesTellMs, () => {
      this.#isToTell = false;
      if (this.#isOver) return;
      this.#write();
      this.#tellCounts();
    });
  }

  #tellCounts(): void {
    const counts = Object.fromEntries(this.#counts);
    const troubles = this.#troubles;
    this.#toldSkipped = this.#skippedBytes;
    this.#troubles = [];
    this.#parts.tell({
      ...{ kind: "report", report: "rules", counts },
      ...{ skippedBytes: this.#skippedBytes, troubles },
    });
  }

  #write(): void {
    const file: ReactionsFile = {
      seq: this.#seq,
      counts: Object.fromEntries(this.#counts),
      skippedBytes: this.#skippedBytes,
      ...this.#ending === undefined ? {} : { ending: this.#ending },
      queue: this.#queue,
    };
    writeReactions(this.#owned, file);
  }
}
