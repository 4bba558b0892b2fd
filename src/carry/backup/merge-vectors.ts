/** Vectors of a backup beside those that are here: only what has none is given one. */
import type { EngramDatabase, VectorChunkRow, VectorRow } from "../../storage/database.ts";
import { type NewVector, putVectors } from "../../storage/vectors.ts";
import type { MergedRows } from "./merge-backup.ts";
import type { RestoreNote } from "./restore-report.ts";

/** Vectors written at once. */
const LOT = 500;

/** The text a vector belongs to is a passage or a message. */
const isHere = async (db: EngramDatabase, ids: string[]): Promise<boolean[]> => {
  const [passages, messages] = await Promise.all([db.passages.bulkGet(ids), db.messages.bulkGet(ids)]);
  return ids.map((_, index) => passages[index] !== undefined || messages[index] !== undefined);
};

/** Ids that have a vector in a space. */
async function idsOf(db: EngramDatabase, space: string): Promise<Set<string>> {
  const ids = new Set<string>();
  await db.vector_chunks
    .where("space")
    .equals(space)
    .each((chunk) => {
      for (const id of chunk.ids) ids.add(id);
    });
  await db.vectors
    .where("space")
    .equals(space)
    .each(({ id, vector }) => {
      if (vector) ids.add(id);
      else ids.delete(id);
    });
  return ids;
}

/** A space that is merged: which ids are settled, and the newest chunk of the file that has an id. */
interface MergedSpace {
  dim: number;
  settled: Set<string>;
  newest: Map<string, number>;
  lot: NewVector[];
}

/**
 * Inside a transaction over all tables.
 *
 * @returns `other_model` where vectors of another model than the owner's could not be taken.
 */
export async function mergeVectors(db: EngramDatabase, rows: MergedRows): Promise<RestoreNote[]> {
  const notes = new Set<RestoreNote>();
  const spaces = new Map<string, MergedSpace>();
  for (const { space, dim } of rows.all("vector_spaces") as { space: string; dim: number }[]) {
    const owner = space.split("|")[0] ?? "";
    const owning = (await db.agents.get(owner)) ?? (await db.sources.get(owner));
    if (!owning) continue;
    const here = await db.vector_spaces.get(space);
    const model = owning.embedding_config?.embedding_model;
    // Who changed the model since has vectors of the other one.
    const isOther = model !== undefined && !space.endsWith(`|${model}`);
    if (isOther || (here && here.dim !== 0 && here.dim !== dim)) {
      notes.add("other_model");
      continue;
    }
    spaces.set(space, { dim, settled: await idsOf(db, space), newest: new Map(), lot: [] });
  }

  const flush = async (space: string, merged: MergedSpace) => {
    const there = await isHere(
      db,
      merged.lot.map(({ id }) => id),
    );
    await putVectors(
      db,
      space,
      merged.lot.filter((_, index) => there[index]),
    );
    merged.lot = [];
  };
  const take = async (space: string, merged: MergedSpace, id: string, vector: Float32Array) => {
    if (merged.settled.has(id)) return;
    merged.settled.add(id);
    merged.lot.push({ id, vector });
    if (merged.lot.length >= LOT) await flush(space, merged);
  };

  // The newest mention of an id wins: the log over the chunks, a later chunk over an earlier one.
  for (const part of rows.parts("vectors")) {
    for (const { space, id, vector } of part as unknown as VectorRow[]) {
      const merged = spaces.get(space);
      if (!merged) continue;
      if (vector) await take(space, merged, id, vector);
      else merged.settled.add(id);
    }
  }
  const chunks = function* () {
    for (const part of rows.parts("vector_chunks")) yield* part as unknown as VectorChunkRow[];
  };
  for (const { space, chunk, ids } of chunks()) {
    const merged = spaces.get(space);
    for (const id of merged ? ids : [])
      merged?.newest.set(id, Math.max(chunk, merged.newest.get(id) ?? Number.NEGATIVE_INFINITY));
  }
  for (const { space, chunk, ids, vectors } of chunks()) {
    const merged = spaces.get(space);
    if (!merged) continue;
    for (const [row, id] of ids.entries())
      if (merged.newest.get(id) === chunk)
        await take(space, merged, id, vectors.slice(row * merged.dim, (row + 1) * merged.dim));
  }
  for (const [space, merged] of spaces) await flush(space, merged);
  return [...notes];
}
