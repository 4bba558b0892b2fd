import { z } from "zod";

/** What a search goes by: the words themselves, likeness of meaning, or both. */
export const SEARCH_MODES = ["hybrid", "words", "meaning"] as const;
export const searchModeSchema = z.enum(SEARCH_MODES);
export type SearchMode = z.infer<typeof searchModeSchema>;

/** What measures best (docs/retrieval.md). */
export const DEFAULT_SEARCH_MODE: SearchMode = "hybrid";

/** Why something was found. */
export interface FoundBy {
  /** The question's own words that are in it, in whatever form. */
  words: string[];
  /** Whether words that stand beside it, in the passage before or after, helped to find it. */
  beside: boolean;
  /** Cosine to the question, -1 to 1; null where meaning was not looked at, or it is not among the nearest. */
  meaning: number | null;
}

/** What a search could go by in the end. */
export interface SearchReach {
  words: boolean;
  meaning: boolean;
  /** What was not looked at, and why; null where all was. */
  notice: string | null;
}
