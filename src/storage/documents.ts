/** Documents of a source: their rows, their texts, and which passages they are made of. */
import Dexie from "dexie";
import { NotFoundError } from "../schemas/index.ts";
import { addToCount, forgetCount } from "./counters.ts";
import type { DocumentRow, EngramDatabase, PassageRow } from "./database.ts";
import { passageTables } from "./passages.ts";
import { slicesOf } from "./text-slices.ts";
import { deleteVectors } from "./vectors.ts";

/** A cursor over a list: ids, exclusive. */
interface Page {
  before?: string | null;
  after?: string | null;
  limit: number;
}

const documentsIn = (db: EngramDatabase, sourceId: string, from: number | null, to: number | null) =>
  db.documents
    .where("[source_id+seq]")
    .between([sourceId, from ?? Dexie.minKey], [sourceId, to ?? Dexie.maxKey], false, false);

/** One page of a source's documents, newest first. */
export async function listDocuments(
  db: EngramDatabase,
  sourceId: string,
  page: Page,
): Promise<DocumentRow[]> {
  const seqOf = async (id: string) => {
    const row = await db.documents.get(id);
    if (row?.source_id !== sourceId) throw new NotFoundError("document", id);
    return row.seq;
  };
  const to = page.before ? await seqOf(page.before) : null;
  const from = page.after ? await seqOf(page.after) : null;
  return documentsIn(db, sourceId, from, to).reverse().limit(page.limit).toArray();
}

/** Number of the last document of a source; 0 where it has none. */
export async function lastDocumentSeq(db: EngramDatabase, sourceId: string): Promise<number> {
  return (await documentsIn(db, sourceId, null, null).last())?.seq ?? 0;
}

/** Most slices of a part: 256 million characters. */
const SLICES_OF_PART = 1000;

const textOf = (db: EngramDatabase, docId: string) =>
  db.document_texts.where("[doc_id+part]").between([docId, Dexie.minKey], [docId, Dexie.maxKey]);

/** The whole text of a document. */
export async function readDocumentText(db: EngramDatabase, docId: string): Promise<string> {
  return (await textOf(db, docId).toArray()).map(({ text }) => text).join("");
}

/** Stores the text of a document's part, inside the caller's transaction. */
export async function putDocumentText(
  db: EngramDatabase,
  docId: string,
  part: number,
  text: string,
): Promise<void> {
  // Room for the slices of one part between it and the next.
  const from = part * SLICES_OF_PART;
  await db.document_texts.bulkPut(
    slicesOf(text).map((slice, index) => ({ doc_id: docId, part: from + index, text: slice })),
  );
}

const linksOf = (db: EngramDatabase, docId: string, from: number | null = null, to: number | null = null) =>
  db.document_passages
    .where("[doc_id+position]")
    .between([docId, from ?? Dexie.minKey], [docId, to ?? Dexie.maxKey], false, false);

/** The end of a list that a page shows: what follows a cursor, or what stands before one. */
const isBackwards = (page: Page) => Boolean(page.before) && !page.after;

/** One page of a document's passages in reading order, each with its place in this document. */
export async function listPassagesOfDocument(
  db: EngramDatabase,
  docId: string,
  page: Page,
): Promise<PassageRow[]> {
  const positionOf = async (id: string) => {
    const link = await db.document_passages
      .where("passage_id")
      .equals(id)
      .filter((one) => one.doc_id === docId)
      .first();
    if (!link) throw new NotFoundError("passage", id);
    return link.position;
  };
  const from = page.after ? await positionOf(page.after) : null;
  const to = page.before ? await positionOf(page.before) : null;
  const found = linksOf(db, docId, from, to);
  const links = isBackwards(page)
    ? (await found.reverse().limit(page.limit).toArray()).reverse()
    : await found.limit(page.limit).toArray();
  const passages = await db.passages.bulkGet(links.map(({ passage_id }) => passage_id));
  return links.flatMap(({ metadata_ }, index) => {
    const passage = passages[index];
    return passage ? [{ ...passage, doc_id: docId, metadata_ }] : [];
  });
}

/** One page of a source's passages in the order they were loaded. */
export async function listPassagesOfSource(
  db: EngramDatabase,
  sourceId: string,
  page: Page,
): Promise<PassageRow[]> {
  const seqOf = async (id: string) => {
    const row = await db.passages.get(id);
    if (row?.source_id !== sourceId) throw new NotFoundError("passage", id);
    return row.seq;
  };
  const from = page.after ? await seqOf(page.after) : null;
  const to = page.before ? await seqOf(page.before) : null;
  const found = db.passages
    .where("[source_id+seq]")
    .between([sourceId, from ?? Dexie.minKey], [sourceId, to ?? Dexie.maxKey], false, false);
  if (!isBackwards(page)) return found.limit(page.limit).toArray();
  return (await found.reverse().limit(page.limit).toArray()).reverse();
}

/** Tables that removing a document writes to. */
export const documentTables = (db: EngramDatabase) => [
  db.documents,
  db.document_texts,
  db.document_passages,
  ...passageTables(db),
];

/** Tables that changing a loading job writes to. */
export const jobTables = (db: EngramDatabase) => [
  db.sources,
  db.jobs,
  db.job_files,
  db.job_file_bytes,
  ...documentTables(db),
];

/**
 * Removes a document inside the caller's transaction over `documentTables`. A passage that another document has too
 * becomes that one's; the others go, with their vectors.
 *
 * @param space of the source's vectors.
 */
export async function removeDocument(
  db: EngramDatabase,
  document: DocumentRow,
  space: string,
): Promise<void> {
  const { id, source_id } = document;
  const links = await linksOf(db, id).toArray();
  const ids = [...new Set(links.map(({ passage_id }) => passage_id))];
  await linksOf(db, id).delete();
  const others = await db.document_passages.where("passage_id").anyOf(ids).toArray();
  const heirs = new Map(others.map((link) => [link.passage_id, link]));
  const gone = (await db.passages.bulkGet(ids.filter((one) => !heirs.has(one)))).filter(
    (row) => row !== undefined,
  );
  for (const row of await db.passages.bulkGet([...heirs.keys()])) {
    const heir = row && heirs.get(row.id);
    if (heir && row.doc_id === id)
      await db.passages.update(row.id, { doc_id: heir.doc_id, metadata_: heir.metadata_ });
  }
  const goneIds = gone.map((row) => row.id);
  await db.passages.bulkDelete(goneIds);
  await deleteVectors(db, space, goneIds);
  let characters = gone.reduce((sum, { text }) => sum + text.length, 0);
  await textOf(db, id).each(({ text }) => {
    characters += text.length;
  });
  await textOf(db, id).delete();
  await db.documents.delete(id);
  await addToCount(db, "documents", source_id, -1);
  await addToCount(db, "passages", source_id, -goneIds.length);
  await addToCount(db, "characters", source_id, -characters);
}

/** Removes what jobs have begun and not ended, inside the caller's transaction over `documentTables`. */
export async function removeUnfinished(db: EngramDatabase, jobId: string, space: string): Promise<void> {
  for (const row of await db.documents.where("loaded_by").equals(jobId).toArray())
    await removeDocument(db, row, space);
}

/** Removes all documents of a source with their texts, inside the caller's transaction. Passages are not touched. */
export async function removeDocumentsOfSource(db: EngramDatabase, sourceId: string): Promise<void> {
  for (const id of await documentsIn(db, sourceId, null, null).primaryKeys()) {
    await textOf(db, id).delete();
    await linksOf(db, id).delete();
  }
  await documentsIn(db, sourceId, null, null).delete();
  await forgetCount(db, "documents", sourceId);
  await forgetCount(db, "characters", sourceId);
}
