/** Sources of an agent file with their documents. The format has files with their text; the passages are ours. */
import { type EmbeddingConfig, newId, type Source } from "../../schemas/index.ts";
import type { DocumentRow, EngramDatabase } from "../../storage/database.ts";
import type { AgentFile, SourceFile } from "./agent-file.ts";
import { freeImportName } from "./import-name.ts";
import { readTime } from "./read-time.ts";
import type { CarryNote } from "./report.ts";

export interface PlannedDocument {
  row: Omit<DocumentRow, "num_passages">;
  text: string;
  /** In reading order; null where the text is to be split. */
  passages: { text: string; metadata_: Record<string, unknown> }[] | null;
}

export interface PlannedSource {
  /** Its id in the file. */
  file_id: string;
  /** Its name in the file. */
  name: string;
  source: Source & { embedding_config: EmbeddingConfig };
  documents: PlannedDocument[];
}

/**
 * @param configOf the embedding model of a source, by its id in the file: that of the agent that has it.
 */
export async function planSources(
  db: EngramDatabase,
  file: AgentFile,
  configOf: (sourceId: string) => EmbeddingConfig,
  { user_id, now }: { user_id: string; now: string },
  notes: CarryNote[],
): Promise<PlannedSource[]> {
  const names = new Set<string>();
  const planned: PlannedSource[] = [];
  for (const given of file.sources) {
    const wanted = given.name?.trim() || "Imported source";
    const name = await freeImportName(wanted, async (tried) =>
      Boolean(names.has(tried) || (await db.sources.where("name").equals(tried).first())),
    );
    names.add(name);
    if (name !== wanted) notes.push({ code: "source_renamed", source: wanted, to: name });
    const source = {
      id: newId("source"),
      name,
      description: given.description ?? null,
      embedding_config: configOf(given.id),
      created_at: readTime(given.created_at) ?? now,
      user_id,
      metadata_: given.metadata,
    };
    const files = file.files.filter(({ source_id }) => source_id === given.id);
    const documents = files.flatMap((one) => {
      if (one.content) return [planDocument(one, file, source, now)];
      notes.push({ code: "file_without_text", file: nameOf(one) });
      return [];
    });
    if (files.length === 0) notes.push({ code: "source_without_texts", source: name });
    documents.forEach((document, index) => {
      document.row.seq = index + 1;
    });
    planned.push({ file_id: given.id, name: wanted, source, documents });
  }
  return planned;
}

const nameOf = ({ file_name, original_file_name, id }: SourceFile) =>
  original_file_name || file_name?.split("/").at(-1) || id;

function planDocument(given: SourceFile, file: AgentFile, source: Source, now: string): PlannedDocument {
  const text = given.content ?? "";
  const passages = file["x-source-passages"]
    .filter(({ file_id }) => file_id === given.id)
    .map((passage) => ({ text: passage.text, metadata_: passage.metadata }));
  return {
    row: {
      id: newId("doc"),
      source_id: source.id,
      user_id: source.user_id,
      metadata_: given.metadata,
      name: nameOf(given),
      path: given.file_path ?? null,
      title: given["x-title"] ?? null,
      date: given["x-date"] ?? null,
      pages: given["x-pages"] ?? null,
      size: given.file_size ?? text.length,
      complete: true,
      created_at: readTime(given.created_at) ?? now,
      seq: 0,
    },
    text,
    passages: passages.length > 0 ? passages : null,
  };
}
