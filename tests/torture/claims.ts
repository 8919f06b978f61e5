// What was done to jobs, and when, as those tell who did it.

export interface Claim {
  readonly id: string;
  /** milliseconds since 1970 */
  readonly at: number;
}

export class Claims {
  readonly #first = new Map<string, number>();

  add(act: string, { id, at }: Claim): void {
    const known = this.#first.get(`${act} ${id}`) ?? Infinity;
    this.#first.set(`${act} ${id}`, Math.min(known, at));
  }

  /** When `act` was done to `id` for the first time; undefined for never. */
  first(act: string, id: string): number | undefined {
    return this.#first.get(`${act} ${id}`);
  }
}
