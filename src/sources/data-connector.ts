/** Where documents come from, one after the other: a folder, an address, a script of a person's own. */
import type { ErrorRecord } from "../schemas/index.ts";
import type { FileToLoad } from "./job-input.ts";

export interface SourceDocument {
  text: string;
  title?: string | null;
  /** Tells documents apart that are called the same. */
  path?: string | null;
  /** When it was written, as ISO 8601. */
  date?: string | null;
  metadata_?: Record<string, unknown>;
  /** Its parts that are not joined in a passage, where it has some; `text` is these with blank lines between them. */
  sections?: { text: string; page?: number; heading?: string }[];
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

/** A file that could not be had, and why: it stands in the job, and the others are loaded. */
export interface FileNotToBeHad {
  path: string;
  error: ErrorRecord;
}

/** A connector that has files: they are kept until they are loaded, so that a reload goes on where it was. */
export interface FileConnector extends DataConnector {
  listFiles(): Some<FileToLoad | FileNotToBeHad>;
}

/** All of a connector's files, those that could not be had apart. */
export async function filesOf(
  connector: FileConnector,
): Promise<{ files: FileToLoad[]; failures: FileNotToBeHad[] }> {
  const files: FileToLoad[] = [];
  const failures: FileNotToBeHad[] = [];
  for await (const one of connector.listFiles()) {
    if ("error" in one) failures.push(one);
    else files.push(one);
  }
  return { files, failures };
}

export function isFileConnector(connector: DataConnector): connector is FileConnector {
  return "listFiles" in connector && typeof connector.listFiles === "function";
}
