/** Recall memory as a time line: from any place, in either direction, and how much there is when. */
import Dexie from "dexie";
import type { Message } from "../schemas/index.ts";
import type { EngramDatabase, MessageRow } from "./database.ts";

/** Rows looked at for one page, where few of them are accepted: the next page goes on from there. */
const LOOKED_AT = 2000;

export interface RecallPart {
  /** Oldest first. */
  rows: MessageRow[];
  /** The place that all of it lies after, and the one all of it lies before; null where the conversation ends. */
  after: number | null;
  before: number | null;
}

const ofAgent = (db: EngramDatabase, agentId: string, after: number | null, before: number | null) =>
  db.messages
    .where("[agent_id+seq]")
    .between([agentId, after ?? Dexie.minKey], [agentId, before ?? Dexie.maxKey], false, false);

/**
 * The messages nearest to a place: those after it, or (`towards` older) those before it; without a place, from the end of
 * the conversation that is meant. A part may be short, or empty, where few are accepted.
 */
export async function recallPart(
  db: EngramDatabase,
  agentId: string,
  {
    place,
    towards,
    limit,
    accepts,
  }: {
    place: number | null;
    towards: "older" | "newer";
    limit: number;
    accepts: (message: Message) => boolean;
  },
): Promise<RecallPart> {
  const isOlder = towards === "older";
  const rows: MessageRow[] = [];
  let at = place;
  let looked = 0;
  let isEnd = false;
  while (rows.length < limit && looked < LOOKED_AT && !isEnd) {
    const part = isOlder ? ofAgent(db, agentId, null, at).reverse() : ofAgent(db, agentId, at, null);
    const read = await part.limit(limit).toArray();
    isEnd = read.length < limit;
    for (const row of read) {
      at = row.seq;
      looked += 1;
      if (accepts(row)) rows.push(row);
      if (rows.length < limit) continue;
      isEnd = false;
      break;
    }
  }
  const reached = isEnd ? null : at;
  if (!isOlder) return { rows, after: place, before: reached === null ? null : reached + 1 };
  return { rows: rows.reverse(), after: reached === null ? null : reached - 1, before: place };
}

/** The place of the first message at or after a time; null where there is none. */
export async function firstPlaceFrom(
  db: EngramDatabase,
  agentId: string,
  time: string,
): Promise<number | null> {
  const row = await db.messages
    .where("[agent_id+created_at]")
    .between([agentId, time], [agentId, Dexie.maxKey])
    .first();
  return row?.seq ?? null;
}

/** Times of the first and the last message; null where there is none. */
export async function recallSpan(
  db: EngramDatabase,
  agentId: string,
): Promise<{ first: string; last: string } | null> {
  const all = () =>
    db.messages.where("[agent_id+created_at]").between([agentId, Dexie.minKey], [agentId, Dexie.maxKey]);
  const [first, last] = await Promise.all([all().first(), all().last()]);
  return first && last ? { first: first.created_at, last: last.created_at } : null;
}

/** How many messages lie between each two times that follow each other: counted by the index, no message is read. */
export async function countMessagesBetween(
  db: EngramDatabase,
  agentId: string,
  borders: string[],
): Promise<number[]> {
  return db.transaction("r", db.messages, () =>
    Promise.all(
      borders
        .slice(1)
        .map((to, index) =>
          db.messages
            .where("[agent_id+created_at]")
            .between([agentId, borders[index]], [agentId, to], true, false)
            .count(),
        ),
    ),
  );
}
