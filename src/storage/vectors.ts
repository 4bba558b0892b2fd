/**
 * Vectors on disk. New ones go, a row each, into a log (`vectors`); when the log has grown, it is folded into packed
 * chunks, so that opening 50,000 reads ten rows. A deleted vector is a row with null until the next folding. All
 * writes raise the space's version, by which every tab sees that its copy is stale.
 */
import Dexie from "dexie";
import { InvalidInputError } from "../schemas/index.ts";
import type { EngramDatabase, VectorRow } from "./database.ts";

/** Vectors of one packed chunk. */
export const CHUNK_SIZE = 5000;
/** Rows of the log from which on it is worth folding. */
export const COMPACT_ABOVE = 1000;

/** A unit vector may be off by this much. */
const UNIT_TOLERANCE = 1e-3;

export interface NewVector {
  id: string;
  vector: Float32Array;
}

/** Refuses what no search could use; brings the rest to unit length. */
function checkedVector(vector: Float32Array, dim: number): Float32Array {
  if (vector.length !== dim)
    throw new InvalidInputError("vector", `it has ${vector.length} numbers, the space has ${dim}`);
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!Number.isFinite(sum)) throw new InvalidInputError("vector", "it holds a number that is not finite");
  if (sum === 0) throw new InvalidInputError("vector", "it is all zeros");
  const norm = Math.sqrt(sum);
  return Math.abs(norm - 1) <= UNIT_TOLERANCE ? vector : vector.map((value) => value / norm);
}

async function raiseVersion(db: EngramDatabase, space: string, dim: number): Promise<void> {
  const old = await db.vector_spaces.get(space);
  await db.vector_spaces.put({ space, dim: old?.dim ?? dim, version: (old?.version ?? 0) + 1 });
}

/**
 * Adds or replaces vectors, inside the caller's transaction.
 *
 * @throws InvalidInputError for a wrong dimension, zeros, or numbers that are not finite.
 */
export async function putVectors(db: EngramDatabase, space: string, rows: NewVector[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const dim = (await db.vector_spaces.get(space))?.dim ?? first.vector.length;
  await db.vectors.bulkPut(rows.map(({ id, vector }) => ({ space, id, vector: checkedVector(vector, dim) })));
  await raiseVersion(db, space, dim);
}

/** Takes vectors out, inside the caller's transaction. Ids that are not there do no harm. */
export async function deleteVectors(db: EngramDatabase, space: string, ids: string[]): Promise<void> {
  const known = await db.vector_spaces.get(space);
  if (!known || ids.length === 0) return;
  await db.vectors.bulkPut(ids.map((id) => ({ space, id, vector: null })));
  await raiseVersion(db, space, known.dim);
}

/** Forgets a whole space, inside the caller's transaction. */
export async function dropSpace(db: EngramDatabase, space: string): Promise<void> {
  await db.vectors.where("space").equals(space).delete();
  await db.vector_chunks.where("space").equals(space).delete();
  await db.vector_spaces.delete(space);
}

/** Version of a space; 0 where it has never been written. */
export async function spaceVersion(db: EngramDatabase, space: string): Promise<number> {
  return (await db.vector_spaces.get(space))?.version ?? 0;
}

/** Vectors packed into one array, row after row. */
export interface PackedVectors {
  ids: string[];
  dim: number;
  vectors: Float32Array;
}

/** The log of a space: what was written since the last folding. Later writes to an id have replaced earlier ones. */
export async function readLog(db: EngramDatabase, space: string): Promise<VectorRow[]> {
  return db.vectors.where("space").equals(space).toArray();
}

/** Packs the rows of a log that are not deletions. */
function pack(rows: VectorRow[], dim: number): PackedVectors {
  const live = rows.filter((row): row is VectorRow & { vector: Float32Array } => row.vector !== null);
  const vectors = new Float32Array(live.length * dim);
  live.forEach((row, index) => {
    vectors.set(row.vector, index * dim);
  });
  return { ids: live.map((row) => row.id), dim, vectors };
}

/** A chunk without the rows that the log has replaced or deleted. */
function without(chunk: PackedVectors, gone: Set<string>): PackedVectors {
  if (gone.size === 0 || !chunk.ids.some((id) => gone.has(id))) return chunk;
  const keep = chunk.ids.flatMap((id, index) => (gone.has(id) ? [] : [index]));
  const vectors = new Float32Array(keep.length * chunk.dim);
  keep.forEach((from, to) => {
    vectors.set(chunk.vectors.subarray(from * chunk.dim, (from + 1) * chunk.dim), to * chunk.dim);
  });
  return { ids: keep.map((index) => chunk.ids[index] as string), dim: chunk.dim, vectors };
}

/** A space as it is at one moment: its version and all live vectors in packed pieces. */
export async function readSpace(
  db: EngramDatabase,
  space: string,
): Promise<{ version: number; dim: number; pieces: PackedVectors[] }> {
  return db.transaction("r", db.vectors, db.vector_chunks, db.vector_spaces, async () => {
    const known = await db.vector_spaces.get(space);
    if (!known) return { version: 0, dim: 0, pieces: [] };
    const log = await readLog(db, space);
    const gone = new Set(log.map((row) => row.id));
    const pieces: PackedVectors[] = [];
    // A chunk at a time: a space of 50,000 is 100 MB, and a cursor over it would hold it twice.
    const keys = await db.vector_chunks
      .where("[space+chunk]")
      .between([space, Dexie.minKey], [space, Dexie.maxKey])
      .primaryKeys();
    for (const key of keys) {
      const chunk = await db.vector_chunks.get(key);
      if (chunk) pieces.push(without(chunk, gone));
    }
    const rest = pack(log, known.dim);
    if (rest.ids.length > 0) pieces.push(rest);
    return { version: known.version, dim: known.dim, pieces };
  });
}

/** Vectors by id; null where there is none. */
export async function getVectors(
  db: EngramDatabase,
  space: string,
  ids: string[],
): Promise<(Float32Array | null)[]> {
  const logged = await db.vectors.bulkGet(ids.map((id) => [space, id] as [string, string]));
  const missing = new Map<string, number>();
  const found = logged.map((row, index) => {
    if (row) return row.vector;
    missing.set(ids[index] as string, index);
    return null;
  });
  if (missing.size > 0)
    await db.vector_chunks
      .where("space")
      .equals(space)
      .each((chunk) => {
        chunk.ids.forEach((id, row) => {
          const index = missing.get(id);
          if (index !== undefined) found[index] = chunk.vectors.slice(row * chunk.dim, (row + 1) * chunk.dim);
        });
      });
  return found;
}

/**
 * Folds a long log into chunks, in a transaction of its own; a short one stays. What the space holds does not
 * change, nor does its version.
 */
export async function compactSpace(
  db: EngramDatabase,
  space: string,
  above = COMPACT_ABOVE,
): Promise<boolean> {
  return db.transaction("rw", db.vectors, db.vector_chunks, db.vector_spaces, async () => {
    const known = await db.vector_spaces.get(space);
    if (!known || (await db.vectors.where("space").equals(space).count()) <= above) return false;
    const log = await readLog(db, space);
    const gone = new Set(log.map((row) => row.id));
    const { dim } = known;
    let last = -1;
    let room: PackedVectors | null = null;
    const chunks = await db.vector_chunks
      .where("[space+chunk]")
      .between([space, Dexie.minKey], [space, Dexie.maxKey])
      .primaryKeys();
    for (const key of chunks) {
      const chunk = await db.vector_chunks.get(key);
      if (!chunk) continue;
      const left = without(chunk, gone);
      if (left !== chunk) await db.vector_chunks.put({ space, chunk: chunk.chunk, ...left });
      last = chunk.chunk;
      room = left;
    }
    const fresh = pack(log, dim);
    let taken = 0;
    if (room && room.ids.length < CHUNK_SIZE) {
      taken = Math.min(CHUNK_SIZE - room.ids.length, fresh.ids.length);
      const vectors = new Float32Array((room.ids.length + taken) * dim);
      vectors.set(room.vectors);
      vectors.set(fresh.vectors.subarray(0, taken * dim), room.vectors.length);
      await db.vector_chunks.put({
        space,
        chunk: last,
        ids: [...room.ids, ...fresh.ids.slice(0, taken)],
        dim,
        vectors,
      });
    }
    for (let from = taken; from < fresh.ids.length; from += CHUNK_SIZE) {
      const to = Math.min(from + CHUNK_SIZE, fresh.ids.length);
      last++;
      await db.vector_chunks.put({
        space,
        chunk: last,
        ids: fresh.ids.slice(from, to),
        dim,
        vectors: fresh.vectors.slice(from * dim, to * dim),
      });
    }
    await db.vectors.where("space").equals(space).delete();
    return true;
  });
}
