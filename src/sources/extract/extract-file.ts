/** From a file to its documents: which reader for which kind. Readers are loaded when a file needs them. */
import { CancelledError, EngramError } from "../../schemas/errors.ts";
import { archiveDocuments } from "./archive.ts";
import { type DocumentReading, inParts, type ReadableFile } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import type { Extracted, ExtractOptions, FileToExtract, SkippedEntry } from "./file-extractor.ts";
import { type Detected, detectKind, type FileKind } from "./file-kind.ts";
import { languageOf } from "./languages.ts";
import { LIMITS, sizeInWords } from "./limits.ts";

/** Archives inside of an archive are opened, those inside of them are not. */
const DEEPEST_ARCHIVE = 1;

/** Where a file was found. */
interface Place {
  /** Inside of an archive; null for a file of its own. */
  path: string | null;
  /** How many archives it lies in. */
  depth: number;
}

/** @throws FileError or CancelledError. */
export async function* extractFile(
  { name, content }: FileToExtract,
  { signal, onProgress }: ExtractOptions = {},
): AsyncGenerator<Extracted> {
  const file: ReadableFile = {
    name: name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1),
    content,
    signal,
    onShare: (share) => onProgress?.(Math.round(content.size * share), content.size),
  };
  for await (const extracted of documentsOf(file, { path: null, depth: 0 })) {
    if (signal?.aborted) throw new CancelledError();
    yield extracted;
  }
  if (signal?.aborted) throw new CancelledError();
  onProgress?.(content.size, content.size);
}

async function* documentsOf(file: ReadableFile, place: Place): AsyncGenerator<Extracted> {
  try {
    const detected = await detectKind(file.name, file.content);
    checkSize(file, detected.kind);
    yield* read(detected, file, place);
  } catch (error) {
    if (EngramError.isInstance(error)) throw error;
    if (file.signal?.aborted) throw new CancelledError();
    // A reader stumbled over what it found: the file is not as its kind has to be.
    throw FileError.of("file_damaged", `"${file.name}" cannot be read: it may be damaged.`, {
      hint: "Open it in the program it is from, save it anew, and add it again.",
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

function checkSize({ name, content }: ReadableFile, kind: FileKind): void {
  if (kind === "zip") return;
  const inPieces = kind === "text" || kind === "code" || kind === "table" || kind.startsWith("json");
  const limit = inPieces ? LIMITS.textBytes : LIMITS.documentBytes;
  if (content.size > limit)
    throw FileError.of("file_too_large", `"${name}" is larger than ${sizeInWords(limit)}.`, {
      hint: "Split it, or take out what is not text.",
    });
}

async function* read(
  detected: Detected,
  file: ReadableFile,
  { path, depth }: Place,
): AsyncGenerator<Extracted> {
  const { kind } = detected;
  if (kind === "zip") {
    if (depth > DEEPEST_ARCHIVE)
      throw FileError.of(
        "file_kind_not_supported",
        `"${file.name}" is an archive in an archive in an archive.`,
        {
          hint: "Unpack it first.",
        },
      );
    yield* archiveDocuments(detected.archive, file, path, (entry, entryPath) =>
      documentsOf(entry, { path: entryPath, depth: depth + 1 }),
    );
    return;
  }
  if (kind === "json") {
    const { readJson } = await import("./json.ts");
    const reading = await readJson(file);
    if ("conversations" in reading) yield* conversationDocuments(reading.conversations, file, path);
    else yield* inParts(file.name, path, ofKind(kind, reading.document));
    return;
  }
  yield* inParts(
    file.name,
    path,
    ofKind(kind, await readDocument(detected, file)),
    withoutText(kind, file.name),
  );
}

function ofKind(kind: FileKind, reading: DocumentReading): DocumentReading {
  return { ...reading, metadata_: { file_kind: kind, ...reading.metadata_ } };
}

async function readDocument(detected: Detected, file: ReadableFile): Promise<DocumentReading> {
  switch (detected.kind) {
    case "markdown":
      return (await import("./markdown.ts")).readMarkdown(file);
    case "html":
      return (await import("./html.ts")).readHtml(file);
    case "pdf":
      return (await import("./pdf.ts")).readPdf(file);
    case "docx":
      return (await import("./docx.ts")).readDocx(detected.archive);
    case "odt":
      return (await import("./odt.ts")).readOdt(detected.archive);
    case "epub":
      return (await import("./epub.ts")).readEpub(detected.archive, file);
    case "rtf":
      return (await import("./rtf.ts")).readRtf(file);
    case "table":
      return (await import("./table.ts")).readTable(file);
    case "json-lines":
      return (await import("./json.ts")).readJsonLines(file);
    default: {
      const { readPlainText } = await import("./plain-text.ts");
      return readPlainText(file, detected.kind === "code" ? { language: languageOf(file.name) } : {});
    }
  }
}

function withoutText(kind: FileKind, name: string): { message: string; hint: string } | undefined {
  if (kind !== "pdf") return undefined;
  return {
    message: `"${name}" has no text: its pages are pictures.`,
    hint: "It may be scanned. Have its text recognised (OCR) first.",
  };
}

async function* conversationDocuments(
  conversations: Extract<
    Awaited<ReturnType<typeof import("./json.ts").readJson>>,
    { conversations: unknown }
  >["conversations"],
  file: ReadableFile,
  path: string | null,
): AsyncGenerator<Extracted> {
  let count = 0;
  const skipped: SkippedEntry[] = [];
  for await (const conversation of conversations) {
    if ("kind" in conversation) {
      skipped.push(conversation);
      yield conversation;
      continue;
    }
    count += 1;
    yield* inParts(file.name, path, conversation);
  }
  if (count === 0)
    throw FileError.of("file_without_text", `"${file.name}" has no conversation that could be read.`, {
      hint: "The layout of the export may be new.",
      detail: skipped[0]?.error.message,
    });
}
