/** The one interface to search by words, and by words and meaning together; the worker behind it is in this folder. */

/** What is searched: an owner's passages, or what was said with an agent. */
export interface TextSpace {
  list: "passages" | "messages";
  /** Agent or source. */
  owner: string;
}

export interface NearestText {
  id: string;
  /** Cosine, -1 to 1. */
  score: number;
}

export interface TextQuery {
  /** Searched together: an agent's own and its attached sources'. */
  spaces: TextSpace[];
  query: string;
  /** The nearest in meaning, as a vector index gives them; without them words alone decide. */
  nearest?: NearestText[];
  /** How many at most; 0 gives none. */
  k: number;
}

export interface TextMatch {
  id: string;
  /** 0 to 1. */
  score: number;
  /** Share of the question's words found in it or beside it, weighted by how rare they are; 0 to 1. */
  words: number;
  /** Cosine, where it is among the nearest; -1 to 1. */
  meaning: number | null;
}

export interface TextMatches {
  matches: TextMatch[];
  /** False while an index is being built: not every text was looked at. */
  complete: boolean;
}

/**
 * Finds texts by their words (BM25), fused with likeness of meaning where that is handed in. The truth is in storage;
 * an index is built in the background, follows the list it was made of, and is kept on disk.
 */
export interface TextSearch {
  /** Sees every write committed before the call, but for what `complete` tells. */
  search(query: TextQuery): Promise<TextMatches>;
  /** Builds what is not built yet, without waiting for a question. */
  prepare(spaces: TextSpace[]): Promise<void>;
  /** Ends the worker. */
  close(): void;
}

/** Name of a space on disk. */
export const nameOf = ({ list, owner }: TextSpace): string => `${list}|${owner}`;
