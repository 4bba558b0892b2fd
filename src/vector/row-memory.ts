/** Rows of float32 in one contiguous stretch of memory, and their dot products with a query. */
export interface RowMemory {
  /** How many rows there is room for. */
  readonly capacity: number;
  /** Bytes held, used or not. */
  readonly bytes: number;
  /** Makes room for at least this many rows; rows stay. Views handed out before are dead afterwards. */
  reserve(rows: number): void;
  /** Writes consecutive rows, `dim` numbers each. */
  write(row: number, vectors: Float32Array): void;
  /** Moves one row onto another. */
  move(from: number, to: number): void;
  /** One row's numbers, as a copy. */
  read(row: number): Float32Array;
  /**
   * Dot products of the query with consecutive rows, at most SCORE_BLOCK of them.
   *
   * @returns a view that is good until the next call.
   */
  scores(query: Float32Array, from: number, count: number): Float32Array;
}

/** Rows scored in one go: their scores stay in the processor's nearest cache. */
export const SCORE_BLOCK = 2048;

/** Makes a memory for rows of a dimension. */
export type RowMemoryFactory = (dim: number) => RowMemory;

/** Room to have after growing to `rows`: in steps of a half, so that growing one by one stays cheap. */
export function grownCapacity(capacity: number, rows: number): number {
  return Math.max(rows, Math.ceil(capacity * 1.5), 64);
}
