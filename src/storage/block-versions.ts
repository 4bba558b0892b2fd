/** The one way by which blocks change: each change is a version, written with it. */
import Dexie, { type Transaction } from "dexie";
import {
  type Block,
  type BlockVersion,
  blockSchema,
  type MemoryOrigin,
  newId,
  type RemovedSection,
} from "../schemas/index.ts";
import { toBlock, toBlockRow } from "./agents.ts";
import type { BlockRow, EngramDatabase } from "./database.ts";

/** Versions kept of a block; the oldest go first. */
export const KEPT_VERSIONS = 500;

const ofBlock = (db: EngramDatabase, blockId: string, beforeSeq: number | null) =>
  db.block_versions
    .where("[block_id+seq]")
    .between([blockId, Dexie.minKey], [blockId, beforeSeq ?? Dexie.maxKey], true, false);

/** Whether two blocks are the same in every field. */
export function isSameBlock(one: Block, other: Block): boolean {
  return JSON.stringify(blockSchema.parse(one)) === JSON.stringify(blockSchema.parse(other));
}

/**
 * Stores a block, new or changed, with the version that this makes; nothing where nothing is different. Call it in a
 * transaction over blocks and block_versions.
 *
 * @param at ISO time.
 */
export async function writeBlock(
  db: EngramDatabase,
  block: Block,
  by: MemoryOrigin,
  at: string,
): Promise<void> {
  const row = toBlockRow(block);
  const stored = await db.blocks.get(row.id);
  if (stored && isSameBlock(stored, row)) return;
  await addVersion(db, stored, toBlock(row), by, at);
  await db.blocks.put(row);
}

/** Takes a block away that no agent has any more; its versions stay, the last one saying who had it. */
export async function removeBlock(
  db: EngramDatabase,
  removed: RemovedSection,
  by: MemoryOrigin,
  at: string,
): Promise<void> {
  const stored = await db.blocks.get(removed.block_id);
  if (!stored) return;
  await addVersion(db, stored, toBlock(stored), by, at, removed);
  await db.blocks.delete(stored.id);
}

/** Removes blocks for good, with their versions. */
export async function forgetBlocks(db: EngramDatabase, ids: string[]): Promise<void> {
  await db.blocks.bulkDelete(ids);
  for (const id of ids) await ofBlock(db, id, null).delete();
}

/** A block's versions, the newest first. */
export async function listVersions(
  db: EngramDatabase,
  blockId: string,
  { beforeSeq = null, limit }: { beforeSeq?: number | null; limit: number },
): Promise<BlockVersion[]> {
  return ofBlock(db, blockId, beforeSeq).reverse().limit(limit).toArray();
}

/** What was taken off an agent's core memory and is nowhere else now: the last version of each, the newest first. */
export async function listRemoved(db: EngramDatabase, agentId: string): Promise<BlockVersion[]> {
  const versions = await db.block_versions.where("removed_from.agent_id").equals(agentId).toArray();
  const last = new Map<string, BlockVersion>();
  for (const version of versions)
    if (version.seq > (last.get(version.block_id)?.seq ?? 0)) last.set(version.block_id, version);
  const gone = [...last.values()];
  const blocks = await db.blocks.bulkGet(gone.map((version) => version.block_id));
  return gone.filter((_, index) => !blocks[index]).sort((a, b) => b.at.localeCompare(a.at));
}

async function addVersion(
  db: EngramDatabase,
  before: BlockRow | undefined,
  block: Block,
  by: MemoryOrigin,
  at: string,
  removed_from?: RemovedSection,
): Promise<void> {
  const last = await ofBlock(db, block.id, null).last();
  const seq = (last?.seq ?? 0) + 1;
  const versions: BlockVersion[] = [
    { ...versionOf(block, by, at), seq, ...(removed_from ? { removed_from } : {}) },
  ];
  // What it said before must not be lost, whoever wrote it.
  if (!last && before) {
    versions.unshift({ ...versionOf(toBlock(before), { kind: "unknown" }, at), seq });
    for (const [index, version] of versions.entries()) version.seq = seq + index;
  }
  await db.block_versions.bulkAdd(versions);
  if (seq > KEPT_VERSIONS) await ofBlock(db, block.id, seq - KEPT_VERSIONS + 1).delete();
}

function versionOf(block: Block, by: MemoryOrigin, at: string): Omit<BlockVersion, "seq"> {
  return { id: newId("version"), block_id: block.id, at, by, block };
}

/** From version 2 to 3: blocks begin their history as they are. */
export async function firstVersions(transaction: Transaction): Promise<void> {
  const at = new Date().toISOString();
  const rows: BlockRow[] = await transaction.table("blocks").toArray();
  await transaction
    .table("block_versions")
    .bulkAdd(rows.map((row) => ({ ...versionOf(toBlock(row), { kind: "unknown" }, at), seq: 1 })));
}
