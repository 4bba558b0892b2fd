import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { dot, type Sample, type SampleKind, sampleVectors } from "./testing/sample-vectors.ts";
import { VOY_DIM, VoyPoints } from "./voy-points.ts";

const require = createRequire(import.meta.url);
const module = new WebAssembly.Module(readFileSync(require.resolve("voy-search/voy_search_bg.wasm")));

function pointsOf(rows: Sample[]): VoyPoints {
  const dim = rows[0]?.vector.length ?? 0;
  const points = new VoyPoints(module, dim);
  for (let from = 0; from < rows.length; from += 500) {
    const batch = rows.slice(from, from + 500);
    const vectors = new Float32Array(batch.length * dim);
    batch.forEach(({ vector }, row) => {
      vectors.set(vector, row * dim);
    });
    points.add(
      batch.map((_, row) => from + row),
      vectors,
    );
  }
  return points;
}

describe("voy-search behind its guards", () => {
  it.each<SampleKind>(["random", "clustered", "zeros"])(
    "proposes the nearest of %s vectors, up to ties",
    (kind) => {
      const rows = sampleVectors(kind, 1500, 96);
      const points = pointsOf(rows);
      for (const { vector: query } of sampleVectors(kind, 10, 96, 4)) {
        const numbers = points.nearest(query, 20);
        expect(new Set(numbers).size).toBe(20);
        const scores = rows.map(({ vector }) => dot(vector, query)).sort((a, b) => b - a);
        const found = numbers.map((number) => dot((rows[number] as Sample).vector, query));
        expect(Math.min(...found)).toBeGreaterThanOrEqual((scores[19] as number) - 1e-4);
      }
    },
  );

  it("takes 1,000 points that are all the same, where the tree alone panics at 33", () => {
    const { vector } = sampleVectors("random", 1, 128)[0] as Sample;
    const points = pointsOf(Array.from({ length: 1000 }, (_, index) => ({ id: `d${index}`, vector })));
    expect(new Set(points.nearest(vector, 10)).size).toBe(10);
  });

  it("refuses what would be answered with nonsense or a panic", () => {
    const points = pointsOf(sampleVectors("random", 50, 16));
    const query = new Float32Array(16).fill(0.25);
    for (const count of [0, -1, 51, 1.5, Number.NaN])
      expect(() => points.nearest(query, count)).toThrow(RangeError);
    expect(() => points.nearest(new Float32Array(16).fill(Number.NaN), 1)).toThrow(RangeError);
    expect(() => points.nearest(new Float32Array(15), 1)).toThrow(RangeError);
    expect(() => new VoyPoints(module, VOY_DIM + 1)).toThrow(RangeError);
    expect(points.nearest(query, 50)).toHaveLength(50);
  });

  it("keeps several indexes apart, also after one of them panicked", () => {
    const rows = sampleVectors("random", 60, 16);
    const one = pointsOf(rows.slice(0, 30));
    const other = pointsOf(rows);
    const query = (rows[45] as Sample).vector;
    expect(other.nearest(query, 1)).toEqual([45]);
    expect(one.nearest(query, 30).every((number) => number < 30)).toBe(true);
    // A number that is not one reaches the tree as null, which its Rust refuses.
    expect(() => one.add([99], new Float32Array(16).fill(Number.NaN))).toThrow();
    expect(other.nearest(query, 1)).toEqual([45]);
  });
});
