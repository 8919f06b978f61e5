/**
 * Input that is sent before its job, for its standard input: a file each. It is durable before a job
 * with it is accepted, and goes with the last job that has it.
 */

import type { Stdin } from "../job/stdin.ts";
import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import { exists, removeIfThere, syncFolder } from "../system/durable.ts";
import type { RequestOf } from "../wire/messages.ts";
import type { Wish } from "./accept.ts";
import type { Peer } from "./peers.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";

/** One that is being sent. */
interface Open {
  readonly file: Deno.FsFile;
  readonly peer: Pick<Peer, "onEnd">;
  bytes: number;
  isBusy: boolean;
}

type Piece = RequestOf<"spool">;

export class Spools {
  readonly #session: () => Session;
  readonly #open = new Map<string, Open>();
  /** whole, and of no job yet; what is called when one has it */
  readonly #ready = new Map<string, () => void>();

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Takes one piece; the bytes that are there now. @throws {Refused} and then all of it is gone */
  async take(piece: Piece, { peer }: { peer: Pick<Peer, "onEnd"> }): Promise<number> {
    const spool = this.#open.get(piece.id) ?? this.#begin(piece, { peer });
    if (spool.peer !== peer || spool.isBusy || piece.offset !== spool.bytes) {
      throw new Refused("bad_request", "Cannot take the input: a piece came out of its turn");
    }
    const total = spool.bytes + piece.bytes.length;
    if (total > LIMITS.spoolBytes) {
      this.#drop(piece.id);
      throw new Refused(
        "limit",
        `Cannot take the input: more than ${LIMITS.spoolBytes} bytes: put it into a file, and use -i FILE`,
      );
    }
    spool.isBusy = true;
    try {
      await writeAll(spool.file, piece.bytes);
      spool.bytes = total;
      if (piece.done) await this.#finish(piece.id, spool);
    } catch (error) {
      this.#drop(piece.id);
      const reason = error instanceof Error ? error.message : String(error);
      throw new Refused("system", `Cannot take the input: ${reason}`);
    }
    spool.isBusy = false;
    return total;
  }

  /** @throws {Refused} where a job is to have what is not there, or is another's */
  check(wishes: readonly Wish[]): void {
    const { store } = this.#session();
    const ids = wishes.filter(({ request }) => !store.hasRequest(request))
      .flatMap(({ spec: { stdin } }) => stdin.kind === "spool" ? [stdin.id] : []);
    const missing = ids.some((id) => !this.#ready.has(id));
    if (missing || new Set(ids).size < ids.length) {
      throw new Refused(
        "bad_request",
        "Cannot run a job: the input that was sent for it is not there: send it again, once for each job",
      );
    }
  }

  /** A job has it from now on. */
  claim(stdin: Stdin): void {
    if (stdin.kind !== "spool") return;
    this.#ready.get(stdin.id)?.();
    this.#ready.delete(stdin.id);
  }

  /** A job is gone, or reads something else now. */
  release(stdin: Stdin): void {
    if (stdin.kind !== "spool" || this.#session().store.hasSpool(stdin.id)) return;
    removeIfThere(this.#path(stdin.id));
  }

  /** What no job has goes, but what was sent just now: its client may yet come. */
  sweep(): void {
    const { paths: { inputs }, store, now } = this.#session();
    if (!exists(inputs)) return;
    const kept = new Set(store.spools());
    for (const { name } of Deno.readDirSync(inputs)) {
      if (kept.has(name)) continue;
      const mtime = Deno.lstatSync(`${inputs}/${name}`).mtime?.getTime() ?? 0;
      const isFresh = !name.endsWith(".part") && now() - mtime < LIMITS.spoolKeepMs;
      if (isFresh) this.#keepFor(name);
      else removeIfThere(`${inputs}/${name}`);
    }
  }

  #begin({ id, offset }: Piece, { peer }: { peer: Pick<Peer, "onEnd"> }): Open {
    if (offset > 0 || this.#ready.has(id) || this.#session().store.hasSpool(id)) {
      throw new Refused(
        "bad_request",
        "Cannot take the input: it did not begin here: send it anew",
      );
    }
    if (this.#open.size >= LIMITS.spoolsOpen) {
      throw new Refused(
        "limit",
        `Cannot take the input: ${LIMITS.spoolsOpen} others are being sent: try again`,
      );
    }
    const { inputs } = this.#session().paths;
    if (!exists(inputs)) Deno.mkdirSync(inputs, { mode: 0o700 });
    const file = Deno.openSync(this.#part(id), {
      write: true,
      create: true,
      truncate: true,
      mode: 0o600,
    });
    const spool: Open = { file, peer, bytes: 0, isBusy: false };
    this.#open.set(id, spool);
    peer.onEnd(() => this.#drop(id));
    return spool;
  }

  /** Durable, and known by its id alone. */
  async #finish(id: string, { file, peer }: Open): Promise<void> {
    await file.sync();
    // whoever sent it left meanwhile
    if (!this.#open.has(id)) return;
    file.close();
    this.#open.delete(id);
    Deno.renameSync(this.#part(id), this.#path(id));
    syncFolder(this.#session().paths.inputs);
    crashPoint("input-stored");
    this.#ready.set(id, () => forget());
    const forget = peer.onEnd(() => this.#discard(id));
  }

  #keepFor(id: string): void {
    const timer = setTimeout(() => this.#discard(id), LIMITS.spoolKeepMs);
    this.#ready.set(id, () => clearTimeout(timer));
  }

  /** Whole, and nobody wants it. */
  #discard(id: string): void {
    if (!this.#ready.delete(id)) return;
    removeIfThere(this.#path(id));
  }

  /** Not whole, and it will not be. */
  #drop(id: string): void {
    const spool = this.#open.get(id);
    if (spool === undefined) return;
    this.#open.delete(id);
    spool.file.close();
    removeIfThere(this.#part(id));
  }

  #path(id: string): string {
    return `${this.#session().paths.inputs}/${id}`;
  }

  #part(id: string): string {
    return `${this.#path(id)}.part`;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) offset += await file.write(bytes.subarray(offset));
}
