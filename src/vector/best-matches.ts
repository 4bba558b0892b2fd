import type { VectorMatch } from "./vector-index.ts";

/**
 * The best k of any number of matches, in a bounded heap with the worst on top. Equal scores go by id, then space, so
 * that the same question has the same answer whatever order it was found in.
 */
export class BestMatches {
  readonly k: number;
  readonly #heap: VectorMatch[] = [];

  constructor(k: number) {
    this.k = k;
  }

  get full(): boolean {
    return this.#heap.length >= this.k;
  }

  /** The score below which nothing gets in any more; minus infinity until there are k. */
  get threshold(): number {
    return this.full ? ((this.#heap[0] as VectorMatch | undefined)?.score ?? Infinity) : -Infinity;
  }

  offer(score: number, id: string, space: string): void {
    const heap = this.#heap;
    const match = { id, space, score };
    if (!this.full) {
      let at = heap.length;
      heap.push(match);
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isWorse(match, heap[parent] as VectorMatch)) break;
        heap[at] = heap[parent] as VectorMatch;
        at = parent;
      }
      heap[at] = match;
      return;
    }
    const worst = heap[0];
    if (!worst || !isWorse(worst, match)) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && isWorse(right, heap[child] as VectorMatch)) child += 1;
      if (!isWorse(heap[child] as VectorMatch, match)) break;
      heap[at] = heap[child] as VectorMatch;
      at = child;
    }
    heap[at] = match;
  }

  /** Best first. */
  sorted(): VectorMatch[] {
    return [...this.#heap].sort((a, b) => (isWorse(a, b) ? 1 : -1));
  }
}

function isWorse(a: VectorMatch, b: VectorMatch): boolean {
  if (a.score !== b.score) return a.score < b.score;
  if (a.id !== b.id) return a.id > b.id;
  return a.space > b.space;
}
