import Dexie from "dexie";
import { expect, it } from "vitest";
import { readDocumentText } from "./documents.ts";
import { openDatabase } from "./open-database.ts";
import { SLICE_LENGTH, slicesOf } from "./text-slices.ts";

/** The database as version 1 made it. */
async function openFirstVersion(name: string): Promise<Dexie> {
  const db = new Dexie(name);
  db.version(1).stores({
    users: "id",
    agents: "id, &name, created_at, *block_ids, *source_ids",
    passages: "id, [agent_id+seq], [source_id+seq], doc_id",
    sources: "id, &name",
    documents: "id, source_id",
    jobs: "id, status, created_at",
    settings: "key",
    counters: "key",
  });
  await db.open();
  return db;
}

it("documents of version 1 keep their texts, and their passages are listed", async () => {
  const name = "documents-of-version-1";
  const old = await openFirstVersion(name);
  const created_at = "2026-01-01T00:00:00.000Z";
  const text = `The first.\n\nThe second.\n\n${"A long end. ".repeat(40_000)}`;
  await old.table("sources").add({ id: "source-1", name: "notes", created_at, metadata_: {} });
  await old.table("documents").bulkAdd([
    {
      id: "doc-1",
      text,
      source_id: "source-1",
      user_id: null,
      metadata_: { file_name: "a.txt", file_size: 7 },
    },
    { id: "doc-2", text: "Of a script.", source_id: "source-1", user_id: null, metadata_: {} },
  ]);
  await old.table("passages").bulkAdd(
    ["The second.", "The first."].map((text, index) => ({
      id: `passage-${index}`,
      text,
      created_at,
      agent_id: null,
      source_id: "source-1",
      doc_id: "doc-1",
      metadata_: {},
      seq: 2 - index,
    })),
  );
  await old.table("counters").add({ key: "passages|source-1", value: 2 });
  old.close();

  const db = await openDatabase({
    name,
    marks: { read: () => null, write: () => {}, clear: () => {} },
    now: () => new Date(created_at),
  });
  expect(await readDocumentText(db, "doc-1")).toBe(text);
  expect(await db.document_texts.where("[doc_id+part]").between(["doc-1", 0], ["doc-1", 9]).count()).toBe(2);
  expect(await db.documents.orderBy("[source_id+seq]").toArray()).toEqual([
    {
      id: "doc-1",
      source_id: "source-1",
      user_id: null,
      metadata_: { file_name: "a.txt", file_size: 7 },
      seq: 1,
      name: "a.txt",
      path: null,
      title: null,
      date: null,
      pages: null,
      size: 7,
      num_passages: 2,
      complete: true,
      created_at,
    },
    expect.objectContaining({ id: "doc-2", seq: 2, name: "document", size: 12, num_passages: 0 }),
  ]);
  const links = await db.document_passages.toArray();
  expect(links.map(({ position, passage_id }) => [position, passage_id])).toEqual([
    [0, "passage-1"],
    [1, "passage-0"],
  ]);
  const counters = await db.counters.bulkGet([
    "documents|source-1",
    "passages|source-1",
    "characters|source-1",
  ]);
  expect(counters.map((row) => row?.value)).toEqual([2, 2, text.length + 12 + 21]);
  db.close();
});

it("slices join to the text, and no character is torn", () => {
  const text = `${"a".repeat(SLICE_LENGTH - 1)}😀b`;
  const slices = slicesOf(text);
  expect(slices.map(({ length }) => length)).toEqual([SLICE_LENGTH - 1, 3]);
  expect(slices.join("")).toBe(text);
  expect(slicesOf("")).toEqual([]);
});
