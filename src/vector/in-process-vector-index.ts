import type { EngramDatabase } from "../storage/database.ts";
import { readSpace } from "../storage/vectors.ts";
import type { VectorIndex } from "./vector-index.ts";

export function createInProcessVectorIndex({ db }: { db: EngramDatabase }): VectorIndex {
  return {
    async search({ spaces, query, k }) {
      const found = [];
      for (const space of spaces) {
        const { pieces, dim } = await readSpace(db, space);
        for (const piece of pieces)
          piece.ids.forEach((id, row) => {
            let score = 0;
            for (let i = 0; i < dim; i++) score += (piece.vectors[row * dim + i] as number) * (query[i] as number);
            found.push({ id, space, score });
          });
      }
      return found.sort((a, b) => b.score - a.score).slice(0, k);
    },
    changed() {},
    close() {},
  };
}
