/**
 * An index of numbered points that proposes neighbours: it may be slow to build, fall over, or order near ties wrongly.
 * `CandidateIndex` makes exact answers of what it says.
 */
export interface PointIndex {
  /** Adds points under numbers that were never used before; `vectors` holds them one after the other. */
  add(numbers: number[], vectors: Float32Array): Promise<void>;
  /**
   * Numbers of the `count` nearest points (1 to as many as there are), nearest first. A point left out must have a dot
   * product with the query that is at most ORDER_TOLERANCE above that of any point given.
   */
  nearest(query: Float32Array, count: number): Promise<number[]>;
  /** Ends it, also where it does not answer any more. */
  close(): void;
}

/** How far a point index may err about the order of two dot products of unit vectors. */
export const ORDER_TOLERANCE = 1e-4;

/** Starts an empty index of points of a dimension. */
export type PointIndexFactory = (dim: number) => PointIndex;
