/** The k-th largest of any number of numbers, in a bounded heap with the smallest on top. */
export class LargestNumbers {
  readonly #k: number;
  readonly #heap: Float64Array;
  #size = 0;

  constructor(k: number) {
    this.#k = k;
    this.#heap = new Float64Array(k);
  }

  /** Minus infinity until there are k. */
  get kth(): number {
    return this.#size < this.#k ? -Infinity : (this.#heap[0] as number);
  }

  offer(value: number): void {
    const heap = this.#heap;
    let at: number;
    if (this.#size < this.#k) {
      at = this.#size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (value >= (heap[parent] as number)) break;
        heap[at] = heap[parent] as number;
        at = parent;
      }
      heap[at] = value;
      return;
    }
    if (value <= (heap[0] as number)) return;
    at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if (value <= (heap[child] as number)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = value;
  }
}
