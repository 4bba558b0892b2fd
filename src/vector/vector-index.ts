/** The one interface to vector search; the workers behind it are in this folder. */

export interface VectorMatch {
  id: string;
  space: string;
  /** Cosine, -1 to 1. */
  score: number;
}

export interface VectorSearch {
  /** Spaces searched together: an agent's own and its attached sources'. All of one model and dimension. */
  spaces: string[];
  query: Float32Array;
  /** How many at most; 0 gives none. */
  k: number;
}

/**
 * Finds the nearest vectors by cosine. The truth is in storage (`storage/vectors.ts`); the index is a copy in
 * memory that is loaded when first asked, follows the space's version, and is let go when unused.
 */
export interface VectorIndex {
  search(search: VectorSearch): Promise<VectorMatch[]>;
  /** Tells that storage changed after a commit, so that the copy follows without reading everything again. */
  changed(space: string): void;
  /** Ends the workers. */
  close(): void;
}

/** Name of the space of an agent's or a source's passages under one embedding model. */
export function spaceOf(owner: string, embeddingModel: string): string {
  return `${owner}|${embeddingModel}`;
}
