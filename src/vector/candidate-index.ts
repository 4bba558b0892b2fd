import { within } from "../workers/within.ts";
import { BestMatches } from "./best-matches.ts";
import { ORDER_TOLERANCE, type PointIndex, type PointIndexFactory } from "./point-index.ts";
import type { SpaceMatrix } from "./space-matrix.ts";

/** Above this many passages, or dimensions, the exact scan is far ahead of (or safer than) a point index. */
export const CANDIDATE_MAX_ROWS = 10_000;
export const CANDIDATE_MAX_DIM = 768;

const BATCH_POINTS = 500;
/** More neighbours are asked for than wanted, so that the ones left out are provably worse. */
const SPARE = 10;
const MAX_DEAD_SHARE = 0.1;

export interface CandidateIndexOptions {
  /** How long an answer may take before the index counts as dead, in milliseconds. Default 1,000. */
  answerWithinMs?: number;
  /** How long a batch of 500 may take to go in, in milliseconds. Default 30,000. */
  addWithinMs?: number;
  /** How long to wait before building anew after the n-th failure in a row, in milliseconds. */
  rebuildAfterMs?: (failures: number) => number;
}

/** Up to five minutes, doubling: a memory that always kills the index must not keep a processor busy. */
const backOff = (failures: number) => Math.min(500 * 2 ** failures, 300_000);

/** Identical vectors are one point. */
interface Point {
  ids: Set<string>;
  hash: number;
  /** Whether the index has been given it. */
  sent: boolean;
}

/**
 * Answers searches of one space from a point index beside the matrix, exactly or not at all: scores come from the
 * matrix, and an answer is given only where nothing that the index left out could belong in it.
 */
export class CandidateIndex {
  readonly #matrix: SpaceMatrix;
  readonly #space: string;
  readonly #start: PointIndexFactory;
  readonly #options: Required<CandidateIndexOptions>;
  #index: PointIndex | null = null;
  #points: Point[] = [];
  #pointOf = new Map<string, number>();
  #byHash = new Map<number, number[]>();
  #indexed = 0;
  #unsent = 0;
  #dead = 0;
  /** Raised by each change, so that an answer to an older state is not taken for one to this. */
  #revision = 0;
  #failures = 0;
  #rebuildTimer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  #closed = false;
  #idle: (() => void)[] = [];

  /** Begins to build at once, in the background. */
  constructor(
    matrix: SpaceMatrix,
    space: string,
    start: PointIndexFactory,
    options: CandidateIndexOptions = {},
  ) {
    this.#matrix = matrix;
    this.#space = space;
    this.#start = start;
    this.#options = { answerWithinMs: 1000, addWithinMs: 30_000, rebuildAfterMs: backOff, ...options };
    this.#rebuild();
  }

  /** Whether all points are in the index. */
  get ready(): boolean {
    return this.#index !== null && this.#unsent === 0 && !this.#sending;
  }

  /** Points the index holds, and those of them that nothing is at any more. */
  get points(): { indexed: number; dead: number } {
    return { indexed: this.#indexed, dead: this.#dead };
  }

  /** Resolves when it is ready (or closed). */
  whenReady(): Promise<void> {
    if (this.ready || this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Follows the matrix: `id` has a vector it had not, or another one. */
  put(id: string): void {
    if (this.#closed) return;
    this.#remove(id);
    this.#assign(id);
    this.#changed();
  }

  /** Follows the matrix: `id` is gone. */
  delete(id: string): void {
    if (this.#closed) return;
    this.#remove(id);
    this.#changed();
  }

  /**
   * The k nearest, or null where only a scan can tell: while the index is being built or has failed, and where the
   * last of the k is too near to what might have been left out.
   */
  async nearest(query: Float32Array, k: number): Promise<BestMatches | null> {
    const index = this.#index;
    if (!index || !this.ready || k < 1 || k >= this.#matrix.size) return null;
    const revision = this.#revision;
    const count = Math.min(this.#indexed, k + this.#dead + SPARE);
    let numbers: number[];
    try {
      numbers = await within(this.#options.answerWithinMs, index.nearest(query, count));
      if (index !== this.#index) return null;
      if (new Set(numbers).size !== count || !numbers.every((number) => this.#points[number]?.sent))
        throw new Error("the point index answered with points that were not asked for");
    } catch {
      this.#fail(index);
      return null;
    }
    this.#failures = 0;
    if (revision !== this.#revision) return null;
    const best = new BestMatches(k);
    let lowest = Number.POSITIVE_INFINITY;
    for (const number of numbers) {
      const { ids } = this.#points[number] as Point;
      const [first] = ids;
      if (first === undefined) continue;
      const score = this.#matrix.scoreOf(query, first) as number;
      lowest = Math.min(lowest, score);
      for (const id of ids) best.offer(score, id, this.#space);
    }
    if (!best.full) return null;
    const leftOut = count < this.#indexed;
    return leftOut && best.threshold - lowest <= ORDER_TOLERANCE ? null : best;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#rebuildTimer);
    this.#end();
    this.#wake();
  }

  #changed(): void {
    this.#revision += 1;
    if (this.#matrix.size > CANDIDATE_MAX_ROWS) this.close();
    else if (!this.#index) return;
    else if (this.#dead > this.#indexed * MAX_DEAD_SHARE) this.#rebuild();
    else void this.#send();
  }

  #rebuild(): void {
    this.#end();
    this.#points = [];
    this.#pointOf = new Map();
    this.#byHash = new Map();
    this.#indexed = 0;
    this.#unsent = 0;
    this.#dead = 0;
    this.#revision += 1;
    for (const id of this.#matrix.ids) this.#assign(id);
    try {
      this.#index = this.#start(this.#matrix.dim);
    } catch {
      this.#fail(null);
      return;
    }
    void this.#send();
  }

  #end(): void {
    this.#index?.close();
    this.#index = null;
    this.#sending = false;
  }

  /** Ends an index that threw, lied or is silent; another is built after a while. */
  #fail(index: PointIndex | null): void {
    if (index !== this.#index || this.#closed) return;
    this.#end();
    this.#failures += 1;
    this.#rebuildTimer = setTimeout(() => this.#rebuild(), this.#options.rebuildAfterMs(this.#failures));
    // Under Node a waiting rebuild must not keep the process alive; a browser's timer is a number.
    (this.#rebuildTimer as { unref?: () => void }).unref?.();
  }

  async #send(): Promise<void> {
    const index = this.#index;
    if (!index || this.#sending) return;
    this.#sending = true;
    let next = 0;
    while (this.#unsent > 0) {
      const numbers: number[] = [];
      for (; next < this.#points.length && numbers.length < BATCH_POINTS; next++) {
        const point = this.#points[next] as Point;
        if (!point.sent && point.ids.size > 0) numbers.push(next);
      }
      if (numbers.length === 0) break;
      const { dim } = this.#matrix;
      const vectors = new Float32Array(numbers.length * dim);
      numbers.forEach((number, row) => {
        const point = this.#points[number] as Point;
        vectors.set(this.#vectorOf(point), row * dim);
        point.sent = true;
      });
      this.#unsent -= numbers.length;
      this.#indexed += numbers.length;
      try {
        await within(this.#options.addWithinMs, index.add(numbers, vectors));
      } catch {
        this.#fail(index);
        return;
      }
      if (index !== this.#index) return;
    }
    this.#sending = false;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #vectorOf(point: Point): Float32Array {
    const [id] = point.ids;
    return this.#matrix.vectorOf(id as string) as Float32Array;
  }

  #assign(id: string): void {
    const vector = this.#matrix.vectorOf(id) as Float32Array;
    const hash = hashOf(vector);
    const alike = this.#byHash.get(hash) ?? [];
    let number = alike.find((one) => isSame(this.#vectorOf(this.#points[one] as Point), vector));
    if (number === undefined) {
      number = this.#points.push({ ids: new Set(), hash, sent: false }) - 1;
      this.#byHash.set(hash, [...alike, number]);
      this.#unsent += 1;
    }
    (this.#points[number] as Point).ids.add(id);
    this.#pointOf.set(id, number);
  }

  #remove(id: string): void {
    const number = this.#pointOf.get(id);
    if (number === undefined) return;
    this.#pointOf.delete(id);
    const point = this.#points[number] as Point;
    point.ids.delete(id);
    if (point.ids.size > 0) return;
    // Its vector is gone from the matrix: nothing can be recognised as the same any more.
    const alike = (this.#byHash.get(point.hash) ?? []).filter((one) => one !== number);
    if (alike.length > 0) this.#byHash.set(point.hash, alike);
    else this.#byHash.delete(point.hash);
    if (point.sent) this.#dead += 1;
    else this.#unsent -= 1;
  }
}

/** FNV-1a over the numbers' bits. */
function hashOf(vector: Float32Array): number {
  const words = new Uint32Array(vector.buffer, vector.byteOffset, vector.length);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash;
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
