/** Row memory in plain TypeScript, for browsers without WASM SIMD. */
import { grownCapacity, type RowMemory, SCORE_BLOCK } from "./row-memory.ts";

export function createPlainRowMemory(dim: number): RowMemory {
  let rows = new Float32Array(0);
  let capacity = 0;
  const out = new Float32Array(SCORE_BLOCK);
  return {
    get capacity() {
      return capacity;
    },
    get bytes() {
      return rows.byteLength + out.byteLength;
    },
    reserve(wanted) {
      if (wanted <= capacity) return;
      capacity = grownCapacity(capacity, wanted);
      const grown = new Float32Array(capacity * dim);
      grown.set(rows);
      rows = grown;
    },
    write(row, vectors) {
      rows.set(vectors, row * dim);
    },
    move(from, to) {
      rows.copyWithin(to * dim, from * dim, (from + 1) * dim);
    },
    read(row) {
      return rows.slice(row * dim, (row + 1) * dim);
    },
    scores(query, from, count) {
      const unrolledEnd = dim - (dim % 4);
      for (let row = 0; row < count; row++) {
        const start = (from + row) * dim;
        // Four sums that do not wait for each other; one would be bound by the latency of the addition.
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        let i = 0;
        for (; i < unrolledEnd; i += 4) {
          a += (query[i] as number) * (rows[start + i] as number);
          b += (query[i + 1] as number) * (rows[start + i + 1] as number);
          c += (query[i + 2] as number) * (rows[start + i + 2] as number);
          d += (query[i + 3] as number) * (rows[start + i + 3] as number);
        }
        for (; i < dim; i++) a += (query[i] as number) * (rows[start + i] as number);
        out[row] = a + b + (c + d);
      }
      return out.subarray(0, count);
    },
  };
}
