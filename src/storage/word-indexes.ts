import type { EngramDatabase, WordIndexRow } from "./database.ts";

export async function readWordIndex(db: EngramDatabase, space: string): Promise<WordIndexRow | undefined> {
  return db.word_indexes.get(space);
}

/** Keeps an index, unless its list is gone: the last tab to know a deleted agent must not bring its words back. */
export async function keepWordIndex(db: EngramDatabase, row: WordIndexRow): Promise<void> {
  await db.transaction("rw", db.word_indexes, db.counters, async () => {
    if (await db.counters.get(row.space)) await db.word_indexes.put(row);
  });
}

/** Deletes the indexes of lists that are gone. */
export async function dropLostWordIndexes(db: EngramDatabase): Promise<void> {
  await db.transaction("rw", db.word_indexes, db.counters, async () => {
    const spaces = await db.word_indexes.toCollection().primaryKeys();
    const lists = await db.counters.bulkGet(spaces);
    await db.word_indexes.bulkDelete(spaces.filter((_, index) => lists[index] === undefined));
  });
}
