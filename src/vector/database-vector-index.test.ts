import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { EngramDatabase } from "../storage/database.ts";
import { deleteVectors, dropSpace, putVectors } from "../storage/vectors.ts";
import type { DatabaseVectorIndex } from "./database-vector-index.ts";
import { createInProcessVectorIndex, type InProcessVectorIndexOptions } from "./in-process-vector-index.ts";
import { localPoints } from "./testing/local-points.ts";
import { recall, type Sample, type SampleKind, sampleVectors } from "./testing/sample-vectors.ts";

const require = createRequire(import.meta.url);
const startPoints = localPoints(
  new WebAssembly.Module(readFileSync(require.resolve("voy-search/voy_search_bg.wasm"))),
);

const open: { db: EngramDatabase; index: DatabaseVectorIndex }[] = [];
afterEach(async () => {
  for (const { db, index } of open.splice(0)) {
    index.close();
    await db.delete();
  }
});

let databases = 0;
function setUp(options: Partial<InProcessVectorIndexOptions> = {}) {
  const db = new EngramDatabase(`vectors-${++databases}`);
  const index = createInProcessVectorIndex({ db, startPoints, ...options });
  open.push({ db, index });
  const tables = [db.vectors, db.vector_chunks, db.vector_spaces];
  return {
    db,
    index,
    put: (space: string, rows: Sample[]) => db.transaction("rw", tables, () => putVectors(db, space, rows)),
    remove: (space: string, ids: string[]) =>
      db.transaction("rw", tables, () => deleteVectors(db, space, ids)),
    drop: (space: string) => db.transaction("rw", tables, () => dropSpace(db, space)),
  };
}

const vectorOf = (rows: Sample[], at = 0) => (rows[at] as Sample).vector;

describe("search over stored vectors", () => {
  it.each<SampleKind>(["random", "clustered", "duplicates", "zeros"])(
    "has a recall of 1 for %s vectors, before and after voy-search is ready",
    async (kind) => {
      const { index, put } = setUp();
      const rows = sampleVectors(kind, 1500, 64);
      await put("a|m", rows);
      const queries = sampleVectors(kind, 15, 64, 21);
      const check = async () => {
        for (const { vector: query } of queries) {
          const found = await index.search({ spaces: ["a|m"], query, k: 10 });
          expect(found).toHaveLength(10);
          expect(recall(found, rows, query, 10)).toBe(1);
        }
      };
      await check();
      const { indexed } = await index.candidatesReady();
      expect(indexed).toBe(new Set(rows.map(({ vector }) => vector.join())).size);
      await check();
    },
  );

  it.each([33, 1000])("finds %i identical vectors", async (count) => {
    const { index, put } = setUp();
    const vector = vectorOf(sampleVectors("random", 1, 384));
    await put(
      "a|m",
      Array.from({ length: count }, (_, i) => ({ id: `copy${String(i).padStart(4, "0")}`, vector })),
    );
    for (const k of [1, 10, count, count + 5]) {
      const found = await index.search({ spaces: ["a|m"], query: vector, k });
      expect(found).toHaveLength(Math.min(k, count));
      expect(found[0]).toMatchObject({ id: "copy0000", space: "a|m" });
      expect(found[0]?.score).toBeCloseTo(1, 5);
      await index.candidatesReady();
    }
  });

  it("searches 1,024 dimensions, which voy-search would cut off", async () => {
    const { index, put } = setUp();
    const rows = sampleVectors("random", 300, 1024);
    await put("a|m", rows);
    const query = vectorOf(sampleVectors("random", 1, 1024, 3));
    expect(recall(await index.search({ spaces: ["a|m"], query, k: 10 }), rows, query, 10)).toBe(1);
    expect((await index.candidatesReady()).indexed).toBe(0);
  });

  it("searches several spaces as one, the own and those of attached sources", async () => {
    const { index, put } = setUp();
    const own = sampleVectors("random", 200, 32, 1);
    const source = sampleVectors("random", 200, 32, 2).map((row) => ({ ...row, id: `s${row.id}` }));
    await put("agent|m", own);
    await put("source|m", source);
    const query = vectorOf(sampleVectors("random", 1, 32, 3));
    const spaces = ["agent|m", "source|m", "agent|m", "empty|m"];
    const found = await index.search({ spaces, query, k: 20 });
    expect(recall(found, [...own, ...source], query, 20)).toBe(1);
    for (const { id, space } of found) expect(space).toBe(id.startsWith("s") ? "source|m" : "agent|m");
  });

  it("gives nothing for k = 0, no spaces, or an empty space", async () => {
    const { index, put } = setUp();
    const rows = sampleVectors("random", 5, 8);
    await put("a|m", rows);
    const query = vectorOf(rows);
    expect(await index.search({ spaces: ["a|m"], query, k: 0 })).toEqual([]);
    expect(await index.search({ spaces: [], query, k: 3 })).toEqual([]);
    expect(await index.search({ spaces: ["nobody|m"], query, k: 3 })).toEqual([]);
  });

  it("refuses what cannot be searched with, naming the field", async () => {
    const { index, put } = setUp();
    await put("a|m", sampleVectors("random", 5, 8));
    const ask = (query: Float32Array, k = 3) => index.search({ spaces: ["a|m"], query, k });
    const good = new Float32Array(8).fill(1);
    await expect(ask(good, -1)).rejects.toMatchObject({ code: "invalid_input", message: /k/ });
    await expect(ask(good, 1.5)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(ask(new Float32Array(8))).rejects.toMatchObject({ message: /query/ });
    await expect(ask(new Float32Array(8).fill(Number.NaN))).rejects.toMatchObject({ message: /query/ });
    await expect(ask(new Float32Array(7).fill(1))).rejects.toMatchObject({ message: /7 numbers/ });
  });
});

describe("a copy that follows", () => {
  it("sees every committed write, told of or not", async () => {
    const { index, put, remove } = setUp();
    const rows = sampleVectors("random", 400, 16);
    await put("a|m", rows.slice(0, 300));
    const query = vectorOf(rows, 350);
    const best = async () => (await index.search({ spaces: ["a|m"], query, k: 1 }))[0]?.id;
    expect(await best()).not.toBe(rows[350]?.id);
    await index.candidatesReady();
    await put("a|m", rows.slice(300));
    expect(await best()).toBe(rows[350]?.id);
    await remove("a|m", [(rows[350] as Sample).id]);
    expect(await best()).not.toBe(rows[350]?.id);
    await index.candidatesReady();
    expect(await best()).not.toBe(rows[350]?.id);
    await put("a|m", [rows[350] as Sample]);
    index.changed("a|m");
    expect(await best()).toBe(rows[350]?.id);
  });

  it("knows a space that was dropped and filled anew, with another dimension too", async () => {
    const { index, put, drop } = setUp();
    await put("a|m", sampleVectors("random", 50, 16));
    const query = vectorOf(sampleVectors("random", 1, 16, 4));
    expect(await index.search({ spaces: ["a|m"], query, k: 5 })).toHaveLength(5);
    await drop("a|m");
    expect(await index.search({ spaces: ["a|m"], query, k: 5 })).toEqual([]);
    const anew = sampleVectors("random", 20, 24, 8);
    await put("a|m", anew);
    const wider = vectorOf(anew, 3);
    expect((await index.search({ spaces: ["a|m"], query: wider, k: 1 }))[0]?.id).toBe(anew[3]?.id);
  });

  it("lets go of what is not used for a while, and loads it again", async () => {
    const { index, put } = setUp({ releaseAfterMs: 40 });
    const rows = sampleVectors("random", 100, 16);
    await put("a|m", rows);
    await index.search({ spaces: ["a|m"], query: vectorOf(rows), k: 3 });
    expect(index.memory()).toMatchObject({ spaces: 1, vectors: 100 });
    await expect.poll(() => index.memory().spaces, { timeout: 2000 }).toBe(0);
    expect(await index.search({ spaces: ["a|m"], query: vectorOf(rows), k: 3 })).toHaveLength(3);
  });

  it("folds a long log in the background without changing an answer", async () => {
    const { db, index, put } = setUp({ compactAfterMs: 10 });
    const rows = sampleVectors("clustered", 1500, 16);
    await put("a|m", rows);
    const query = vectorOf(rows, 9);
    const before = await index.search({ spaces: ["a|m"], query, k: 10 });
    await expect.poll(() => db.vector_chunks.count(), { timeout: 5000 }).toBe(1);
    expect(await db.vectors.count()).toBe(0);
    index.releaseAll();
    expect(await index.search({ spaces: ["a|m"], query, k: 10 })).toEqual(before);
  });

  it("says so where the vectors cannot be read", async () => {
    const { db, index, put } = setUp();
    await put("a|m", sampleVectors("random", 5, 8));
    db.close({ disableAutoOpen: true });
    await expect(
      index.search({ spaces: ["a|m"], query: new Float32Array(8).fill(1), k: 1 }),
    ).rejects.toMatchObject({ code: "vectors_unreadable" });
    await db.open();
  });
});
