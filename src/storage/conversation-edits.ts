import Dexie from "dexie";
import type { ConversationEdit, Message } from "../schemas/index.ts";
import { addToCount, readCount, writeCount } from "./counters.ts";
import type { ConversationEditRow, EngramDatabase, MessageRow, UndoneMessageRow } from "./database.ts";

/** The wire's edit: the row without what only undoing it needs. */
export function toConversationEdit(row: ConversationEditRow): ConversationEdit {
  const { id, agent_id, created_at, kind, message_ids, blocks, kept_blocks, passages } = row;
  return { id, agent_id, created_at, kind, message_ids, blocks, kept_blocks, passages };
}

const ofAgent = (db: EngramDatabase, agentId: string) =>
  db.conversation_edits.where("[agent_id+number]").between([agentId, Dexie.minKey], [agentId, Dexie.maxKey]);

/** Edits of an agent's conversation that can be undone, the newest first. */
export function listConversationEdits(
  db: EngramDatabase,
  agentId: string,
  limit: number,
): Promise<ConversationEditRow[]> {
  return ofAgent(db, agentId).reverse().limit(limit).toArray();
}

export async function nextEditNumber(db: EngramDatabase, agentId: string): Promise<number> {
  return ((await ofAgent(db, agentId).last())?.number ?? 0) + 1;
}

/** The messages that an edit took out of the conversation, in its order. */
export async function undoneMessages(db: EngramDatabase, editId: string): Promise<UndoneMessageRow[]> {
  return db.undone_messages.where("edit_id").equals(editId).sortBy("seq");
}

/**
 * Moves messages out of recall memory, so that nothing finds them there, their places kept. Call it in a transaction
 * over messages, undone_messages and counters.
 */
export async function moveOut(
  db: EngramDatabase,
  agentId: string,
  rows: MessageRow[],
  edit_id: string,
): Promise<void> {
  const places = rows.map(({ seq }) => seq);
  await writeCount(
    db,
    "last_place",
    agentId,
    Math.max(await readCount(db, "last_place", agentId), ...places),
  );
  await db.messages.bulkDelete(rows.map(({ id }) => id));
  await db.undone_messages.bulkAdd(rows.map((row) => ({ ...row, edit_id })));
  await addToCount(db, "messages", agentId, -rows.length);
}

/** Moves the messages of an edit back to their places. Call it in the same kind of transaction. */
export async function moveBack(db: EngramDatabase, agentId: string, editId: string): Promise<Message[]> {
  const rows = await undoneMessages(db, editId);
  const first = rows[0];
  if (!first) return [];
  await db.undone_messages.bulkDelete(rows.map(({ id }) => id));
  await db.messages.bulkAdd(rows.map(({ edit_id: _edit, ...row }) => row));
  await addToCount(db, "messages", agentId, rows.length);
  // What was not embedded when it went must not be passed over.
  const embedded = await readCount(db, "embedded_messages", agentId);
  if (embedded >= first.seq) await writeCount(db, "embedded_messages", agentId, first.seq - 1);
  return rows;
}

/** Forgets all that is kept for taking back, inside the caller's transaction. */
export async function forgetEditsOf(db: EngramDatabase, agentId: string): Promise<void> {
  await ofAgent(db, agentId).delete();
  await db.undone_messages
    .where("[agent_id+seq]")
    .between([agentId, Dexie.minKey], [agentId, Dexie.maxKey])
    .delete();
  await db.step_effects.where("agent_id").equals(agentId).delete();
  await db.folds.where("agent_id").equals(agentId).delete();
}
