import { CancelledError, EngramError, type ErrorRecord, StorageError } from "../schemas/errors.ts";
import { createAskedWorker } from "../workers/asked-worker.ts";
import type { TextSearch } from "./text-search.ts";
import type { TextSearchService } from "./text-search-service.ts";

export interface WorkerTextSearchOptions {
  databaseName: string;
  /** For tests: another worker than the app's. */
  startWorker?: () => Worker;
  /** An answer that takes longer makes sure that the worker is alive, in milliseconds. Default 3,000. */
  askAfterMs?: number;
  /** How long a living worker may take to say so, in milliseconds. Default 5,000. */
  answerWithinMs?: number;
}

const startSearchWorker = () =>
  new Worker(new URL("./text-search.worker.ts", import.meta.url), { type: "module" });

const thrown = ({ code, status, message, hint, detail }: ErrorRecord) =>
  new EngramError(code, status, message, { hint, detail });

/**
 * Search by words in a worker that is started with the first question. A worker that broke down or does not answer is
 * replaced, and what was asked of it is asked once more.
 */
export function createWorkerTextSearch(options: WorkerTextSearchOptions): TextSearch {
  const { databaseName, startWorker = startSearchWorker, ...patience } = options;
  const worker = createAskedWorker<TextSearchService>({
    name: "search by words",
    startWorker,
    connect: (remote) => remote.connect({ databaseName }),
    closedError: () => new CancelledError("The search was closed."),
    downError: (cause) =>
      new StorageError("text_search_down", "The memory could not be searched by words.", {
        hint: "Reload the page and try again; nothing was lost.",
        cause,
      }),
    ...patience,
  });
  return {
    async search(query) {
      const outcome = await worker.ask(async (remote) => remote.search(query));
      if ("found" in outcome) return outcome.found;
      throw thrown(outcome.error);
    },
    async prepare(spaces) {
      const failed = await worker.ask(async (remote) => remote.prepare(spaces));
      if (failed) throw thrown(failed.error);
    },
    close: () => worker.close(),
  };
}
