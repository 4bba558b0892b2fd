import type { EngramDatabase } from "../storage/database.ts";
import { changesSince, readSpace, type SpaceStamp } from "../storage/vectors.ts";
import { FollowQueue } from "../workers/follow-queue.ts";
import type { CandidateIndex } from "./candidate-index.ts";
import type { RowMemoryFactory } from "./row-memory.ts";
import { SpaceMatrix } from "./space-matrix.ts";

export interface LoadedSpaceOptions {
  createMemory?: RowMemoryFactory;
  /** Makes a candidate index for a matrix that has just been loaded, or decides against one. */
  startCandidates?: (matrix: SpaceMatrix, space: string) => CandidateIndex | null;
}

/** A copy of one space in memory, that follows the space as it is written to. */
export class LoadedSpace {
  readonly space: string;
  readonly #options: LoadedSpaceOptions;
  #matrix: SpaceMatrix | null = null;
  #candidates: CandidateIndex | null = null;
  #stamp: SpaceStamp | null = null;
  readonly #queue = new FollowQueue();
  #closed = false;
  /** When it was last asked, in milliseconds of `performance.now()`. */
  lastUsed = performance.now();

  constructor(space: string, options: LoadedSpaceOptions) {
    this.space = space;
    this.#options = options;
  }

  /** What this is a copy of; null before it is loaded. */
  get stamp(): SpaceStamp | null {
    return this.#stamp;
  }

  /** Whether it was let go; a search that finds itself with such a copy starts over. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Null while the space is empty. */
  get matrix(): SpaceMatrix | null {
    return this.#matrix;
  }

  get candidates(): CandidateIndex | null {
    return this.#candidates;
  }

  /** Catches up with storage: by the log where that reaches back far enough, else by reading all of it. */
  follow(db: EngramDatabase): Promise<void> {
    return this.#queue.follow(() => this.#catchUp(db));
  }

  close(): void {
    this.#closed = true;
    this.#candidates?.close();
    this.#candidates = null;
    this.#matrix = null;
  }

  async #catchUp(db: EngramDatabase): Promise<void> {
    if (this.#closed) return;
    const since = this.#stamp && (await changesSince(db, this.space, this.#stamp));
    // A space that was empty has no matrix to change, and its dimension may be another now.
    if (!since || (!this.#matrix && since.changes.length > 0)) return this.#load(db);
    for (const { id, vector } of since.changes) {
      if (vector) {
        this.#matrix?.put(id, vector);
        this.#candidates?.put(id);
      } else if (this.#matrix?.delete(id)) this.#candidates?.delete(id);
    }
    this.#stamp = since.stamp;
  }

  async #load(db: EngramDatabase): Promise<void> {
    let matrix: SpaceMatrix | null = null;
    const stamp = await readSpace(db, this.space, (piece) => {
      matrix ??= new SpaceMatrix(piece.dim, this.#options.createMemory);
      matrix.append(piece);
    });
    if (this.#closed) return;
    this.#candidates?.close();
    this.#matrix = matrix;
    this.#stamp = stamp;
    this.#candidates = matrix ? (this.#options.startCandidates?.(matrix, this.space) ?? null) : null;
  }
}
