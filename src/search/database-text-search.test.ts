import { afterEach, describe, expect, it } from "vitest";
import { isoTime, newId, systemClock } from "../schemas/index.ts";
import { addToCount } from "../storage/counters.ts";
import { EngramDatabase, type PassageRow } from "../storage/database.ts";
import { appendPassages, deletePassagesOf } from "../storage/passages.ts";
import { createInProcessTextSearch } from "./in-process-text-search.ts";
import type { TextSearch } from "./text-search.ts";

const SPACE = { list: "passages", owner: "agent-1" } as const;
let made = 0;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const passage = (text: string, more: Partial<PassageRow> = {}): Omit<PassageRow, "seq"> => ({
  id: newId("passage"),
  text,
  embedding_config: null,
  created_at: isoTime(systemClock),
  user_id: null,
  agent_id: "agent-1",
  source_id: null,
  doc_id: null,
  metadata_: {},
  ...more,
});

async function openDb(name = `text-search-${++made}`): Promise<EngramDatabase> {
  const db = new EngramDatabase(name);
  await db.open();
  closing.push(() => db.close());
  return db;
}

function openSearch(db: EngramDatabase, options: { keepAfterMs?: number; patienceMs?: number } = {}) {
  const search = createInProcessTextSearch({ db, keepAfterMs: 60_000, ...options });
  closing.push(() => search.close());
  return search;
}

const add = (db: EngramDatabase, texts: string[], more: Partial<PassageRow> = {}) =>
  db.transaction("rw", db.passages, db.counters, async () =>
    appendPassages(
      db,
      "agent-1",
      texts.map((text) => passage(text, more)),
    ),
  );

const remove = (db: EngramDatabase, id: string) =>
  db.transaction("rw", db.passages, db.counters, async () => {
    await db.passages.delete(id);
    await addToCount(db, "passages", "agent-1", -1);
  });

const found = async (search: TextSearch, query: string) =>
  (await search.search({ spaces: [SPACE], query, k: 10 })).matches.map((match) => match.id);

const until = async (condition: () => Promise<boolean>) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe("search by words", () => {
  it("sees each write that was committed before the question, whoever wrote it", async () => {
    const db = await openDb();
    const other = await openDb(db.name);
    const search = openSearch(db);
    expect(await found(search, "owl")).toEqual([]);
    const [first] = await add(db, ["an owl"]);
    expect(await found(search, "owl")).toEqual([first?.id]);
    const [second] = await add(other, ["two owls and an owl"]);
    expect((await found(search, "owl")).sort()).toEqual([first?.id, second?.id].sort());
    await remove(other, first?.id as string);
    expect(await found(search, "owl")).toEqual([second?.id]);
    await other.transaction("rw", other.passages, other.counters, async () =>
      deletePassagesOf(other, "agent-1"),
    );
    expect(await found(search, "owl")).toEqual([]);
  });

  it("is not deceived where the last passage is replaced by another in the same place", async () => {
    const db = await openDb();
    const search = openSearch(db);
    const [, last] = await add(db, ["a hill", "an owl"]);
    expect(await found(search, "owl")).toContain(last?.id);
    await remove(db, last?.id as string);
    const [next] = await add(db, ["a fox"]);
    expect(next?.seq).toBe(last?.seq);
    expect(await found(search, "owl")).toEqual([]);
    expect(await found(search, "fox")).toContain(next?.id);
  });

  it("is kept on disk and catches up with what was written while it was not open", async () => {
    const db = await openDb();
    const words = Array.from({ length: 150 }, (_, at) => `note ${at} of a heron`);
    const rows = await add(db, words);
    const first = openSearch(db, { keepAfterMs: 1 });
    await found(first, "heron");
    await until(async () => (await db.word_indexes.count()) === 1);
    first.close();

    const [fresh] = await add(db, ["an owl"]);
    await remove(db, rows[7]?.id as string);
    const second = openSearch(db);
    expect((await found(second, "owl"))[0]).toBe(fresh?.id);
    expect(await found(second, "note 7")).not.toContain(rows[7]?.id);
    const kept = await db.word_indexes.get("passages|agent-1");
    expect(kept?.packed.ids).toHaveLength(150);
  });

  it("is built anew where the stored one was made of other terms", async () => {
    const db = await openDb();
    const rows = await add(
      db,
      Array.from({ length: 120 }, (_, at) => `note ${at}`),
    );
    const first = openSearch(db, { keepAfterMs: 1 });
    await found(first, "note");
    await until(async () => (await db.word_indexes.count()) === 1);
    first.close();
    await db.word_indexes.toCollection().modify((row) => {
      row.terms_version = -1;
      row.packed.terms = row.packed.terms.map(() => "broken");
    });
    expect((await found(openSearch(db), "note 17"))[0]).toBe(rows[17]?.id);
  });

  it("leaves nothing behind of an agent that is gone", async () => {
    const db = await openDb();
    await add(
      db,
      Array.from({ length: 120 }, () => "a note"),
    );
    const first = openSearch(db, { keepAfterMs: 1 });
    await found(first, "note");
    await until(async () => (await db.word_indexes.count()) === 1);
    first.close();
    await db.transaction("rw", db.passages, db.counters, async () => deletePassagesOf(db, "agent-1"));
    const second = openSearch(db, { keepAfterMs: 1 });
    expect(await found(second, "note")).toEqual([]);
    await until(async () => (await db.word_indexes.count()) === 0);
  });

  it("answers from what there is while an index is being built, and says so", async () => {
    const db = await openDb();
    const [owl] = await add(db, [
      "an owl",
      ...Array.from({ length: 2000 }, (_, at) => `note ${at} of a heron`),
    ]);
    const search = openSearch(db, { patienceMs: 0 });
    const nearest = [{ id: owl?.id as string, score: 0.5 }];
    const early = await search.search({ spaces: [SPACE], query: "owl", nearest, k: 5 });
    expect(early.complete).toBe(false);
    expect(early.matches[0]?.id).toBe(owl?.id);
    await search.prepare([SPACE]);
    const late = await openSearch(db).search({ spaces: [SPACE], query: "owl", k: 5 });
    expect(late.complete).toBe(true);
    expect(late.matches[0]?.id).toBe(owl?.id);
  });

  it("finds a passage by its document's heading, file and time", async () => {
    const db = await openDb();
    const told = { title: "Harbour rules", file: "rules.pdf", heading: "Mooring" };
    const [there] = await add(db, ["Fees are due on Monday."], { metadata_: told, doc_id: "d1" });
    await add(db, ["Lunch is on Monday."], { created_at: "2021-03-02T10:00:00.000Z" });
    const search = openSearch(db);
    expect(await found(search, "mooring")).toEqual([there?.id]);
    expect(await found(search, "what was it in March?")).toHaveLength(1);
  });

  it("refuses a k that is no number of results", async () => {
    const search = openSearch(await openDb());
    await expect(search.search({ spaces: [SPACE], query: "owl", k: -1 })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
