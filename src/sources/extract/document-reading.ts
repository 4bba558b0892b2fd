/** What the reader of a kind gives: one document, its text in the order of reading. */

import { FileError } from "./errors.ts";
import type { Extracted, ExtractedDocument, ExtractedSection, SkippedEntry } from "./file-extractor.ts";

/** What a reader gets. */
export interface ReadableFile {
  /** Without folders. */
  name: string;
  content: Blob;
  signal?: AbortSignal;
  /** Share of the file that is read, 0 to 1. */
  onShare(share: number): void;
}

export interface DocumentReading {
  /** The title that the document gives itself; else the file's name serves. */
  title?: string | null;
  metadata_?: Record<string, unknown>;
  sections: AsyncIterable<ExtractedSection | SkippedEntry> | Iterable<ExtractedSection | SkippedEntry>;
}

/** Characters of a part. */
const PART = 400_000;

/**
 * The documents of a reading: one, in parts. A part is held back until it is known whether another follows.
 *
 * @throws FileError `file_without_text` where nothing but blanks came.
 */
export async function* inParts(
  fileName: string,
  path: string | null,
  { title, metadata_, sections }: DocumentReading,
  withoutText: { message: string; hint: string } = {
    message: `"${fileName}" has no text in it.`,
    hint: "Is it the right file?",
  },
): AsyncGenerator<Extracted> {
  const part = (index: number, taken: ExtractedSection[], last: boolean): ExtractedDocument => ({
    kind: "document",
    title: title?.trim() || fileName.replace(/(?<=.)\.[^.]{1,8}$/, ""),
    path,
    metadata_: Object.fromEntries(
      Object.entries({ file_name: fileName, ...metadata_ }).filter(
        ([, value]) => value !== null && value !== undefined && value !== "",
      ),
    ),
    sections: taken,
    part: index,
    last,
  });
  let index = 0;
  let taken: ExtractedSection[] = [];
  let length = 0;
  for await (const section of sections) {
    if ("kind" in section) {
      yield section;
      continue;
    }
    if (section.text.trim() === "") continue;
    if (length >= PART) {
      yield part(index, taken, false);
      index += 1;
      taken = [];
      length = 0;
    }
    taken.push(section);
    length += section.text.length;
  }
  if (taken.length === 0)
    throw FileError.of("file_without_text", withoutText.message, { hint: withoutText.hint });
  yield part(index, taken, true);
}
