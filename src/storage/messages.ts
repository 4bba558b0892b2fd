import Dexie from "dexie";
import { type Message, NotFoundError } from "../schemas/index.ts";
import { forgetCount, readCount, writeCount } from "./counters.ts";
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

/** Where an agent's recall memory ends: the place of its newest message, and how many there are. */
export interface MessageEnd {
  seq: number;
  count: number;
}

export async function readMessageEnd(db: EngramDatabase, agentId: string): Promise<MessageEnd> {
  const [last, count, taken] = await Promise.all([
    ofAgent(db, agentId, null, null).last(),
    readCount(db, "messages", agentId),
    // The last messages may have been taken back: they keep their places.
    readCount(db, "last_place", agentId),
  ]);
  return { seq: Math.max(last?.seq ?? 0, taken), count };
}

/**
 * Stores messages at the end of an agent's recall memory, in the order given. Call it inside a read-write
 * transaction over messages and counters; `end` saves reading it where that transaction did.
 */
export async function appendMessages(
  db: EngramDatabase,
  agentId: string,
  messages: Message[],
  end?: MessageEnd,
): Promise<MessageRow[]> {
  if (messages.length === 0) return [];
  const { seq, count } = end ?? (await readMessageEnd(db, agentId));
  const rows = messages.map((message, index) => ({
    ...message,
    agent_id: agentId,
    seq: seq + 1 + index,
  }));
  await Promise.all([db.messages.bulkAdd(rows), writeCount(db, "messages", agentId, count + rows.length)]);
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

/** How many messages outside the context a range may bring along, before single reads are cheaper. */
const STRAY_MESSAGES = 50;

/**
 * The messages of an agent's context, in the order asked for. A context is mostly one stretch of the conversation, which
 * is read in one request; only what lies elsewhere (the system message) is read by id.
 *
 * @throws NotFoundError for one that is missing.
 */
export async function readContext(db: EngramDatabase, agentId: string, ids: string[]): Promise<MessageRow[]> {
  const [system, from] = await db.messages.bulkGet(ids.slice(0, 2));
  if (!system || !from) return readMessages(db, ids);
  const stretch = await ofAgent(db, agentId, from.seq - 1, null)
    .limit(ids.length + STRAY_MESSAGES)
    .toArray();
  const known = new Map([system, ...stretch].map((row) => [row.id, row]));
  const others = await readMessages(
    db,
    ids.filter((id) => !known.has(id)),
  );
  for (const row of others) known.set(row.id, row);
  return ids.map((id) => known.get(id) as MessageRow);
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

/** Ids of all of an agent's messages, in order. */
export function messageIds(db: EngramDatabase, agentId: string): Promise<string[]> {
  return ofAgent(db, agentId, null, null).primaryKeys();
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

/** Messages after a place, oldest first: for walking all of them. */
export async function messagesAfter(
  db: EngramDatabase,
  agentId: string,
  afterSeq: number,
  limit: number,
): Promise<MessageRow[]> {
  return ofAgent(db, agentId, afterSeq, null).limit(limit).toArray();
}

/** Removes all of an agent's messages, inside the caller's transaction. */
export async function deleteMessagesOf(db: EngramDatabase, agentId: string): Promise<void> {
  await ofAgent(db, agentId, null, null).delete();
  await forgetCount(db, "messages", agentId);
  await forgetCount(db, "embedded_messages", agentId);
  await forgetCount(db, "last_place", agentId);
}
