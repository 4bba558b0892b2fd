import { CancelledError, EngramError, InvalidInputError, StorageError } from "../schemas/errors.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { compactSpace, type SpaceStamp, sameStamp, spaceStamps } from "../storage/vectors.ts";
import { BestMatches } from "./best-matches.ts";
import {
  CANDIDATE_MAX_DIM,
  CANDIDATE_MAX_ROWS,
  CandidateIndex,
  type CandidateIndexOptions,
} from "./candidate-index.ts";
import { checkedSearch } from "./checked-search.ts";
import { exactScan } from "./exact-scan.ts";
import { LoadedSpace } from "./loaded-space.ts";
import type { PointIndexFactory } from "./point-index.ts";
import type { RowMemoryFactory } from "./row-memory.ts";
import type { SpaceMatrix } from "./space-matrix.ts";
import type { VectorIndex, VectorMatch, VectorSearch } from "./vector-index.ts";

export interface DatabaseVectorIndexOptions {
  /** The database to read; asked at each use, so that a connection that was closed can be replaced. */
  database: () => Promise<EngramDatabase>;
  /** Default: WASM SIMD where there is any, else plain TypeScript. */
  createMemory?: RowMemoryFactory;
  /** Starts the candidate index of a small space. Default: none, every search is a scan. */
  startPoints?: PointIndexFactory | null;
  candidates?: CandidateIndexOptions;
  /** A copy not asked for this long is let go, in milliseconds. Default five minutes. */
  releaseAfterMs?: number;
  /** Folds a space's log this long after a write was told of, in milliseconds. Default: never. */
  compactAfterMs?: number | null;
}

/** Where more are asked for, the scan is quicker: a candidate index hands over its numbers as text. */
const CANDIDATE_MAX_K = 200;

/** At most this many candidate indexes at once: each is a worker. */
const MAX_CANDIDATE_INDEXES = 4;

/** How many bytes of what is held. */
export interface VectorIndexMemory {
  spaces: number;
  vectors: number;
  bytes: number;
}

/**
 * Vector search in the thread it is called in, over copies of the spaces asked for. The workers and the in-process
 * index are this class in different places.
 */
export class DatabaseVectorIndex implements VectorIndex {
  readonly #options: DatabaseVectorIndexOptions;
  readonly #releaseAfterMs: number;
  readonly #spaces = new Map<string, LoadedSpace>();
  readonly #compactions = new Map<string, ReturnType<typeof setTimeout>>();
  #releaseTimer: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(options: DatabaseVectorIndexOptions) {
    this.#options = options;
    this.#releaseAfterMs = options.releaseAfterMs ?? 5 * 60_000;
  }

  /**
   * The k nearest over all spaces, best first; equal scores by id. Sees every write committed before the call.
   *
   * @throws InvalidInputError for a k or a query that cannot be searched with, or of another dimension than a space's.
   * @throws StorageError where the vectors cannot be read.
   */
  async search(search: VectorSearch): Promise<VectorMatch[]> {
    const { spaces, query, k } = checkedSearch(search);
    if (k === 0 || spaces.length === 0) return [];
    try {
      const db = await this.#options.database();
      // Asked before the scan and read after it: the two go on at the same time, and rarely does a scan turn out to
      // have been of an old state.
      const reading = spaceStamps(db, spaces);
      reading.catch(() => {});
      const copies = await Promise.all(spaces.map((space) => this.#copyOf(db, space)));
      const found = await nearest(copies, query, k);
      const stamps = await reading;
      const stale = copies.filter(
        ({ stamp }, index) => !stamp || !sameStamp(stamp, stamps[index] as SpaceStamp),
      );
      await Promise.all(stale.map((copy) => copy.follow(db)));
      const answer = stale.length === 0 ? found : await nearest(copies, query, k);
      if (this.#closed) throw new CancelledError("The vector index was closed.");
      return copies.some((copy) => copy.closed) ? this.search(search) : answer;
    } catch (error) {
      if (EngramError.isInstance(error)) throw error;
      throw new StorageError("vectors_unreadable", "The memory could not be searched.", {
        hint: "Reload the page and try again; nothing was lost.",
        cause: error,
      });
    }
  }

  changed(space: string): void {
    this.#scheduleCompaction(space);
    const copy = this.#spaces.get(space);
    if (!copy) return;
    // A failure here is met again, and told of, by the next search.
    this.#options
      .database()
      .then((db) => copy.follow(db))
      .catch(() => {});
  }

  close(): void {
    this.#closed = true;
    this.releaseAll();
    for (const timer of this.#compactions.values()) clearTimeout(timer);
    this.#compactions.clear();
  }

  /** Lets go of every copy; the next search loads what it needs. */
  releaseAll(): void {
    for (const copy of this.#spaces.values()) copy.close();
    this.#spaces.clear();
    clearInterval(this.#releaseTimer);
    this.#releaseTimer = undefined;
  }

  memory(): VectorIndexMemory {
    const matrices = [...this.#spaces.values()].flatMap((copy) => copy.matrix ?? []);
    return {
      spaces: matrices.length,
      vectors: matrices.reduce((sum, matrix) => sum + matrix.size, 0),
      bytes: matrices.reduce((sum, matrix) => sum + matrix.bytes, 0),
    };
  }

  /** Resolves when the candidate indexes of what is loaded are built (for tests and benchmarks). */
  async candidatesReady(): Promise<{ indexed: number; dead: number }> {
    const candidates = [...this.#spaces.values()].flatMap((copy) => copy.candidates ?? []);
    await Promise.all(candidates.map((one) => one.whenReady()));
    return {
      indexed: candidates.reduce((sum, one) => sum + one.points.indexed, 0),
      dead: candidates.reduce((sum, one) => sum + one.points.dead, 0),
    };
  }

  async #copyOf(db: EngramDatabase, space: string): Promise<LoadedSpace> {
    const known = this.#spaces.get(space);
    const copy =
      known ??
      new LoadedSpace(space, {
        ...(this.#options.createMemory ? { createMemory: this.#options.createMemory } : {}),
        startCandidates: (matrix, name) => this.#startCandidates(matrix, name),
      });
    copy.lastUsed = performance.now();
    if (!known) {
      this.#spaces.set(space, copy);
      this.#scheduleRelease();
    }
    if (!copy.stamp) {
      await copy.follow(db);
      // What was written while no copy was held has had nobody to fold it.
      this.#scheduleCompaction(space);
    }
    return copy;
  }

  #startCandidates(matrix: SpaceMatrix, space: string): CandidateIndex | null {
    const { startPoints, candidates } = this.#options;
    if (!startPoints || this.#closed || matrix.dim > CANDIDATE_MAX_DIM) return null;
    const others = [...this.#spaces.values()].filter((copy) => copy.candidates && copy.space !== space);
    const rows = others.reduce((sum, copy) => sum + (copy.matrix?.size ?? 0), matrix.size);
    if (others.length >= MAX_CANDIDATE_INDEXES || rows > CANDIDATE_MAX_ROWS) return null;
    return new CandidateIndex(matrix, space, startPoints, candidates);
  }

  #scheduleRelease(): void {
    if (this.#releaseTimer !== undefined || this.#closed) return;
    this.#releaseTimer = setInterval(() => this.#releaseUnused(), this.#releaseAfterMs / 4);
    (this.#releaseTimer as { unref?: () => void }).unref?.();
  }

  #releaseUnused(): void {
    const oldest = performance.now() - this.#releaseAfterMs;
    for (const [space, copy] of this.#spaces) {
      if (copy.lastUsed > oldest) continue;
      copy.close();
      this.#spaces.delete(space);
    }
    if (this.#spaces.size > 0) return;
    clearInterval(this.#releaseTimer);
    this.#releaseTimer = undefined;
  }

  #scheduleCompaction(space: string): void {
    const { compactAfterMs } = this.#options;
    if (compactAfterMs == null || this.#closed || this.#compactions.has(space)) return;
    const compact = () => {
      this.#compactions.delete(space);
      // Housekeeping: where it fails nothing changed, and the next write brings it round again.
      this.#options
        .database()
        .then((db) => compactSpace(db, space))
        .catch(() => {});
    };
    const timer = setTimeout(compact, compactAfterMs);
    (timer as { unref?: () => void }).unref?.();
    this.#compactions.set(space, timer);
  }
}

/** The k nearest of some copies as they stand. */
async function nearest(copies: LoadedSpace[], query: Float32Array, k: number): Promise<VectorMatch[]> {
  for (const { matrix, space } of copies) {
    if (matrix && matrix.dim !== query.length)
      throw new InvalidInputError("query", `it has ${query.length} numbers, "${space}" has ${matrix.dim}`, {
        hint: "The query must be embedded with the model that the memory was embedded with.",
      });
  }
  const proposed = await Promise.all(
    copies.map((copy) => (k > CANDIDATE_MAX_K ? null : (copy.candidates?.nearest(query, k) ?? null))),
  );
  const best = new BestMatches(k);
  copies.forEach(({ matrix, space }, index) => {
    const candidates = proposed[index];
    if (candidates) for (const match of candidates.sorted()) best.offer(match.score, match.id, match.space);
    else if (matrix && matrix.size > 0) exactScan(matrix, space, query, best);
  });
  return best.sorted();
}
