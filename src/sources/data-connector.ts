/** Where documents come from, one after the other: a folder, an address, a script of a person's own. */
import type { FileToLoad } from "./job-input.ts";

export interface SourceDocument {
  text: string;
  title?: string | null;
  /** Tells documents apart that are called the same. */
  path?: string | null;
  /** When it was written, as ISO 8601. */
  date?: string | null;
  metadata_?: Record<string, unknown>;
}

/** A part of a document as a connector cuts it. */
export interface SourcePassage {
  text: string;
  metadata_?: Record<string, unknown>;
}

type Some<T> = Iterable<T> | AsyncIterable<T>;

export interface DataConnector {
  generateDocuments(): Some<SourceDocument>;
  /**
   * Cuts a document into passages; without it, documents are split at the ends of sentences. What is longer than
   * `chunk_size` tokens is split all the same.
   */
  generatePassages?(document: SourceDocument, chunk_size: number): Some<string | SourcePassage>;
}

/** A connector that has files: they are kept until they are loaded, so that a reload goes on where it was. */
export interface FileConnector extends DataConnector {
  listFiles(): Some<FileToLoad>;
}

export function isFileConnector(connector: DataConnector): connector is FileConnector {
  return "listFiles" in connector && typeof connector.listFiles === "function";
}
