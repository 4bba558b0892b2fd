/** Reading one file after the other, asked for step by step from another thread. Errors cross as records. */
import { type ErrorRecord, toErrorRecord } from "../../schemas/errors.ts";
import { extractFile } from "./extract-file.ts";
import type { Extracted, FileToExtract } from "./file-extractor.ts";

/** The next documents, and whether the file is done. */
export type ExtractStep = { extracted: Extracted[]; done: boolean } | { error: ErrorRecord };

/** Characters of small documents that cross together: an export has thousands. */
const STEP = 200_000;

export function createExtractService() {
  let reading: AsyncGenerator<Extracted> | null = null;
  return {
    /** Begins with a file; one that was under way is left. */
    async open(file: FileToExtract, onProgress: (done: number, total: number) => void): Promise<void> {
      await reading?.return(undefined);
      // What is told too often only keeps the page busy.
      let told = 0;
      reading = extractFile(file, {
        onProgress: (done, total) => {
          const now = performance.now();
          if (now - told < 100 && done < total) return;
          told = now;
          onProgress(done, total);
        },
      });
    },
    async next(): Promise<ExtractStep> {
      const extracted: Extracted[] = [];
      let length = 0;
      try {
        while (length < STEP) {
          const next = await (reading as AsyncGenerator<Extracted>).next();
          if (next.done) return { extracted, done: true };
          extracted.push(next.value);
          if (next.value.kind === "document")
            for (const section of next.value.sections) length += section.text.length;
        }
        return { extracted, done: false };
      } catch (error) {
        // What was found before is told first: the next step meets the error.
        if (extracted.length > 0) {
          reading = failing(error);
          return { extracted, done: false };
        }
        return { error: toErrorRecord(error) };
      }
    },
  };
}

// biome-ignore lint/correctness/useYield: it has nothing to give but its error.
async function* failing(error: unknown): AsyncGenerator<Extracted> {
  throw error;
}

export type ExtractService = ReturnType<typeof createExtractService>;
