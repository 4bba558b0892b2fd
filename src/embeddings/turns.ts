/** Work of several owners in turn, a few pieces at once: nobody waits for all that another has to do. */
export class Turns {
  readonly #atOnce: number;
  /** What each owner waits to start; the owner whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #running = 0;

  /** @param atOnce pieces under way together, of whichever owners. */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Runs `work` when it is its turn: an owner's pieces in order, the owners one after the other. */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      const waiting = this.#waiting.get(owner) ?? [];
      waiting.push(start);
      this.#waiting.set(owner, waiting);
      this.#startNext();
    });
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  #startNext(): void {
    while (this.#running < this.#atOnce) {
      const next = this.#waiting.entries().next();
      if (next.done) return;
      const [owner, [start, ...later]] = next.value;
      // To the end of the line: a map keeps the order of insertion.
      this.#waiting.delete(owner);
      if (later.length > 0) this.#waiting.set(owner, later);
      this.#running += 1;
      start?.();
    }
  }
}
