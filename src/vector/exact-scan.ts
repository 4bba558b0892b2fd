import type { BestMatches } from "./best-matches.ts";
import type { CoarseRows } from "./coarse-rows.ts";
import { LargestNumbers } from "./largest-numbers.ts";
import { SCORE_BLOCK } from "./row-memory.ts";
import type { SpaceMatrix } from "./space-matrix.ts";

/** From this many rows on, two looks are quicker than one: before, all of it is in the processor's cache anyway. */
export const COARSE_MIN_ROWS = 4096;

/** Offers every vector of a space that can be among the best: the truth that every other index is measured by. */
export function exactScan(matrix: SpaceMatrix, space: string, query: Float32Array, best: BestMatches): void {
  const worthIt = matrix.size >= COARSE_MIN_ROWS && best.k < matrix.size;
  const coarse = worthIt ? matrix.coarse() : null;
  if (coarse) scanInTwoLooks(matrix, coarse, space, query, best);
  else scanRows(matrix, space, query, best);
}

function scanRows(matrix: SpaceMatrix, space: string, query: Float32Array, best: BestMatches): void {
  let threshold = best.threshold;
  for (let from = 0; from < matrix.size; from += SCORE_BLOCK) {
    const scores = matrix.scores(query, from, Math.min(SCORE_BLOCK, matrix.size - from));
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] as number;
      if (score < threshold) continue;
      best.offer(score, matrix.idAt(from + i), space);
      threshold = best.threshold;
    }
  }
}

/** First the estimates; then the exact score of each row that, at its estimate's best, is not below the k-th at its worst. */
function scanInTwoLooks(
  matrix: SpaceMatrix,
  coarse: CoarseRows,
  space: string,
  query: Float32Array,
  best: BestMatches,
): void {
  const { size } = matrix;
  const { estimate, error } = coarse.estimates(query, size);
  const atWorst = new LargestNumbers(best.k);
  for (let row = 0; row < size; row++) atWorst.offer((estimate[row] as number) - (error[row] as number));
  let threshold = Math.max(best.threshold, atWorst.kth);
  for (let row = 0; row < size; row++) {
    if ((estimate[row] as number) + (error[row] as number) < threshold) continue;
    const score = matrix.scores(query, row, 1)[0] as number;
    best.offer(score, matrix.idAt(row), space);
    threshold = Math.max(threshold, best.threshold);
  }
}
