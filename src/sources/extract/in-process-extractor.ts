import { CancelledError } from "../../schemas/errors.ts";
import { extractFile } from "./extract-file.ts";
import type { FileExtractor } from "./file-extractor.ts";

/** Reads files in the thread it is called in: under Node, and where there are no workers. */
export function createInProcessExtractor(): FileExtractor {
  const closing = new AbortController();
  return {
    async *extract(file, { signal, onProgress } = {}) {
      const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      if (either.aborted) throw new CancelledError();
      yield* extractFile(file, { signal: either, onProgress });
    },
    close: () => closing.abort(),
  };
}
