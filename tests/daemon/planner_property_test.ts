import { deepStrictEqual as deepEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Change } from "../../daemon/changes.ts";
import { AFTER_CONDITIONS, type AfterCondition, readinessOf } from "../../job/after.ts";
import { isFinal, type State } from "../../job/state.ts";
import { SECOND, Simulation } from "../support/simulation.ts";

const GROUPS = ["default", "a", "b"] as const;
type Group = typeof GROUPS[number];

/** One thing that happens; numbers choose among what is there, whatever that is. */
type Act =
  | {
    readonly kind: "submit";
    readonly group: Group;
    readonly slots: number;
    readonly priority: number;
    readonly after: readonly { readonly which: number; readonly when: AfterCondition }[];
    readonly inSeconds: number;
    readonly held: boolean;
    readonly attempts: number;
    readonly deadlineMs: number;
  }
  | { readonly kind: "end"; readonly which: number; readonly code: number }
  | { readonly kind: "begin" | "hold" | "release" | "stop" | "remove"; readonly which: number }
  | { readonly kind: "slots"; readonly group: Group; readonly slots: number }
  | { readonly kind: "drain" | "resume"; readonly group: Group }
  | { readonly kind: "pass"; readonly seconds: number }
  | { readonly kind: "restart"; readonly seconds: number };

/** Conditions that stay true once they are: a job that has begun may end, and begin again, while another is queued. */
const LASTING = AFTER_CONDITIONS.filter((each) => each !== "start");

const which = fc.nat({ max: 99 });
const group = fc.constantFrom(...GROUPS);

const Submit: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant("submit"),
  group,
  slots: fc.nat({ max: 5 }),
  priority: fc.integer({ min: -2, max: 2 }),
  after: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ which, when: fc.constantFrom(...LASTING) }), {
        maxLength: 3,
      }),
    },
  ),
  inSeconds: fc.constantFrom(0, 0, 0, 1, 60),
  held: fc.constantFrom(false, false, false, true),
  attempts: fc.constantFrom(1, 1, 3),
  deadlineMs: fc.constantFrom(0, 0, 5 * SECOND),
});

const Acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: Submit },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant("end"), which, code: fc.constantFrom(0, 0, 1) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom("begin", "hold", "release", "stop", "remove"),
        which,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("slots"), group, slots: fc.nat({ max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("drain", "resume"), group }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("pass"), seconds: fc.constantFrom(1, 10, 100) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("restart"), seconds: fc.constantFrom(0, 7200) }),
    },
  ) as fc.Arbitrary<Act>,
  { minLength: 20, maxLength: 50 },
);

Deno.test("Planner breaks no limit, begins no job too soon, and begins all that can, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(Acts, async (acts) => {
      await using simulation = new Simulation();
      const world = new World(simulation);
      await world.prepare();
      for (const act of acts) {
        await world.do(act);
        deepEqual(world.complaints, []);
      }
      await world.finish();
      deepEqual(world.complaints, []);
    }),
    { numRuns: 25 },
  );
});

/** Which jobs take these orders. */
const ORDERED: Readonly<Record<"hold" | "release" | "stop", readonly State[]>> = {
  hold: ["scheduled", "waiting", "queued"],
  release: ["held"],
  stop: ["scheduled", "waiting", "queued", "held", "backoff"],
};

class World {
  readonly complaints: string[] = [];

  constructor(readonly simulation: Simulation) {}

  async prepare(): Promise<void> {
    for (const name of GROUPS) await this.simulation.setGroup(name, 2);
    this.#listen();
  }

  async do(act: Act): Promise<void> {
    const { simulation } = this;
    switch (act.kind) {
      case "submit":
        await this.#submit(act);
        break;
      case "end": {
        const job = pick(simulation.active, act.which);
        if (job !== undefined) await simulation.end(job.id, act.code);
        break;
      }
      case "begin": {
        const job = pick(simulation.jobsIn("starting"), act.which);
        if (job !== undefined) simulation.begin(job.id);
        break;
      }
      case "hold":
      case "release":
      case "stop": {
        const job = pick(simulation.jobsIn(...ORDERED[act.kind]), act.which);
        if (job !== undefined) await simulation.order(act.kind, job.id);
        break;
      }
      case "remove": {
        const job = pick(simulation.jobsIn("succeeded", "failed", "skipped", "stopped"), act.which);
        const jobs = { names: [String(job?.id)], all: false };
        if (job !== undefined) await simulation.ask("remove", { jobs });
        break;
      }
      case "slots":
        await simulation.setGroup(act.group, act.slots);
        break;
      case "drain":
      case "resume":
        await simulation.ask("group", { do: act.kind, name: act.group });
        break;
      case "pass":
        await simulation.pass(act.seconds * SECOND);
        break;
      case "restart":
        await simulation.restart({ downMs: act.seconds * SECOND });
        this.#listen();
    }
    await simulation.settle();
    this.#look();
  }

  /** Where all is open and time passes, every job comes to its end. */
  async finish(): Promise<void> {
    const { simulation } = this;
    for (const name of GROUPS) {
      await simulation.setGroup(name, 1);
      await simulation.ask("group", { do: "resume", name });
    }
    for (const { id } of simulation.jobsIn("held")) await simulation.order("release", id);
    for (let rounds = 0; rounds < 500; rounds++) {
      for (const { id } of simulation.active) await simulation.end(id);
      await simulation.pass(100 * SECOND);
      this.#look();
      if (this.#open().length === 0) return;
    }
    this.complaints.push(`never ended: ${JSON.stringify(this.#open())}`);
  }

  #open() {
    const all = this.simulation.session.store.jobsBefore(Number.MAX_SAFE_INTEGER, 10_000);
    return all.filter(({ state }) => !isFinal(state));
  }

  async #submit(act: Extract<Act, { kind: "submit" }>): Promise<void> {
    const { simulation } = this;
    const all = simulation.session.store.jobsBefore(Number.MAX_SAFE_INTEGER, 10_000);
    await simulation.submit({
      ...{ group: act.group, slots: act.slots, priority: act.priority, held: act.held },
      startDeadlineMs: act.deadlineMs,
      when: act.inSeconds === 0
        ? { kind: "now" }
        : { kind: "at", at: simulation.now + act.inSeconds * SECOND },
      after: act.after.flatMap(({ which, when }) => {
        const job = pick(all, which);
        return job === undefined ? [] : [{ job: String(job.id), when }];
      }),
      restart: { policy: "on-failure", attempts: act.attempts, delayMs: 2 * SECOND },
    });
  }

  #listen(): void {
    const { changes } = this.simulation.session;
    changes.always((change) => {
      if (change.state === "starting") this.#checkStart(change);
      if (change.state === "skipped") this.#checkSkip(change);
    });
  }

  /** It had a slot, its conditions were true, and its time had come. */
  #checkStart({ job: id }: Change): void {
    const { session, now } = this.simulation;
    const { store } = session;
    const job = store.job(id);
    const group = store.plan.group(job?.group ?? "");
    if (job === undefined || group === undefined) return;
    const running = this.simulation.active.filter(({ group, slots }) =>
      group === job.group && slots > 0
    );
    const used = running.reduce((sum, { slots }) => sum + slots, 0);
    const isOver = job.slots > 0 && used > group.slots && running.length > 1;
    if (isOver) this.complaints.push(`job ${id}: ${used} slots of ${group.slots}`);
    if (group.state !== "open" || group.slots === 0) this.complaints.push(`job ${id}: closed`);
    if (job.spec.when.kind === "at" && job.spec.when.at > now) {
      this.complaints.push(`job ${id}: before its time`);
    }
    if (readinessOf(store.plan.needed(id)).kind !== "ready") {
      this.complaints.push(`job ${id}: before its conditions`);
    }
  }

  #checkSkip({ job: id, why }: Change): void {
    if (why === "its deadline to start has passed") return;
    const readiness = readinessOf(this.simulation.session.store.plan.needed(id));
    if (readiness.kind !== "never") {
      this.complaints.push(`job ${id}: skipped, and ${readiness.kind}`);
    }
  }

  /** Nothing waits that could go on. */
  #look(): void {
    const { simulation } = this;
    const { store } = simulation.session;
    for (const { id, wakeAt, state } of this.#open()) {
      if (wakeAt !== null && wakeAt <= simulation.now) {
        this.complaints.push(`job ${id} is ${state}, and due since ${simulation.now - wakeAt} ms`);
      }
    }
    for (const { id } of simulation.jobsIn("waiting")) {
      const readiness = readinessOf(store.plan.needed(id));
      if (readiness.kind !== "waits") {
        this.complaints.push(`job ${id} waits, and is ${readiness.kind}`);
      }
    }
    for (const { name, slots, state } of store.plan.groups()) {
      const [first] = store.plan.queue(name, 1);
      if (first === undefined || state !== "open" || slots === 0) continue;
      const used = store.plan.used(name);
      if (first.slots === 0 || used === 0 || used + first.slots <= slots) {
        this.complaints.push(`job ${first.id} could run`);
      }
    }
  }
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % Math.max(all.length, 1)];
}
