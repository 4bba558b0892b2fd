import type { EngramDatabase } from "./database.ts";

/**
 * What is counted as it changes, so that a step's cost does not grow with an agent's age: the lengths of lists, the
 * characters of a source's documents and passages, how far the messages of an agent have been embedded, the last place in
 * its conversation that was ever taken, and the last edit of its passages.
 */
export type CountedList =
  | "messages"
  | "passages"
  | "documents"
  | "characters"
  | "embedded_messages"
  | "last_place"
  | "edited_passages";

/** What a list is called, here and by the indexes over it. */
export const listKey = (list: CountedList, owner: string) => `${list}|${owner}`;

/** Length of a list; 0 where nothing was ever added. */
export async function readCount(db: EngramDatabase, list: CountedList, owner: string): Promise<number> {
  return (await db.counters.get(listKey(list, owner)))?.value ?? 0;
}

/** Adds to a list's length. Call it in the transaction that adds or removes the rows. */
export async function addToCount(
  db: EngramDatabase,
  list: CountedList,
  owner: string,
  by: number,
): Promise<void> {
  if (by === 0) return;
  await writeCount(db, list, owner, (await readCount(db, list, owner)) + by);
}

/** Sets a list's length, in the transaction that read it and changed the list. */
export async function writeCount(
  db: EngramDatabase,
  list: CountedList,
  owner: string,
  value: number,
): Promise<void> {
  await db.counters.put({ key: listKey(list, owner), value, stamp: crypto.randomUUID() });
}

/**
 * Marks of the state that lists are in, in the order asked for: each write to a list gives it another one. Null where
 * nothing was ever added, or not since lists have such marks.
 */
export async function readStamps(
  db: EngramDatabase,
  lists: { list: CountedList; owner: string }[],
): Promise<(string | null)[]> {
  const rows = await db.counters.bulkGet(lists.map(({ list, owner }) => listKey(list, owner)));
  return rows.map((row) => row?.stamp ?? null);
}

export async function forgetCount(db: EngramDatabase, list: CountedList, owner: string): Promise<void> {
  await db.counters.delete(listKey(list, owner));
}
