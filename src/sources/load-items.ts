/** What a job has to load, in order and as it is asked for: out of its files, or out of a connector. */
import { type ErrorRecord, toErrorRecord } from "../schemas/index.ts";
import type { EngramDatabase, JobFileRow } from "../storage/database.ts";
import { listJobFiles } from "../storage/job-files.ts";
import type { DataConnector, SourceDocument } from "./data-connector.ts";
import { FileError } from "./extract/errors.ts";
import type { ExtractedDocument, FileExtractor } from "./extract/file-extractor.ts";
import { idOf, openJobFile } from "./job-input.ts";

/** A document before it is stored. */
export interface NewDocument {
  id: string;
  name: string;
  path: string | null;
  title: string | null;
  date: string | null;
  pages: number | null;
  metadata_: Record<string, unknown>;
}

/** A text that is split by itself, and what its passages are told of their place. */
export interface PlacedText {
  text: string;
  /** Characters of the document's part before it; null where that is not known. */
  offset: number | null;
  place: Record<string, unknown>;
}

export type LoadItem =
  | {
      kind: "part";
      document: NewDocument;
      /** From 0. */
      part: number;
      last: boolean;
      text: string;
      sections: PlacedText[];
      /** Bytes, and whole documents, of the job that are done with this part. */
      bytes: number;
      documents: number;
    }
  /** Something inside of a file gave no document. */
  | { kind: "skipped"; file: string; error: ErrorRecord }
  | {
      kind: "file-ended";
      file: JobFileRow;
      error: ErrorRecord | null;
      /** Documents of this file. */
      ids: string[];
      bytes: number;
      documents: number;
    };

const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** What comes before a file in its job. */
interface Before {
  bytes: number;
  documents: number;
}

/** What a job's files hold; those that are done are passed over. */
export async function* itemsOfFiles(
  services: { db: EngramDatabase; extractor: FileExtractor },
  jobId: string,
  signal: AbortSignal,
): AsyncGenerator<LoadItem> {
  const before: Before = { bytes: 0, documents: 0 };
  for (const row of await listJobFiles(services.db, jobId)) {
    let { documents } = row;
    if (row.state === "waiting" || row.state === "arriving")
      for await (const item of itemsOfFile(services, row, before, signal)) {
        if (item.kind === "file-ended") documents = item.file.documents;
        yield item;
      }
    before.bytes += row.size;
    before.documents += documents;
  }
}

async function* itemsOfFile(
  { db, extractor }: { db: EngramDatabase; extractor: FileExtractor },
  row: JobFileRow,
  before: Before,
  signal: AbortSignal,
): AsyncGenerator<LoadItem> {
  const place = row.path ?? row.name;
  const ids: string[] = [];
  /** Whole documents. */
  let whole = 0;
  const ended = (error: ErrorRecord | null): LoadItem => ({
    kind: "file-ended",
    file: { ...row, documents: whole },
    error,
    ids,
    bytes: before.bytes + row.size,
    documents: before.documents + whole,
  });
  let skipped: ErrorRecord | null = null;
  try {
    if (row.state === "arriving" || row.digest === null)
      throw FileError.of("file_reading_stopped", `"${row.name}" was not stored before the page was closed.`, {
        hint: "Load it again.",
      });
    let share = 0;
    const extracted = extractor.extract(
      { name: row.name, content: await openJobFile(db, row) },
      {
        signal,
        onProgress: (done, total) => {
          share = total > 0 ? done / total : 1;
        },
      },
    );
    for await (const entry of extracted) {
      if (entry.kind === "skipped") {
        skipped ??= entry.error;
        yield { kind: "skipped", file: `${place}/${entry.path}`, error: entry.error };
        continue;
      }
      const id = await idOf("doc", row.source_id, place, row.digest, String(whole));
      if (entry.part === 0) ids.push(id);
      if (entry.last) whole += 1;
      yield {
        kind: "part",
        document: documentOf(id, row, entry),
        ...partOf(entry),
        bytes: before.bytes + Math.floor(row.size * Math.min(share, 1)),
        documents: before.documents + whole,
      };
    }
    if (whole === 0)
      throw FileError.of("file_without_text", `There is no text in "${row.name}".`, { detail: skipped });
    yield ended(null);
  } catch (error) {
    if (signal.aborted) throw error;
    yield ended(skipped && whole === 0 ? skipped : toErrorRecord(error));
  }
}

function documentOf(id: string, row: JobFileRow, { title, path, metadata_ }: ExtractedDocument): NewDocument {
  const { page_count, created_at } = metadata_;
  return {
    id,
    name: path ? baseName(path) : row.name,
    path: path ? `${row.path ?? row.name}/${path}` : row.path,
    title,
    date: typeof created_at === "string" ? created_at : null,
    pages: typeof page_count === "number" ? page_count : null,
    metadata_,
  };
}

/** Sections stand in a document's text with a blank line between them. */
const BETWEEN = "\n\n";

function partOf({ part, last, sections }: Pick<ExtractedDocument, "part" | "last" | "sections">) {
  let text = part === 0 ? "" : BETWEEN;
  const placed = sections.map((section, index): PlacedText => {
    if (index > 0) text += BETWEEN;
    const offset = text.length;
    text += section.text;
    const { page, heading } = section;
    return {
      text: section.text,
      offset,
      place: { ...(page === undefined ? {} : { page }), ...(heading === undefined ? {} : { heading }) },
    };
  });
  return { part, last, text, sections: placed };
}

/** What a connector yields. */
export async function* itemsOfConnector(
  connector: DataConnector,
  { sourceId, name, chunkSize }: { sourceId: string; name: string; chunkSize: number },
): AsyncGenerator<LoadItem> {
  let bytes = 0;
  let number = 0;
  let empty = 0;
  for await (const document of connector.generateDocuments()) {
    number += 1;
    const { title = null, path = null, date = null, metadata_ = {} } = document ?? {};
    const { file_name } = metadata_;
    const called =
      (typeof file_name === "string" && file_name) ||
      (path && baseName(path)) ||
      title ||
      `${name} ${number}`;
    if (typeof document?.text !== "string" || document.text.trim() === "") {
      empty += 1;
      const error = FileError.of("file_empty", `"${called}" has no text.`).toRecord();
      yield { kind: "skipped", file: path ?? called, error };
      continue;
    }
    const { sections } = document;
    const whole = sections
      ? partOf({ part: 0, last: true, sections })
      : {
          part: 0,
          last: true,
          text: document.text,
          sections: [{ text: document.text, offset: 0, place: {} }],
        };
    bytes += whole.text.length;
    yield {
      kind: "part",
      document: {
        id: await idOf("doc", sourceId, "connector", path ?? "", whole.text),
        name: called,
        path,
        title,
        date,
        pages: null,
        metadata_,
      },
      ...whole,
      ...(connector.generatePassages ? { sections: await passagesOf(connector, document, chunkSize) } : {}),
      bytes,
      documents: number - empty,
    };
  }
}

async function passagesOf(connector: DataConnector, document: SourceDocument, chunkSize: number) {
  const sections: PlacedText[] = [];
  let from = 0;
  for await (const given of connector.generatePassages?.(document, chunkSize) ?? []) {
    const { text, metadata_ = {} } = typeof given === "string" ? { text: given } : given;
    const found = document.text.indexOf(text, from);
    if (found >= 0) from = found;
    sections.push({ text, offset: found >= 0 ? found : null, place: metadata_ });
  }
  return sections;
}
