import type { SourceDocument } from "../data-connector.ts";
import type { FileExtractor, SkippedEntry } from "../extract/file-extractor.ts";
import type { FileToLoad } from "../job-input.ts";

/** Reads files in a worker, or where there is none (Node), in this thread. */
export async function availableExtractor(): Promise<FileExtractor> {
  if (typeof Worker === "undefined")
    return (await import("../extract/in-process-extractor.ts")).createInProcessExtractor();
  return (await import("../extract/worker-extractor.ts")).createWorkerExtractor();
}

/**
 * The documents of a file, each whole.
 *
 * @throws FileError where the file cannot be read.
 */
export async function* documentsOfFile(
  { file, path }: FileToLoad,
  extractor: FileExtractor,
  onSkipped: (entry: SkippedEntry) => void = () => {},
): AsyncGenerator<SourceDocument> {
  let sections: NonNullable<SourceDocument["sections"]> = [];
  for await (const entry of extractor.extract({ name: file.name, content: file })) {
    if (entry.kind === "skipped") {
      onSkipped(entry);
      continue;
    }
    sections = entry.part === 0 ? entry.sections : [...sections, ...entry.sections];
    if (!entry.last) continue;
    const { created_at } = entry.metadata_;
    const place = path ?? (entry.path ? file.name : null);
    yield {
      text: sections.map(({ text }) => text).join("\n\n"),
      sections,
      title: entry.title,
      path: entry.path ? `${place}/${entry.path}` : place,
      date: typeof created_at === "string" ? created_at : null,
      metadata_: entry.metadata_,
    };
  }
}

/** Documents of several files: one that cannot be read is passed over, unless none can. */
export async function* documentsOfFiles(files: AsyncIterable<FileToLoad>): AsyncGenerator<SourceDocument> {
  const extractor = await availableExtractor();
  let given = 0;
  let failure: unknown = null;
  try {
    for await (const file of files) {
      try {
        for await (const document of documentsOfFile(file, extractor)) {
          yield document;
          given += 1;
        }
      } catch (error) {
        failure ??= error;
      }
    }
    if (given === 0 && failure) throw failure;
  } finally {
    extractor.close();
  }
}
