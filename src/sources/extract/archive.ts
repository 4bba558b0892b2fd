import { CancelledError, toErrorRecord } from "../../schemas/errors.ts";
import type { ReadableFile } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import type { Extracted } from "./file-extractor.ts";
import { LIMITS, sizeInWords } from "./limits.ts";
import type { ZipArchive, ZipEntry } from "./zip-archive.ts";

/** What systems put into archives for themselves. */
const SYSTEM_FILE = /(^|\/)(__MACOSX\/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|\.git\/)/;

const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/**
 * Of a data export the conversations and what was written for them: the rest is the account (address, telephone), the
 * same conversations as a page, and pictures.
 */
function exportedEntries(entries: ZipEntry[]): ZipEntry[] | null {
  const names = new Set(entries.map((entry) => baseName(entry.path)));
  const hasConversations = entries.some((entry) => /^conversations(-\d+)?\.json$/.test(baseName(entry.path)));
  const isExport = [
    "chat.html",
    "user.json",
    "users.json",
    "message_feedback.json",
    "export_manifest.json",
  ].some((name) => names.has(name));
  if (!hasConversations || !isExport) return null;
  return entries.filter(
    (entry) =>
      /^(conversations(-\d+)?|projects|memories)\.json$/.test(baseName(entry.path)) ||
      /(^|\/)projects\/[^/]+\.json$/.test(entry.path),
  );
}

/**
 * What is in an archive, entry by entry. An entry that cannot be read is skipped, with its reason.
 *
 * @throws FileError where no entry gave a document.
 */
export async function* archiveDocuments(
  archive: ZipArchive,
  file: ReadableFile,
  path: string | null,
  documentsOf: (entry: ReadableFile, path: string) => AsyncIterable<Extracted>,
): AsyncGenerator<Extracted> {
  const all = archive.entries.filter((entry) => !SYSTEM_FILE.test(entry.path));
  const entries = exportedEntries(all) ?? all;
  if (entries.length === 0)
    throw FileError.of("file_without_text", `"${file.name}" is an archive with nothing in it.`);
  const packed = entries.reduce((total, entry) => total + entry.packedSize, 0) || 1;
  let done = 0;
  let unpacked = 0;
  let found = 0;
  let firstProblem: string | undefined;
  for (const entry of entries) {
    if (file.signal?.aborted) throw new CancelledError();
    const entryPath = path === null ? entry.path : `${path}/${entry.path}`;
    try {
      const content = await archive.read(entry, file.signal);
      unpacked += content.size;
      if (unpacked > LIMITS.unpackedBytes)
        throw FileError.of(
          "file_too_large",
          `"${file.name}" unpacks to more than ${sizeInWords(LIMITS.unpackedBytes)}.`,
        );
      const readable: ReadableFile = {
        name: baseName(entry.path),
        content,
        signal: file.signal,
        onShare: (share) => file.onShare((done + entry.packedSize * share) / packed),
      };
      for await (const extracted of documentsOf(readable, entryPath)) {
        if (extracted.kind === "document") found += 1;
        else firstProblem ??= extracted.error.message;
        yield extracted;
      }
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      const problem = toErrorRecord(error);
      firstProblem ??= problem.message;
      yield { kind: "skipped", path: entryPath, error: problem };
    }
    done += entry.packedSize;
    file.onShare(done / packed);
  }
  if (found === 0)
    throw FileError.of(
      "file_without_text",
      `"${file.name}" is an archive without a file that could be read.`,
      {
        hint: firstProblem ?? null,
      },
    );
}
