import { InvalidInputError } from "../schemas/errors.ts";
import { unitVector } from "../storage/vectors.ts";
import type { VectorSearch } from "./vector-index.ts";

/**
 * The search with its query at unit length and each space once.
 *
 * @throws InvalidInputError where k is not a whole number from 0 on, or the query is empty, all zeros, or not finite.
 */
export function checkedSearch({ spaces, query, k }: VectorSearch): VectorSearch {
  if (!Number.isSafeInteger(k) || k < 0)
    throw new InvalidInputError("k", `it must be a whole number from 0 on, not ${k}`);
  return { spaces: [...new Set(spaces)], query: unitVector(query, "query"), k };
}
