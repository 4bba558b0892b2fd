import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngramDatabase } from "./database.ts";
import {
  CHUNK_SIZE,
  changesSince,
  compactSpace,
  deleteVectors,
  dropSpace,
  getVectors,
  type NewVector,
  putVectors,
  readSpace,
  type SpaceStamp,
  spaceStamps,
  spaceVersion,
  unitVector,
} from "./vectors.ts";

const SPACE = "agent|model";
let db: EngramDatabase;
let databases = 0;

beforeEach(() => {
  db = new EngramDatabase(`stored-vectors-${++databases}`);
});
afterEach(() => db.delete());

const write = (work: () => Promise<void>) =>
  db.transaction("rw", db.vectors, db.vector_chunks, db.vector_spaces, work);
const put = (rows: NewVector[], space = SPACE) => write(() => putVectors(db, space, rows));
const remove = (ids: string[]) => write(() => deleteVectors(db, SPACE, ids));

/** A vector that can be told from every other: its angle is its number. */
const vector = (n: number) => Float32Array.of(Math.cos(n), Math.sin(n));
const rowsFrom = (from: number, to: number, shift = 0): NewVector[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: `v${from + i}`, vector: vector(from + i + shift) }));

/** Everything the space holds, by id; fails on an id that comes twice. */
async function content(space = SPACE): Promise<Map<string, number[]>> {
  const all = new Map<string, number[]>();
  await readSpace(db, space, ({ ids, dim, vectors }) => {
    ids.forEach((id, row) => {
      expect(all.has(id)).toBe(false);
      all.set(id, [...vectors.subarray(row * dim, (row + 1) * dim)]);
    });
  });
  return all;
}

const stamp = async (): Promise<SpaceStamp> => (await spaceStamps(db, [SPACE]))[0] as SpaceStamp;

describe("writing", () => {
  it("scales to unit length and keeps unit vectors bit for bit", async () => {
    await put([
      { id: "long", vector: Float32Array.of(3, 4) },
      { id: "unit", vector: vector(1) },
    ]);
    const [long, unit] = await getVectors(db, SPACE, ["long", "unit"]);
    expect(long?.[0]).toBeCloseTo(0.6, 6);
    expect(long?.[1]).toBeCloseTo(0.8, 6);
    expect(unit).toEqual(vector(1));
  });

  it.each([
    ["zeros", Float32Array.of(0, 0), /zeros/],
    ["NaN", Float32Array.of(Number.NaN, 1), /not finite/],
    ["infinity", Float32Array.of(Number.POSITIVE_INFINITY, 1), /not finite/],
    ["another dimension", Float32Array.of(1, 0, 0), /3 numbers/],
  ])("refuses %s and writes nothing of the batch", async (_, bad, message) => {
    await put(rowsFrom(0, 2));
    const before = await stamp();
    await expect(put([...rowsFrom(5, 7), { id: "bad", vector: bad }])).rejects.toThrow(message);
    expect([...(await content()).keys()].sort()).toEqual(["v0", "v1"]);
    expect(await stamp()).toEqual(before);
  });

  it("does not store the buffer that a view was cut from", async () => {
    const wide = new Float32Array(10_000).fill(1);
    await put([{ id: "view", vector: unitVector(wide.subarray(0, 2)) }]);
    const row = await db.vectors.get([SPACE, "view"]);
    expect(row?.vector?.buffer.byteLength).toBe(8);
  });

  it("raises the version with each write, and forgets everything with the space", async () => {
    expect(await spaceVersion(db, SPACE)).toBe(0);
    await put(rowsFrom(0, 3));
    await put(rowsFrom(1, 2, 100));
    await remove(["v0"]);
    expect(await spaceVersion(db, SPACE)).toBe(3);
    const { generation } = await stamp();
    await put(rowsFrom(0, 1), "other");
    await write(() => dropSpace(db, SPACE));
    expect((await content()).size).toBe(0);
    expect(await spaceVersion(db, SPACE)).toBe(0);
    expect((await content("other")).size).toBe(1);
    await put([{ id: "wide", vector: Float32Array.of(1, 0, 0) }]);
    expect((await stamp()).generation).not.toBe(generation);
  });
});

describe("folding", () => {
  it("leaves a short log alone", async () => {
    await put(rowsFrom(0, 10));
    expect(await compactSpace(db, SPACE, 10)).toBe(false);
    expect(await db.vectors.count()).toBe(10);
  });

  it("keeps the content over many rounds of writes, replacements and deletions", async () => {
    const expected = new Map<string, number[]>();
    const putBoth = async (rows: NewVector[]) => {
      await put(rows);
      for (const row of rows) expected.set(row.id, [...row.vector]);
    };
    const removeBoth = async (ids: string[]) => {
      await remove(ids);
      for (const id of ids) expected.delete(id);
    };
    const check = async () => {
      const found = await content();
      expect(found.size).toBe(expected.size);
      for (const [id, numbers] of expected) expect(found.get(id)).toEqual(numbers);
    };
    for (let round = 0; round < 6; round++) {
      await putBoth(rowsFrom(round * 40, round * 40 + 60, round * 1000));
      await removeBoth(Array.from({ length: 15 }, (_, i) => `v${round * 30 + i * 2}`));
      const before = await stamp();
      await compactSpace(db, SPACE, 20);
      expect(await stamp()).toEqual(before);
      await check();
    }
    // Deletions alone, until they are folded too.
    await removeBoth([...expected.keys()].slice(0, 80));
    expect(await compactSpace(db, SPACE, 20)).toBe(true);
    expect(await db.vectors.count()).toBe(0);
    await check();
    const ids = [...expected.keys(), "gone"];
    const found = await getVectors(db, SPACE, ids);
    expect(found.map((one) => (one ? [...one] : null))).toEqual(ids.map((id) => expected.get(id) ?? null));
  });

  it("packs into full chunks", async () => {
    await put(rowsFrom(0, CHUNK_SIZE - 100));
    await compactSpace(db, SPACE);
    await put(rowsFrom(CHUNK_SIZE - 100, 2 * CHUNK_SIZE + 5));
    await compactSpace(db, SPACE);
    const sizes = (await db.vector_chunks.toArray()).map(({ ids }) => ids.length);
    expect(sizes).toEqual([CHUNK_SIZE, CHUNK_SIZE, 5]);
    expect((await content()).size).toBe(2 * CHUNK_SIZE + 5);
  });

  it("empties a space whose every vector is deleted", async () => {
    await put(rowsFrom(0, 30));
    await compactSpace(db, SPACE, 10);
    await remove(rowsFrom(0, 30).map(({ id }) => id));
    await compactSpace(db, SPACE, 10);
    expect(await db.vector_chunks.count()).toBe(0);
    expect(await db.vectors.count()).toBe(0);
    expect((await content()).size).toBe(0);
  });

  it("done twice at once, folds once", async () => {
    await put(rowsFrom(0, 30));
    const done = await Promise.all([compactSpace(db, SPACE, 10), compactSpace(db, SPACE, 10)]);
    expect(done.sort()).toEqual([false, true]);
    expect((await content()).size).toBe(30);
  });
});

describe("catching up", () => {
  it("tells a copy what was written since", async () => {
    await put(rowsFrom(0, 3));
    const copy = await stamp();
    expect((await changesSince(db, SPACE, copy))?.changes).toEqual([]);
    await put(rowsFrom(1, 2, 50));
    await remove(["v0"]);
    const since = await changesSince(db, SPACE, copy);
    expect(since?.stamp).toEqual(await stamp());
    const changes = new Map(since?.changes.map((change) => [change.id, change.vector]));
    expect(changes).toEqual(
      new Map([
        ["v1", vector(51)],
        ["v0", null],
      ]),
    );
  });

  it("reads the whole log where the recent writes were too many to remember", async () => {
    await put(rowsFrom(0, 3));
    const copy = await stamp();
    await put(rowsFrom(100, 400));
    await put(rowsFrom(400, 700));
    const since = await changesSince(db, SPACE, copy);
    const ids = new Set(since?.changes.map(({ id }) => id));
    for (const { id } of rowsFrom(100, 700)) expect(ids.has(id)).toBe(true);
  });

  it("sends a copy from before a folding, or of another generation, to read anew", async () => {
    await put(rowsFrom(0, 30));
    const copy = await stamp();
    await put(rowsFrom(30, 31));
    await compactSpace(db, SPACE, 10);
    expect(await changesSince(db, SPACE, copy)).toBeNull();
    const folded = await stamp();
    expect((await changesSince(db, SPACE, folded))?.changes).toEqual([]);
    await write(() => dropSpace(db, SPACE));
    await put(rowsFrom(0, 2));
    expect(await changesSince(db, SPACE, folded)).toBeNull();
  });
});
