/**
 * Vectors on disk. A space (see `spaceOf`) is a stack of packed chunks, each one contiguous array, under a log of newer
 * writes: opening 50,000 vectors reads ten rows, and adding one writes one. The newest mention of an id wins: the log
 * over the chunks, a later chunk over an earlier one. A null in the log is a deletion. All writes raise the space's
 * version, by which every tab sees that its copy is stale; a space made anew has another generation.
 */
import Dexie from "dexie";
import { InvalidInputError } from "../schemas/errors.ts";
import type { EngramDatabase, VectorChunkRow, VectorRow, VectorSpaceRow } from "./database.ts";

/** Most vectors of a packed chunk. */
export const CHUNK_SIZE = 5000;
/** Rows of the log from which on it is worth folding; deletions are counted apart. */
export const COMPACT_ABOVE = 1000;

/** How many written ids a space remembers by version, for copies that catch up. */
const RECENT_IDS = 256;

/** Squared lengths nearer to 1 than this are float32 rounding: such a vector is stored bit for bit. */
const UNIT_TOLERANCE = 1e-6;

export interface NewVector {
  id: string;
  vector: Float32Array;
}

/** Vectors packed into one array: row `i` is `vectors[i * dim .. (i + 1) * dim]`. */
export interface PackedVectors {
  ids: string[];
  dim: number;
  vectors: Float32Array;
}

/** What happened to an id: its vector now, or null where it was deleted. */
export type VectorChange = Pick<VectorRow, "id" | "vector">;

/** What a copy in memory is a copy of. Equal stamps mean equal content. */
export interface SpaceStamp {
  /** Made with the space's first vector: versions start over when a space was dropped. Empty while there is none. */
  generation: string;
  version: number;
}

/** A space's row with what a copy in memory needs to catch up. */
interface SpaceState extends VectorSpaceRow, SpaceStamp {
  /** Version at the last folding: a copy older than this cannot catch up from the log. */
  packed_version: number;
  /** The latest writes, oldest first, without gaps in `version`. */
  recent: { version: number; ids: string[] }[];
}

/** Tables that writing vectors takes. */
export const vectorTables = (db: EngramDatabase) => [db.vectors, db.vector_chunks, db.vector_spaces];

const logOf = (db: EngramDatabase, space: string) =>
  db.vectors.where("[space+id]").between([space, Dexie.minKey], [space, Dexie.maxKey]);

const chunksOf = (db: EngramDatabase, space: string) =>
  db.vector_chunks.where("[space+chunk]").between([space, Dexie.minKey], [space, Dexie.maxKey]);

const keysOf = (space: string, ids: Iterable<string>) => [...ids].map((id): [string, string] => [space, id]);

async function readState(db: EngramDatabase, space: string): Promise<SpaceState> {
  return stateOf(space, await db.vector_spaces.get(space));
}

/** A row that did not come from here (out of a backup, say) may have no more than its type says. */
const stateOf = (space: string, row: VectorSpaceRow | undefined): SpaceState => ({
  generation: "",
  dim: 0,
  version: 0,
  packed_version: row?.version ?? 0,
  recent: [],
  space,
  ...row,
});

const writeState = (db: EngramDatabase, state: SpaceState) => db.vector_spaces.put(state);

const stampOf = ({ generation, version }: SpaceStamp): SpaceStamp => ({ generation, version });

export const sameStamp = (a: SpaceStamp, b: SpaceStamp): boolean =>
  a.version === b.version && a.generation === b.generation;

/** The state after one more write, of these ids. */
function raised(state: SpaceState, dim: number, ids: string[]): SpaceState {
  const version = state.version + 1;
  const recent = [...state.recent, { version, ids }];
  let remembered = recent.reduce((count, write) => count + write.ids.length, 0);
  while (remembered > RECENT_IDS) remembered -= recent.shift()?.ids.length ?? 0;
  return { ...state, generation: state.generation || crypto.randomUUID(), dim, version, recent };
}

/**
 * The vector at unit length: itself where it already is, a scaled copy otherwise.
 *
 * @throws InvalidInputError where a number is not finite, or the length is zero; `field` names the culprit.
 */
export function unitVector(vector: Float32Array, field = "vector"): Float32Array {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] as number) ** 2;
  // One NaN or Infinity makes the sum one too; squares of float32 do not overflow a double.
  if (!Number.isFinite(squares)) throw new InvalidInputError(field, "it holds a number that is not finite");
  if (squares === 0) throw new InvalidInputError(field, "it is all zeros");
  if (Math.abs(squares - 1) <= UNIT_TOLERANCE) return vector;
  const scale = 1 / Math.sqrt(squares);
  return vector.map((value) => value * scale);
}

/**
 * Adds or replaces vectors, scaled to unit length, inside the caller's transaction over vectors, vector_chunks and
 * vector_spaces. The first vector of a space decides its dimension.
 *
 * @throws InvalidInputError for a wrong dimension, zeros, or numbers that are not finite; nothing is written then.
 */
export async function putVectors(db: EngramDatabase, space: string, rows: NewVector[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const state = await readState(db, space);
  const dim = state.dim || first.vector.length;
  const written = rows.map(({ id, vector }): VectorRow => {
    if (vector.length !== dim)
      throw new InvalidInputError("vector", `it has ${vector.length} numbers, the space has ${dim}`, {
        hint: "Vectors of two embedding models cannot be mixed: embed the memory anew with one model.",
      });
    // A copy of exactly these numbers: a view would be stored with the whole buffer under it.
    return { space, id, vector: new Float32Array(unitVector(vector)) };
  });
  await db.vectors.bulkPut(written);
  const ids = rows.map((row) => row.id);
  await writeState(db, raised(state, dim, ids));
}

/** Takes vectors out, inside the caller's transaction. Ids that are not there do no harm. */
export async function deleteVectors(db: EngramDatabase, space: string, ids: string[]): Promise<void> {
  const state = await readState(db, space);
  if (state.dim === 0 || ids.length === 0) return;
  await db.vectors.bulkPut(ids.map((id) => ({ space, id, vector: null })));
  await writeState(db, raised(state, state.dim, ids));
}

/** Forgets a whole space, inside the caller's transaction. It may be filled again, with any dimension. */
export async function dropSpace(db: EngramDatabase, space: string): Promise<void> {
  await logOf(db, space).delete();
  await chunksOf(db, space).delete();
  await db.vector_spaces.delete(space);
}

/**
 * Fills a new space with vectors of another one, as they are, inside the caller's transaction.
 *
 * @param idOf the id of a copy; null for a vector that is not copied.
 */
export async function copySpace(
  db: EngramDatabase,
  from: string,
  to: string,
  idOf: (id: string) => string | null,
): Promise<void> {
  const pieces: PackedVectors[] = [];
  await readSpace(db, from, (piece) => pieces.push(withOnly(piece, (id) => idOf(id) !== null)));
  let chunk = 0;
  for (const { ids, dim, vectors } of pieces)
    for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
      const end = start + CHUNK_SIZE;
      await db.vector_chunks.put({
        space: to,
        chunk: chunk++,
        ids: ids.slice(start, end).map((id) => idOf(id) as string),
        dim,
        vectors: vectors.slice(start * dim, end * dim),
      });
    }
  if (chunk === 0) return;
  const state = stateOf(to, { space: to, dim: pieces[0]?.dim ?? 0, version: 1 });
  await writeState(db, { ...state, generation: crypto.randomUUID() });
}

/** Version of a space; 0 where it has never been written. @public */
export async function spaceVersion(db: EngramDatabase, space: string): Promise<number> {
  return (await db.vector_spaces.get(space))?.version ?? 0;
}

/** Stamps of several spaces in one read, in their order. */
export async function spaceStamps(db: EngramDatabase, spaces: string[]): Promise<SpaceStamp[]> {
  const rows = await db.vector_spaces.bulkGet(spaces);
  return rows.map((row, index) => stampOf(stateOf(spaces[index] as string, row)));
}

const isWritten = (row: VectorRow): row is VectorRow & { vector: Float32Array } => row.vector !== null;

/** Packs vectors, after those of `begun`. */
function pack(rows: NewVector[], dim: number, begun?: PackedVectors): PackedVectors {
  const from = begun?.ids.length ?? 0;
  const vectors = new Float32Array((from + rows.length) * dim);
  if (begun) vectors.set(begun.vectors);
  rows.forEach((row, index) => {
    vectors.set(row.vector, (from + index) * dim);
  });
  return { ids: [...(begun?.ids ?? []), ...rows.map((row) => row.id)], dim, vectors };
}

/** A chunk with only the rows whose ids pass. */
function withOnly(chunk: PackedVectors, passes: (id: string) => boolean): PackedVectors {
  const { ids, dim, vectors } = chunk;
  const keep = ids.flatMap((id, row) => (passes(id) ? [row] : []));
  if (keep.length === ids.length) return { ids, dim, vectors };
  const kept = new Float32Array(keep.length * dim);
  keep.forEach((from, to) => {
    kept.set(vectors.subarray(from * dim, (from + 1) * dim), to * dim);
  });
  return { ids: keep.map((row) => ids[row] as string), dim, vectors: kept };
}

/**
 * Hands every live vector of a space to `onPiece`, each id once, in no promised order and a piece at a time: a space of
 * 50,000 is 100 MB. All of it is one moment's state, read in one transaction, so `onPiece` must be synchronous.
 *
 * @returns what was read; follow it from there with `changesSince`.
 */
export async function readSpace(
  db: EngramDatabase,
  space: string,
  onPiece: (piece: PackedVectors) => void,
): Promise<SpaceStamp> {
  return db.transaction("r", vectorTables(db), async () => {
    const state = await readState(db, space);
    const log = await logOf(db, space).toArray();
    const seen = new Set(log.map((row) => row.id));
    const written = log.filter(isWritten);
    if (written.length > 0) onPiece(pack(written, state.dim));
    for (const key of (await chunksOf(db, space).primaryKeys()).reverse()) {
      const chunk = (await db.vector_chunks.get(key)) as VectorChunkRow;
      const piece = withOnly(chunk, (id) => !seen.has(id));
      for (const id of piece.ids) seen.add(id);
      if (piece.ids.length > 0) onPiece(piece);
    }
    return stampOf(state);
  });
}

/**
 * What was written to a space since a copy of it was made. Later writes to an id have replaced earlier ones.
 *
 * @returns null where the log does not reach back that far: read the space anew.
 */
export async function changesSince(
  db: EngramDatabase,
  space: string,
  copy: SpaceStamp,
): Promise<{ stamp: SpaceStamp; changes: VectorChange[] } | null> {
  return db.transaction("r", vectorTables(db), async () => {
    const state = await readState(db, space);
    const stamp = stampOf(state);
    if (sameStamp(stamp, copy)) return { stamp, changes: [] };
    if (stamp.generation !== copy.generation) return null;
    if (copy.version > stamp.version || copy.version < state.packed_version) return null;
    const writes = state.recent.filter((write) => write.version > copy.version);
    if (writes[0]?.version !== copy.version + 1) return { stamp, changes: await logOf(db, space).toArray() };
    const ids = new Set(writes.flatMap((write) => write.ids));
    const rows = await db.vectors.bulkGet(keysOf(space, ids));
    const changes = rows.filter((row) => row !== undefined);
    return changes.length === ids.size ? { stamp, changes } : null;
  });
}

/** Vectors by id; null where there is none. Those not in the log cost a read of the chunks, newest first. @public */
export async function getVectors(
  db: EngramDatabase,
  space: string,
  ids: string[],
): Promise<(Float32Array | null)[]> {
  const found = new Map<string, Float32Array>();
  await db.transaction("r", vectorTables(db), async () => {
    const missing = new Set(ids);
    for (const row of await db.vectors.bulkGet(keysOf(space, missing))) {
      if (!row) continue;
      missing.delete(row.id);
      if (row.vector) found.set(row.id, row.vector);
    }
    if (missing.size === 0) return;
    for (const key of (await chunksOf(db, space).primaryKeys()).reverse()) {
      const { ids: chunkIds, dim, vectors } = (await db.vector_chunks.get(key)) as VectorChunkRow;
      chunkIds.forEach((id, row) => {
        if (missing.delete(id)) found.set(id, vectors.slice(row * dim, (row + 1) * dim));
      });
      if (missing.size === 0) return;
    }
  });
  return ids.map((id) => found.get(id) ?? null);
}

/**
 * Folds a long log into chunks, in a transaction of its own; a short one stays. Two tabs at once do it one after the
 * other, and the second finds nothing to do. What the space holds does not change, nor does its version. It moves
 * tens of megabytes: call it from a worker.
 *
 * @returns whether there was something to fold.
 */
export async function compactSpace(
  db: EngramDatabase,
  space: string,
  above = COMPACT_ABOVE,
): Promise<boolean> {
  return db.transaction("rw", vectorTables(db), async () => {
    if ((await logOf(db, space).count()) <= above) return false;
    const state = await readState(db, space);
    const log = await logOf(db, space).toArray();
    const written = log.filter(isWritten);
    // Deletions stay in the log until they are many: finding their rows means reading every chunk.
    const rewrite = log.length - written.length > above;
    if (!rewrite && written.length <= above) return false;
    if (rewrite) {
      await rewriteChunks(db, space, new Set(log.map((row) => row.id)));
      await logOf(db, space).delete();
    }
    await appendChunks(db, space, state.dim, written);
    if (!rewrite) {
      const folded = written.map((row) => row.id);
      await db.vectors.bulkDelete(keysOf(space, folded));
    }
    await writeState(db, { ...state, packed_version: state.version, recent: [] });
    return true;
  });
}

/** Fills up the last chunk, then adds new ones. */
async function appendChunks(
  db: EngramDatabase,
  space: string,
  dim: number,
  rows: NewVector[],
): Promise<void> {
  const lastKey = (await chunksOf(db, space).primaryKeys()).at(-1);
  const last = lastKey && (await db.vector_chunks.get(lastKey));
  const fresh = new Set(rows.map((row) => row.id));
  let chunk = last ? last.chunk + 1 : 0;
  let begun: PackedVectors | undefined;
  if (last && last.ids.length < CHUNK_SIZE) {
    begun = withOnly(last, (id) => !fresh.has(id));
    chunk = last.chunk;
  }
  for (let from = 0; from < rows.length; chunk++) {
    const to = from + CHUNK_SIZE - (begun?.ids.length ?? 0);
    await db.vector_chunks.put({ space, chunk, ...pack(rows.slice(from, to), dim, begun) });
    begun = undefined;
    from = to;
  }
}

/** Packs the chunks anew without the `replaced` ids, and with only the newest row of each id. */
async function rewriteChunks(db: EngramDatabase, space: string, replaced: Set<string>): Promise<void> {
  const keys = await chunksOf(db, space).primaryKeys();
  const newest = new Map<string, number>();
  for (const key of keys) {
    for (const id of ((await db.vector_chunks.get(key)) as VectorChunkRow).ids) newest.set(id, key[1]);
  }
  // In place and a chunk at a time: what is written never overtakes what is read, for it is never more.
  let written = 0;
  let pieces: PackedVectors[] = [];
  let waiting = 0;
  const flush = async () => {
    const dim = pieces[0]?.dim ?? 0;
    const vectors = new Float32Array(waiting * dim);
    let at = 0;
    for (const piece of pieces) {
      vectors.set(piece.vectors, at);
      at += piece.vectors.length;
    }
    const ids = pieces.flatMap((piece) => piece.ids);
    await db.vector_chunks.put({ space, chunk: (keys[written] as [string, number])[1], ids, dim, vectors });
    written += 1;
    pieces = [];
    waiting = 0;
  };
  for (const key of keys) {
    const chunk = (await db.vector_chunks.get(key)) as VectorChunkRow;
    const piece = withOnly(chunk, (id) => newest.get(id) === key[1] && !replaced.has(id));
    if (waiting + piece.ids.length > CHUNK_SIZE) await flush();
    pieces.push(piece);
    waiting += piece.ids.length;
  }
  if (waiting > 0) await flush();
  await db.vector_chunks.bulkDelete(keys.slice(written));
}
