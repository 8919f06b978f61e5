// A session whose clock the test sets and whose workers are words: what the planner does with a day of jobs, in no time.

import { resumePlan } from "../../daemon/start.ts";
import { takeState } from "../../daemon/runs.ts";
import type { JobRow } from "../../daemon/rows.ts";
import type { Session } from "../../daemon/session.ts";
import type { EndedState } from "../../job/run.ts";
import { isActive, type State, STATES } from "../../job/state.ts";
import type { SpecInput } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";
import { handleRequest } from "../../daemon/requests.ts";
import type { Peer } from "../../daemon/peers.ts";
import type { RequestInput, Verb } from "../../wire/messages.ts";
import type { ReplyOf } from "../../wire/replies.ts";
import type { Clock } from "../../system/clock.ts";
import { specOf } from "./specs.ts";
import { TestSession } from "./test_session.ts";

/** Where files cost no disk, where there is such a place. */
const MEMORY = "/dev/shm";

/** A Monday, 2026-11-02 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 2, 12);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface SimulationOptions {
  readonly at?: number;
}

const active = STATES.filter(isActive);
/** What is planned begins in the next turn, and what that changes is planned again. */
const turnsOfPlan = 16;

export class Simulation implements AsyncDisposable {
  #wall: number;
  #steady = 0;
  readonly #folder = Deno.makeTempDirSync({ prefix: "chore_", ...inMemory() });
  #test: TestSession;

  constructor({ at = NOON }: SimulationOptions = {}) {
    this.#wall = at;
    this.#test = this.#begin("boot 1");
  }

  get session(): Session {
    return this.#test.session;
  }

  get logged(): readonly string[] {
    return this.#test.logged;
  }

  get now(): number {
    return this.#wall;
  }

  /** Time passes, and what is due in it is done when it is due. */
  async pass(ms: number): Promise<void> {
    const end = this.#wall + ms;
    for (;;) {
      const next = Math.min(this.session.store.plan.nextWake() ?? Infinity, end);
      this.#steady += Math.max(next - this.#wall, 0);
      this.#wall = Math.max(next, this.#wall);
      await this.settle();
      if (this.#wall >= end && (this.session.store.plan.nextWake() ?? Infinity) > end) return;
    }
  }

  /** Time passes, and nobody looks. */
  standStill(ms: number): void {
    this.#wall += ms;
    this.#steady += ms;
  }

  /** Somebody sets the clock. */
  async setClock(by: number): Promise<void> {
    this.#wall += by;
    await this.settle();
  }

  /** All that is to be planned now has been. */
  async settle(): Promise<void> {
    this.session.planner.plan();
    for (let turns = 0; turns < turnsOfPlan; turns++) await Promise.resolve();
  }

  /** chored dies, nobody serves for a while, and another begins; its workers live on, but for those of `ended`. */
  async restart(
    { downMs = 0, boot = "boot 1", ended = [] }: {
      readonly downMs?: number;
      readonly boot?: string;
      /** jobs whose run ends as soon as it dies */
      readonly ended?: readonly number[];
    } = {},
  ): Promise<void> {
    const endedAt = this.#wall;
    await this.#test[Symbol.asyncDispose]();
    this.#wall += downMs;
    this.#steady = 0;
    this.#test = this.#begin(boot);
    for (const id of ended) this.#tellEnd(id, { endedAt, outcome: { kind: "exited", code: 0 } });
    resumePlan(this.session);
    await this.settle();
  }

  ask<V extends Verb>(verb: V, body: RequestInput<V>): Promise<ReplyOf<V>> {
    const peer = { who: "ann", onEnd: () => () => {} } as unknown as Peer;
    return Promise.resolve().then(() =>
      handleRequest(this.session, { verb, body, id: 1, peer })
    ) as Promise<ReplyOf<V>>;
  }

  /** Submits a job, and gives its id. */
  async submit(spec: Partial<SpecInput> = {}, name?: string): Promise<number> {
    const request = crypto.randomUUID();
    const { id } = await this.ask("run", {
      ...{ request, spec: specOf(spec) },
      ...(name === undefined ? {} : { name }),
    });
    await this.settle();
    return id;
  }

  /** A verb for one job. */
  async order(verb: "hold" | "release" | "now" | "stop" | "restart", id: number): Promise<void> {
    await this.ask(verb, { jobs: { names: [String(id)], all: false } });
    await this.settle();
  }

  async setGroup(name: string, slots: number): Promise<void> {
    const isNew = this.session.store.plan.group(name) === undefined;
    await this.ask("group", { do: isNew ? "add" : "set", name, slots });
    await this.settle();
  }

  job(id: number): JobRow {
    const job = this.session.store.job(id);
    if (job === undefined) throw new Error(`there is no job ${id}`);
    return job;
  }

  state(id: number): State {
    return this.job(id).state;
  }

  /** How many runs the job has had, those that were let go not among them. */
  runs(id: number): number {
    return this.session.store.runsOf(id).length;
  }

  jobsIn(...states: State[]): JobRow[] {
    return this.session.store.jobsInStates(states, LIMITS.jobs);
  }

  /** Those that have a worker. */
  get active(): JobRow[] {
    return this.jobsIn(...active);
  }

  /** The worker says that the command runs. */
  begin(id: number): void {
    const { run } = this.job(id);
    if (run === null) throw new Error(`job ${id} has no run`);
    takeState(this.session, run, { phase: "running", pid: 4242, startedAt: this.#wall });
  }

  /** The worker tells the end of the newest run. */
  async end(id: number, outcome: EndedState["outcome"] | number = 0): Promise<void> {
    this.#tellEnd(id, {
      endedAt: this.#wall,
      outcome: typeof outcome === "number" ? { kind: "exited", code: outcome } : outcome,
    });
    await this.settle();
  }

  /** Runs it: from its start to an end with `code`. */
  async run(id: number, code = 0): Promise<void> {
    this.begin(id);
    await this.end(id, code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#test[Symbol.asyncDispose]();
    Deno.removeSync(this.#folder, { recursive: true });
  }

  #tellEnd(id: number, end: Pick<EndedState, "endedAt" | "outcome">): void {
    const { run } = this.job(id);
    if (run === null) throw new Error(`job ${id} has no run`);
    takeState(this.session, run, {
      ...{ phase: "ended", pid: 4242, timedOut: false, leftBehind: false },
      ...{ stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
      ...end,
    } as EndedState);
  }

  #begin(boot: string): TestSession {
    const clock: Clock = { now: () => this.#wall, steady: () => this.#steady };
    const test = new TestSession({ folder: this.#folder, clock, boot });
    test.session.options.zone ?? Object.assign(test.session.options, { zone: "UTC" });
    test.session.workers.spawn = () => {};
    return test;
  }
}

function inMemory(): { dir?: string } {
  try {
    return Deno.statSync(MEMORY).isDirectory ? { dir: MEMORY } : {};
  } catch {
    return {}; // not there: then on the disk
  }
}
