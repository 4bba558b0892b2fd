import Dexie from "dexie";
import { type Message, NotFoundError } from "../schemas/index.ts";
import { addToCount, forgetCount } from "./counters.ts";
import type { EngramDatabase, MessageRow } from "./database.ts";

/** The wire's message: the row without what only storage needs. */
export function toMessage(row: MessageRow): Message {
  const { seq: _seq, ...message } = row;
  return message;
}

const ofAgent = (db: EngramDatabase, agentId: string, from: number | null, to: number | null) =>
  db.messages
    .where("[agent_id+seq]")
    .between([agentId, from ?? Dexie.minKey], [agentId, to ?? Dexie.maxKey], false, false);

/**
 * Stores messages at the end of an agent's recall memory, in the order given. Call it inside a read-write
 * transaction over messages and counters.
 */
export async function appendMessages(
  db: EngramDatabase,
  agentId: string,
  messages: Message[],
): Promise<MessageRow[]> {
  if (messages.length === 0) return [];
  const last = await ofAgent(db, agentId, null, null).last();
  const rows = messages.map((message, index) => ({
    ...message,
    agent_id: agentId,
    seq: (last?.seq ?? 0) + 1 + index,
  }));
  await db.messages.bulkAdd(rows);
  await addToCount(db, "messages", agentId, rows.length);
  return rows;
}

/** Messages by id, in the order asked for; throws NotFoundError for one that is missing. */
export async function readMessages(db: EngramDatabase, ids: string[]): Promise<MessageRow[]> {
  const rows = await db.messages.bulkGet(ids);
  return rows.map((row, index) => {
    if (!row) throw new NotFoundError("message", ids[index] as string);
    return row;
  });
}

/** One page of an agent's recall, newest first; cursors are message ids, exclusive. */
export async function listMessages(
  db: EngramDatabase,
  agentId: string,
  page: { before?: string | null; after?: string | null; limit: number },
): Promise<MessageRow[]> {
  const seqOf = async (id: string) => {
    const row = await db.messages.get(id);
    if (!row || row.agent_id !== agentId) throw new NotFoundError("message", id);
    return row.seq;
  };
  const to = page.before ? await seqOf(page.before) : null;
  const from = page.after ? await seqOf(page.after) : null;
  return ofAgent(db, agentId, from, to).reverse().limit(page.limit).toArray();
}

/** A part of the conversation between two places (exclusive), oldest first; the newest of it where `limit` cuts. */
export async function readConversation(
  db: EngramDatabase,
  agentId: string,
  part: { afterSeq: number | null; beforeSeq: number | null; limit: number },
): Promise<{ messages: MessageRow[]; has_more: boolean }> {
  const rows = await ofAgent(db, agentId, part.afterSeq, part.beforeSeq)
    .reverse()
    .limit(part.limit + 1)
    .toArray();
  return { messages: rows.slice(0, part.limit).reverse(), has_more: rows.length > part.limit };
}

const SCAN_PAGE = 500;

/** Walks an agent's recall from the newest to the oldest, a page at a time: never the whole list in memory. */
export async function* walkMessages(db: EngramDatabase, agentId: string): AsyncGenerator<MessageRow> {
  let before: number | null = null;
  for (;;) {
    const rows: MessageRow[] = await ofAgent(db, agentId, null, before).reverse().limit(SCAN_PAGE).toArray();
    yield* rows;
    const oldest = rows.at(-1);
    if (!oldest || rows.length < SCAN_PAGE) return;
    before = oldest.seq;
  }
}

/** Messages created in `[from, to)` (ISO 8601 in UTC), oldest first. */
export async function messagesBetween(
  db: EngramDatabase,
  agentId: string,
  from: string,
  to: string,
): Promise<MessageRow[]> {
  return db.messages
    .where("[agent_id+created_at]")
    .between([agentId, from], [agentId, to], true, false)
    .toArray();
}

/** Removes all of an agent's messages, inside the caller's transaction. */
export async function deleteMessagesOf(db: EngramDatabase, agentId: string): Promise<void> {
  await ofAgent(db, agentId, null, null).delete();
  await forgetCount(db, "messages", agentId);
}
