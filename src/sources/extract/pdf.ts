import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { CancelledError, type EngramError } from "../../schemas/errors.ts";
import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import type { ExtractedSection, SkippedEntry } from "./file-extractor.ts";
import { type PdfWord, pageText } from "./pdf-layout.ts";

/** From this share of pages without text on, it is said that they were left out. */
const TOLD_SHARE = 0.1;
/** Bookmarks that are looked up. */
const BOOKMARKS = 2000;

/** Nothing is drawn, and pdf.js' own filters would look for a page to draw in. */
class NoFilters {
  destroy(): void {}
}

async function loadPdfjs() {
  // In this thread, which is no page's: with its worker at hand pdf.js starts no other.
  // The build for browsers of some years back, and for Node.
  await import("pdfjs-dist/legacy/build/pdf.worker.min.mjs");
  return import("pdfjs-dist/legacy/build/pdf.min.mjs");
}

/** A PDF page by page: a section a page, under the bookmarks that lead to it. */
export async function readPdf(file: ReadableFile): Promise<DocumentReading> {
  const pdfjs = await loadPdfjs();
  const missing: string[] = [];
  /** What pdf.js asks for files that it does not carry. Fonts and decoders of pictures are not needed for text. */
  class CharacterMaps {
    async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
      if (kind !== "cMapUrl") throw new Error(`Not there: ${filename}`);
      try {
        const { readCharacterMap } = await import("./pdf-character-maps.ts");
        return await readCharacterMap(filename);
      } catch (error) {
        missing.push(filename);
        throw error;
      }
    }
  }
  const task = pdfjs.getDocument({
    data: new Uint8Array(await file.content.arrayBuffer()),
    isEvalSupported: false,
    useWorkerFetch: false,
    useWasm: false,
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    stopAtErrors: false,
    CanvasFactory: Object,
    FilterFactory: NoFilters,
    BinaryDataFactory: CharacterMaps,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  let document: PDFDocumentProxy;
  try {
    document = await task.promise;
  } catch (error) {
    await task.destroy();
    throw whyNotOpened(file.name, error);
  }
  return {
    ...(await described(document)),
    sections: pages(document, file, missing),
  };
}

function whyNotOpened(name: string, error: unknown): EngramError {
  const problem = error as { name?: string; message?: string };
  if (problem.name === "PasswordException")
    return FileError.of("file_encrypted", `"${name}" is protected with a password.`, {
      hint: "Open it with the password, print or save it as a PDF without one, and add that.",
    });
  return FileError.of("file_damaged", `"${name}" is not a PDF that can be read.`, {
    hint: "Get it again from where it came; a download may have been cut off.",
    detail: problem.message,
  });
}

/** "D:20240503142200+02'00'" as a date. */
function pdfDate(value: unknown): string | null {
  const found = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?)?/.exec(
    String(value ?? ""),
  );
  if (!found) return null;
  const [
    ,
    year,
    month = "01",
    day = "01",
    hour = "00",
    minute = "00",
    second = "00",
    sign,
    hours,
    minutes = "00",
  ] = found;
  const zone = sign && hours ? `${sign}${hours}:${minutes}` : "Z";
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

async function described(document: PDFDocumentProxy): Promise<Pick<DocumentReading, "title" | "metadata_">> {
  const info: Record<string, unknown> = await document.getMetadata().then(
    (found) => found.info as Record<string, unknown>,
    () => ({}),
  );
  const text = (value: unknown) => (typeof value === "string" ? value.trim() : "");
  // Programs write the name of the file it was made of.
  const named =
    /^(microsoft (word|powerpoint) - |untitled|slide 1$|powerpoint presentation$)|\.(docx?|tex|dvi|indd|pptx?|qxd|rtf)$/i;
  const title = text(info.Title);
  return {
    title: named.test(title) ? null : title,
    metadata_: {
      page_count: document.numPages,
      author: text(info.Author),
      subject: text(info.Subject),
      keywords: text(info.Keywords),
      created_at: pdfDate(info.CreationDate),
      modified_at: pdfDate(info.ModDate),
    },
  };
}

async function* pages(
  document: PDFDocumentProxy,
  file: ReadableFile,
  missing: string[],
): AsyncGenerator<ExtractedSection | SkippedEntry> {
  const blank: number[] = [];
  try {
    const headings = await headingsByPage(document);
    for (let page = 1; page <= document.numPages; page++) {
      if (file.signal?.aborted) throw new CancelledError();
      let text = "";
      try {
        text = await textOf(await document.getPage(page));
      } catch (error) {
        yield {
          kind: "skipped",
          path: `${file.name}, page ${page}`,
          error: FileError.of("file_damaged", `Page ${page} of "${file.name}" cannot be read.`, {
            hint: "The other pages were read.",
            detail: error instanceof Error ? error.message : String(error),
          }).toRecord(),
        };
        continue;
      } finally {
        file.onShare(page / document.numPages);
      }
      if (text.trim() === "") blank.push(page);
      if (missing.length > 0)
        throw FileError.of(
          "file_reading_stopped",
          `A part of the app that "${file.name}" needs could not be loaded.`,
          {
            hint: "Reload the page and try again.",
            detail: missing[0],
          },
        );
      const heading = headings(page);
      yield { text, page, ...(heading ? { heading } : {}) };
    }
    if (
      blank.length < document.numPages &&
      blank.length > 1 &&
      blank.length >= document.numPages * TOLD_SHARE
    )
      yield {
        kind: "skipped",
        path: `${file.name}, ${blank.length} pages`,
        error: FileError.of(
          "file_without_text",
          `${blank.length} of ${document.numPages} pages of "${file.name}" have no text: ${blank.slice(0, 10).join(", ")}${blank.length > 10 ? "..." : ""}.`,
          { hint: "If they are scanned, have their text recognised (OCR) first." },
        ).toRecord(),
      };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function textOf(page: PDFPageProxy): Promise<string> {
  const words: PdfWord[] = [];
  // As a stream: a page of a million words must not stop the thread.
  const reader = page.streamTextContent().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    for (const item of next.value.items) {
      if (!("str" in item)) continue;
      const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[];
      const height = item.height || Math.hypot(a, b);
      words.push({
        str: item.str.replaceAll("\0", ""),
        x,
        y,
        width: item.width,
        height,
        hasEOL: item.hasEOL,
      });
    }
  }
  page.cleanup();
  return pageText(words);
}

type Outline = Awaited<ReturnType<PDFDocumentProxy["getOutline"]>>;

/** The path of bookmarks that a page stands under. */
async function headingsByPage(document: PDFDocumentProxy): Promise<(page: number) => string | null> {
  const marks: { page: number; path: string }[] = [];
  let left = BOOKMARKS;
  const visit = async (items: Outline, above: string[]): Promise<void> => {
    for (const { title, dest, items: below } of items) {
      if (left-- <= 0) return;
      const path = [...above, title.trim()].filter((part) => part !== "");
      const target = typeof dest === "string" ? await document.getDestination(dest) : dest;
      const reference = Array.isArray(target) ? target[0] : null;
      const index =
        typeof reference === "number" ? reference : reference ? await document.getPageIndex(reference) : null;
      if (index !== null) marks.push({ page: index + 1, path: path.join(" > ") });
      await visit(below as Outline, path);
    }
  };
  try {
    await visit((await document.getOutline()) ?? [], []);
  } catch {
    // Bookmarks that lead nowhere: those found so far serve.
  }
  marks.sort((a, b) => a.page - b.page);
  // The first mark of a page names it, else the last one before.
  return (page) =>
    (marks.find((mark) => mark.page === page) ?? marks.findLast((mark) => mark.page < page))?.path ?? null;
}
