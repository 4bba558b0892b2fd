/** Files become documents: text in pieces that know their place. */
import type { ErrorRecord } from "../../schemas/errors.ts";

/** A file as it was picked, dropped, or kept for a job that goes on after a reload. */
export interface FileToExtract {
  /** With its ending: it decides where the content leaves the kind open. */
  name: string;
  /** Read a piece at a time where the kind allows; its `type` is the last hint at the kind. */
  content: Blob;
}

/** Text between two headings, of a page, of a group of rows. */
export interface ExtractedSection {
  text: string;
  /** Page of a PDF, from 1. */
  page?: number;
  /** Headings above the text, outermost first: "Animals > Birds". */
  heading?: string;
}

/**
 * A document out of a file. A long one comes in parts that follow one another and are alike but for `part`, `last`
 * and `sections`: nobody needs the whole of it in memory.
 */
export interface ExtractedDocument {
  kind: "document";
  title: string;
  /** Where it stood inside of an archive ("letters/may.txt"); null for a file that is one document. */
  path: string | null;
  /** `file_name`, `file_kind`, and what the file says of itself: `author`, `created_at`, `page_count`, `encoding`... */
  metadata_: Record<string, unknown>;
  sections: ExtractedSection[];
  /** From 0. */
  part: number;
  /** Whether no part of this document follows. */
  last: boolean;
}

/** Something inside of a file that gave no document; the rest of the file goes on. */
export interface SkippedEntry {
  kind: "skipped";
  path: string;
  error: ErrorRecord;
}

export type Extracted = ExtractedDocument | SkippedEntry;

export interface ExtractOptions {
  signal?: AbortSignal;
  /** Bytes of the file that are done, of all its bytes; as near as the kind allows. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Reads files. Twice the same file gives twice the same documents in the same order.
 *
 * The iterable throws a `FileError` where the file as a whole cannot be read, and a `CancelledError` once `signal` is
 * aborted. Reading goes no further ahead than it is asked for.
 */
export interface FileExtractor {
  extract(file: FileToExtract, options?: ExtractOptions): AsyncIterable<Extracted>;
  /** Ends what is under way. */
  close(): void;
}
