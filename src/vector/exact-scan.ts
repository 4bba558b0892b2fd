import type { BestMatches } from "./best-matches.ts";
import { SCORE_BLOCK } from "./row-memory.ts";
import type { SpaceMatrix } from "./space-matrix.ts";

/** Offers every vector of a space to `best`: the truth that every other index is measured by. */
export function exactScan(matrix: SpaceMatrix, space: string, query: Float32Array, best: BestMatches): void {
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
