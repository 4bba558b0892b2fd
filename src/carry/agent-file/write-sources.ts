/** Sources with their documents: the format has their texts, the passages are ours. */
import Dexie from "dexie";
import type { DocumentRow, EngramDatabase } from "../../storage/database.ts";
import { readDocumentText } from "../../storage/documents.ts";
import type { AgentFileInput } from "./agent-file.ts";

type WrittenSources = {
  sources: { id: string; name: string }[];
} & Pick<AgentFileInput, "files" | "x-source-passages">;

/** Inside the caller's transaction. Documents that are still being loaded are left out. */
export async function writeSources(db: EngramDatabase, ids: string[]): Promise<WrittenSources> {
  const sources = (await db.sources.bulkGet(ids)).filter((source) => source !== undefined);
  const files: NonNullable<AgentFileInput["files"]> = [];
  const passages: NonNullable<AgentFileInput["x-source-passages"]> = [];
  for (const [index, source] of sources.entries()) {
    const documents = await db.documents
      .where("[source_id+seq]")
      .between([source.id, Dexie.minKey], [source.id, Dexie.maxKey])
      .toArray();
    for (const document of documents) {
      if (!document.complete) continue;
      const file_id = `file-${files.length}`;
      files.push({
        id: file_id,
        source_id: `source-${index}`,
        ...writeDocument(document),
        content: await readDocumentText(db, document.id),
      });
      for (const { text, metadata_ } of await passagesOf(db, document.id))
        passages.push({ file_id, text, metadata: metadata_ });
    }
  }
  return {
    sources: sources.map(({ name, description, created_at, metadata_, embedding_config }, index) => ({
      id: `source-${index}`,
      name,
      description,
      instructions: null,
      metadata: metadata_,
      embedding_config: { ...embedding_config },
      created_at,
    })),
    files,
    ...(passages.length > 0 ? { "x-source-passages": passages } : {}),
  };
}

function writeDocument({ name, path, title, date, pages, size, created_at, metadata_ }: DocumentRow) {
  return {
    file_name: name,
    original_file_name: name,
    file_path: path,
    file_size: size,
    created_at,
    metadata: metadata_,
    processing_status: "completed",
    ...(title === null ? {} : { "x-title": title }),
    ...(date === null ? {} : { "x-date": date }),
    ...(pages === null ? {} : { "x-pages": pages }),
  };
}

/** Passages of a document in reading order, each with its place in it. */
async function passagesOf(db: EngramDatabase, docId: string) {
  const links = await db.document_passages
    .where("[doc_id+position]")
    .between([docId, Dexie.minKey], [docId, Dexie.maxKey])
    .toArray();
  const rows = await db.passages.bulkGet(links.map(({ passage_id }) => passage_id));
  return links.flatMap(({ metadata_ }, index) => {
    const row = rows[index];
    return row ? [{ text: row.text, metadata_ }] : [];
  });
}
