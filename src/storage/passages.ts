import Dexie from "dexie";
import { NotFoundError, type Passage } from "../schemas/index.ts";
import { addToCount, forgetCount, readCount, writeCount } from "./counters.ts";
import type { AgentRow, EngramDatabase, PassageRow } from "./database.ts";
import { vectorTables } from "./vectors.ts";

/** The wire's passage: without its vector unless one is handed in. */
export function toPassage(row: PassageRow, embedding: Float32Array | null = null): Passage {
  const { seq: _seq, edit_seq: _edit, ...passage } = row;
  return { ...passage, embedding: embedding ? [...embedding] : null };
}

/** Tables that storing or removing passages writes to, their vectors and counts included. */
export const passageTables = (db: EngramDatabase) => [db.passages, db.counters, ...vectorTables(db)];

const ofAgent = (db: EngramDatabase, agentId: string, from: number | null, to: number | null) =>
  db.passages
    .where("[agent_id+seq]")
    .between([agentId, from ?? Dexie.minKey], [agentId, to ?? Dexie.maxKey], false, false);

/** Stores an agent's own passages, in order. Call it inside a transaction over passages and counters. */
export async function appendPassages(
  db: EngramDatabase,
  agentId: string,
  passages: Omit<PassageRow, "seq">[],
): Promise<PassageRow[]> {
  if (passages.length === 0) return [];
  const last = await ofAgent(db, agentId, null, null).last();
  const rows = passages.map((passage, index) => ({ ...passage, seq: (last?.seq ?? 0) + 1 + index }));
  await db.passages.bulkAdd(rows);
  await addToCount(db, "passages", agentId, rows.length);
  return rows;
}

/** One page of an agent's own passages, newest first; cursors are passage ids, exclusive. */
export async function listPassages(
  db: EngramDatabase,
  agentId: string,
  page: { before?: string | null; after?: string | null; limit: number },
): Promise<PassageRow[]> {
  const seqOf = async (id: string) => {
    const row = await db.passages.get(id);
    if (!row || row.agent_id !== agentId) throw new NotFoundError("passage", id);
    return row.seq;
  };
  const to = page.before ? await seqOf(page.before) : null;
  const from = page.after ? await seqOf(page.after) : null;
  return ofAgent(db, agentId, from, to).reverse().limit(page.limit).toArray();
}

/** A page of an agent's own passages, oldest first, after `afterSeq`: for walking all of them. */
export async function passagesAfter(
  db: EngramDatabase,
  agentId: string,
  afterSeq: number,
  limit: number,
): Promise<PassageRow[]> {
  return ofAgent(db, agentId, afterSeq, null).limit(limit).toArray();
}

/** Ids of all passages of an agent's own, or of a source, in order. */
export async function passageIds(db: EngramDatabase, owner: string): Promise<string[]> {
  const [ofSource, own] = await Promise.all([
    db.passages.where("[source_id+seq]").between([owner, Dexie.minKey], [owner, Dexie.maxKey]).primaryKeys(),
    ofAgent(db, owner, null, null).primaryKeys(),
  ]);
  return [...own, ...ofSource];
}

/** How many passages an agent's archival search looks through: its own, and those of its attached sources. */
export async function countSearched(
  db: EngramDatabase,
  { id, source_ids }: Pick<AgentRow, "id" | "source_ids">,
): Promise<number> {
  const counts = await Promise.all([id, ...source_ids].map((owner) => readCount(db, "passages", owner)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Passages by id; null where one is gone. */
export async function findPassages(db: EngramDatabase, ids: string[]): Promise<(PassageRow | null)[]> {
  return (await db.passages.bulkGet(ids)).map((row) => row ?? null);
}

/** Removes all passages of a source, inside the caller's transaction. Their vectors are the caller's to drop. */
export async function deletePassagesOfSource(db: EngramDatabase, sourceId: string): Promise<void> {
  await db.passages
    .where("[source_id+seq]")
    .between([sourceId, Dexie.minKey], [sourceId, Dexie.maxKey])
    .delete();
  await forgetCount(db, "passages", sourceId);
}

/** Removes all of an agent's own passages, inside the caller's transaction. Their vectors are the caller's to drop. */
export async function deletePassagesOf(db: EngramDatabase, agentId: string): Promise<void> {
  await ofAgent(db, agentId, null, null).delete();
  await forgetCount(db, "passages", agentId);
  await forgetCount(db, "edited_passages", agentId);
}

/**
 * Stores passages of an agent's own over what is there by their ids, and marks them as edited, so that indexes of their
 * texts follow. Call it inside a transaction over passages and counters.
 */
export async function putEditedPassages(
  db: EngramDatabase,
  agentId: string,
  rows: PassageRow[],
): Promise<PassageRow[]> {
  const last = await readCount(db, "edited_passages", agentId);
  const edited = rows.map((row, index) => ({ ...row, edit_seq: last + 1 + index }));
  await db.passages.bulkPut(edited);
  await writeCount(db, "edited_passages", agentId, last + edited.length);
  // The same number as before, and another mark.
  await writeCount(db, "passages", agentId, await readCount(db, "passages", agentId));
  return edited;
}

/** The last edit among an agent's passages, and which were edited after another one. */
export async function editedPassages(
  db: EngramDatabase,
  agentId: string,
  after: number,
): Promise<{ last: number; ids: string[] }> {
  return db.transaction("r", db.passages, db.counters, async () => {
    const last = await readCount(db, "edited_passages", agentId);
    if (last <= after) return { last, ids: [] };
    const ids = await db.passages
      .where("[agent_id+edit_seq]")
      .between([agentId, after], [agentId, Dexie.maxKey], false, false)
      .primaryKeys();
    return { last, ids };
  });
}

/** Passages edited after another edit, in the order of their edits. */
export async function passagesEditedAfter(
  db: EngramDatabase,
  agentId: string,
  after: number,
  limit: number,
): Promise<PassageRow[]> {
  return db.passages
    .where("[agent_id+edit_seq]")
    .between([agentId, after], [agentId, Dexie.maxKey], false, false)
    .limit(limit)
    .toArray();
}

/**
 * Puts back passages that were deleted, each in its place unless that was given away since, marked as edited. Those
 * that are there already stay as they are. Call it inside a transaction over passages and counters.
 */
export async function putBackPassages(
  db: EngramDatabase,
  agentId: string,
  rows: PassageRow[],
): Promise<PassageRow[]> {
  const there = await findPassages(
    db,
    rows.map(({ id }) => id),
  );
  const last = await ofAgent(db, agentId, null, null).last();
  let end = Math.max(last?.seq ?? 0, ...rows.map(({ seq }) => seq));
  const missing: PassageRow[] = [];
  for (const row of rows.filter((_, index) => there[index] === null)) {
    const taken = await db.passages.where("[agent_id+seq]").equals([agentId, row.seq]).count();
    missing.push(taken > 0 ? { ...row, seq: ++end } : row);
  }
  await addToCount(db, "passages", agentId, missing.length);
  return putEditedPassages(db, agentId, missing);
}

/**
 * Removes passages of an agent's own, inside the caller's transaction. Their vectors are the caller's to delete.
 *
 * @returns what was removed; ids that are not this agent's are left alone.
 */
export async function removePassages(
  db: EngramDatabase,
  agentId: string,
  ids: string[],
): Promise<PassageRow[]> {
  const found = (await findPassages(db, ids)).filter((row) => row?.agent_id === agentId) as PassageRow[];
  await db.passages.bulkDelete(found.map(({ id }) => id));
  await addToCount(db, "passages", agentId, -found.length);
  return found;
}
