import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { CANDIDATE_MAX_ROWS, CandidateIndex, type CandidateIndexOptions } from "./candidate-index.ts";
import type { PointIndex, PointIndexFactory } from "./point-index.ts";
import { SpaceMatrix } from "./space-matrix.ts";
import { localPoints } from "./testing/local-points.ts";
import { recall, type Sample, type SampleKind, sampleVectors } from "./testing/sample-vectors.ts";

const require = createRequire(import.meta.url);
const voy = localPoints(
  new WebAssembly.Module(readFileSync(require.resolve("voy-search/voy_search_bg.wasm"))),
);

const started: CandidateIndex[] = [];
afterEach(() => {
  for (const index of started.splice(0)) index.close();
});

function indexOf(rows: Sample[], start: PointIndexFactory = voy, options: CandidateIndexOptions = {}) {
  const matrix = new SpaceMatrix(rows[0]?.vector.length ?? 0);
  for (const { id, vector } of rows) matrix.put(id, vector);
  const index = new CandidateIndex(matrix, "space", start, options);
  started.push(index);
  return { matrix, index };
}

/** voy-search with some of its calls replaced. */
function voyBut(change: (index: PointIndex, nth: number) => Partial<PointIndex>): PointIndexFactory {
  let made = 0;
  return (dim) => {
    const index = voy(dim);
    made += 1;
    return { ...index, ...change(index, made) };
  };
}

describe("a candidate index over voy-search", () => {
  it.each<SampleKind>(["random", "clustered", "duplicates", "zeros"])(
    "answers exactly or not at all for %s vectors",
    async (kind) => {
      const rows = sampleVectors(kind, 2000, 64);
      const { index } = indexOf(rows);
      await index.whenReady();
      let answered = 0;
      for (const { vector: query } of sampleVectors(kind, 20, 64, 9)) {
        const found = await index.nearest(query, 10);
        if (!found) continue;
        answered += 1;
        expect(recall(found.sorted(), rows, query, 10)).toBe(1);
      }
      // Where nearly everything ties the scan has the last word; else the index must earn its keep.
      if (kind === "random" || kind === "clustered") expect(answered).toBeGreaterThanOrEqual(15);
    },
  );

  it.each([33, 1000])("holds %i identical vectors as one point", async (count) => {
    const [other, copy] = sampleVectors("random", 2, 32) as [Sample, Sample];
    const rows = Array.from({ length: count }, (_, i) => ({ id: `copy${i}`, vector: copy.vector }));
    const { index } = indexOf([...rows, { ...other, id: "other" }, ...sampleVectors("random", 40, 32, 6)]);
    await index.whenReady();
    expect(index.points.indexed).toBe(42);
    const found = (await index.nearest(copy.vector, 12))?.sorted();
    expect(found?.every(({ id }) => id.startsWith("copy"))).toBe(true);
    expect(found).toHaveLength(12);
  });

  it("follows what is put and deleted, and is built anew before many of its points are dead", async () => {
    const rows = sampleVectors("random", 600, 32);
    const { matrix, index } = indexOf(rows);
    await index.whenReady();
    const added = sampleVectors("clustered", 50, 32, 2).map((row, i) => ({ ...row, id: `new${i}` }));
    for (const { id, vector } of added) {
      matrix.put(id, vector);
      index.put(id);
    }
    const gone = new Set(rows.slice(0, 40).map(({ id }) => id));
    const remove = (id: string) => {
      matrix.delete(id);
      index.delete(id);
    };
    for (const id of gone) remove(id);
    await index.whenReady();
    expect(index.points.dead).toBe(40);
    let live = [...rows.slice(40), ...added];
    const check = async () => {
      for (const { vector: query } of [...rows.slice(0, 10), ...added.slice(0, 10)]) {
        const found = await index.nearest(query, 10);
        if (found) expect(recall(found.sorted(), live, query, 10)).toBe(1);
      }
      const best = (await index.nearest((added[3] as Sample).vector, 1))?.sorted()[0];
      expect(best?.id).toBe("new3");
    };
    await check();
    for (const { id } of rows.slice(40, 70)) remove(id);
    live = live.slice(30);
    await index.whenReady();
    expect(index.points.dead).toBeLessThan(0.1 * index.points.indexed);
    await check();
  });

  it("gives nothing for k of 0 or of everything, and while it is not ready", async () => {
    const rows = sampleVectors("random", 100, 16);
    const { index } = indexOf(rows);
    const query = (rows[0] as Sample).vector;
    expect(await index.nearest(query, 5)).toBeNull();
    await index.whenReady();
    expect(await index.nearest(query, 5)).not.toBeNull();
    expect(await index.nearest(query, 0)).toBeNull();
    expect(await index.nearest(query, 100)).toBeNull();
  });

  it("closes itself past the size it is for", async () => {
    const rows = sampleVectors("random", CANDIDATE_MAX_ROWS, 4);
    const closed: string[] = [];
    const { matrix, index } = indexOf(rows, () => ({
      add: async () => {},
      nearest: async () => [],
      close: () => closed.push("closed"),
    }));
    await index.whenReady();
    matrix.put("one more", (sampleVectors("random", 1, 4, 3)[0] as Sample).vector);
    index.put("one more");
    expect(closed).toEqual(["closed"]);
    expect(await index.nearest((rows[0] as Sample).vector, 3)).toBeNull();
  });
});

describe("a point index that fails", () => {
  const rows = sampleVectors("random", 200, 16);
  const query = (rows[7] as Sample).vector;
  const options: CandidateIndexOptions = { answerWithinMs: 20, addWithinMs: 20, rebuildAfterMs: () => 5 };

  it.each<[string, (nth: number) => Partial<PointIndex>]>([
    ["panics when asked", () => ({ nearest: () => Promise.reject(new Error("unreachable")) })],
    ["falls silent", () => ({ nearest: () => new Promise(() => {}) })],
    ["gives fewer than asked for", () => ({ nearest: async () => [1, 2] })],
    ["gives one point twice", () => ({ nearest: async (_, count) => Array(count).fill(3) })],
    [
      "gives numbers it was never given",
      () => ({ nearest: async (_, count) => [...Array(count).keys()].map((n) => n + 9999) }),
    ],
  ])("is ended and built anew when it %s", async (_, fault) => {
    const { index } = indexOf(
      rows,
      voyBut((_index, nth) => (nth === 1 ? fault(nth) : {})),
      options,
    );
    await index.whenReady();
    expect(await index.nearest(query, 5)).toBeNull();
    expect(index.ready).toBe(false);
    await index.whenReady();
    expect((await index.nearest(query, 5))?.sorted()[0]?.id).toBe(rows[7]?.id);
  });

  it("is built anew when it panics while being filled, or cannot start", async () => {
    const faults = voyBut((_index, nth) => {
      if (nth === 1) throw new Error("no worker to be had");
      return nth < 4 ? { add: () => Promise.reject(new Error("unreachable")) } : {};
    });
    const { index } = indexOf(rows, faults, options);
    await index.whenReady();
    expect((await index.nearest(query, 5))?.sorted()[0]?.id).toBe(rows[7]?.id);
  });
});
