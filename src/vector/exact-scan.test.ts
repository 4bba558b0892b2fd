import { describe, expect, it } from "vitest";
import { BestMatches } from "./best-matches.ts";
import { COARSE_MIN_ROWS, exactScan } from "./exact-scan.ts";
import { createPlainRowMemory } from "./plain-row-memory.ts";
import { createSimdRowMemory, hasSimd } from "./simd-row-memory.ts";
import { SpaceMatrix } from "./space-matrix.ts";
import { bruteForce, recall, type Sample, type SampleKind, sampleVectors } from "./testing/sample-vectors.ts";

const KINDS: SampleKind[] = ["random", "clustered", "duplicates", "zeros"];

function matrixOf(rows: Sample[], memory?: typeof createPlainRowMemory): SpaceMatrix {
  const matrix = new SpaceMatrix(rows[0]?.vector.length ?? 0, memory);
  for (const { id, vector } of rows) matrix.put(id, vector);
  return matrix;
}

function scan(matrix: SpaceMatrix, query: Float32Array, k: number) {
  const best = new BestMatches(k);
  exactScan(matrix, "space", query, best);
  return best.sorted();
}

it("has SIMD here, so that what is tested is what runs in a browser", () => {
  expect(hasSimd()).toBe(true);
});

describe.each([
  ["plain TypeScript", createPlainRowMemory],
  ["WASM SIMD", createSimdRowMemory],
] as const)("in %s", (_, memory) => {
  it.each(KINDS)("finds the ten best of %s vectors", (kind) => {
    const rows = sampleVectors(kind, 1000, 48);
    const matrix = matrixOf(rows, memory);
    for (const { vector: query } of sampleVectors(kind, 20, 48, 99))
      expect(recall(scan(matrix, query, 10), rows, query, 10)).toBe(1);
  });

  it.each([1, 3, 15, 16, 17, 384, 1024, 1536])("scores %i dimensions like double precision does", (dim) => {
    const rows = sampleVectors("random", 40, dim);
    const query = (sampleVectors("random", 1, dim, 5)[0] as Sample).vector;
    const found = scan(matrixOf(rows, memory), query, 40);
    const truth = new Map(bruteForce(rows, query, 40).map(({ id, score }) => [id, score]));
    expect(found).toHaveLength(40);
    for (const { id, score } of found) expect(score).toBeCloseTo(truth.get(id) as number, 5);
  });

  it("follows deletions and replacements without leaving holes", () => {
    const rows = sampleVectors("random", 300, 32);
    const matrix = matrixOf(rows, memory);
    const gone = rows.filter((_, index) => index % 3 === 0);
    for (const { id } of gone) expect(matrix.delete(id)).toBe(true);
    expect(matrix.delete("nobody")).toBe(false);
    const left = rows.filter((_, index) => index % 3 !== 0);
    const replaced = sampleVectors("random", 1, 32, 77)[0] as Sample;
    const first = left[0] as Sample;
    matrix.put(first.id, replaced.vector);
    left[0] = { id: first.id, vector: replaced.vector };
    expect(matrix.size).toBe(left.length);
    for (const { vector: query } of rows.slice(0, 20))
      expect(recall(scan(matrix, query, 10), left, query, 10)).toBe(1);
    expect(scan(matrix, replaced.vector, 1)[0]?.id).toBe(first.id);
  });
});

describe("with a coarse look first", () => {
  const count = COARSE_MIN_ROWS + 500;

  it.each(KINDS)("gives the very same answer for %s vectors", (kind) => {
    const rows = sampleVectors(kind, count, 64);
    const matrix = matrixOf(rows);
    const plain = matrixOf(rows, createPlainRowMemory);
    expect(matrix.coarse()).not.toBeNull();
    for (const { vector: query } of sampleVectors(kind, 15, 64, 7)) {
      const coarse = scan(matrix, query, 10);
      expect(recall(coarse, rows, query, 10)).toBe(1);
      // Every row, each looked at closely: the answer that the short cut must not change.
      const all = scan(plain, query, plain.size).slice(0, 10);
      const scores = (matches: { score: number }[]) => matches.map(({ score }) => score.toFixed(5));
      expect(scores(coarse)).toEqual(scores(all));
    }
  });

  it("stays right while rows come, change and go", () => {
    const rows = sampleVectors("clustered", count + 400, 40);
    const matrix = matrixOf(rows.slice(0, count));
    scan(matrix, (rows[0] as Sample).vector, 1); // the bytes exist from here on
    for (const { id, vector } of rows.slice(count)) matrix.put(id, vector);
    const fresh = sampleVectors("random", 100, 40, 3);
    fresh.forEach(({ vector }, index) => {
      const row = rows[index * 7] as Sample;
      row.vector = vector;
      matrix.put(row.id, vector);
    });
    const gone = new Set(rows.filter((_, index) => index % 11 === 5).map(({ id }) => id));
    for (const id of gone) matrix.delete(id);
    const left = rows.filter(({ id }) => !gone.has(id));
    for (const { vector: query } of [...fresh.slice(0, 10), ...sampleVectors("clustered", 10, 40, 8)])
      expect(recall(scan(matrix, query, 10), left, query, 10)).toBe(1);
  });
});
