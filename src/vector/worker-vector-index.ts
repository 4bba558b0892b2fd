import { CancelledError, EngramError, StorageError } from "../schemas/errors.ts";
import { createAskedWorker } from "../workers/asked-worker.ts";
import { checkedSearch } from "./checked-search.ts";
import type { VectorIndexMemory } from "./database-vector-index.ts";
import type { IndexService, SearchOutcome } from "./index-service.ts";
import type { VectorIndex, VectorMatch, VectorSearch } from "./vector-index.ts";

export interface WorkerVectorIndexOptions {
  databaseName: string;
  /** Whether small spaces get a voy-search index beside the scan. Default true. */
  candidates?: boolean;
  /** For tests: another worker than the app's. */
  startWorker?: () => Worker;
  /** A search that takes longer makes sure that the worker is alive, in milliseconds. Default 3,000. */
  askAfterMs?: number;
  /** How long a living worker may take to say so, in milliseconds. Default 5,000. */
  answerWithinMs?: number;
}

/** Vector search in workers, seen from the page. */
export interface WorkerVectorIndex extends VectorIndex {
  memory(): Promise<VectorIndexMemory>;
  /** Resolves when the candidate indexes of what is loaded are built (for benchmarks). */
  candidatesReady(): Promise<{ indexed: number; dead: number }>;
}

const startIndexWorker = () => new Worker(new URL("./index.worker.ts", import.meta.url), { type: "module" });

/**
 * Vector search in a worker that is started with the first search. A worker that broke down or does not answer is
 * replaced, and what was asked of it is asked once more.
 */
export function createWorkerVectorIndex(options: WorkerVectorIndexOptions): WorkerVectorIndex {
  const { databaseName, candidates = true, startWorker = startIndexWorker, ...patience } = options;
  const worker = createAskedWorker<IndexService>({
    name: "vector index",
    startWorker,
    connect: (remote) => remote.connect({ databaseName, candidates }),
    closedError: () => new CancelledError("The vector index was closed."),
    downError: (cause) =>
      new StorageError("vector_index_down", "The memory could not be searched.", {
        hint: "Reload the page and try again; nothing was lost.",
        cause,
      }),
    ...patience,
  });
  return {
    async search(search: VectorSearch): Promise<VectorMatch[]> {
      const checked = checkedSearch(search);
      if (checked.k === 0 || checked.spaces.length === 0) return [];
      const outcome = await worker.ask<SearchOutcome>(async (remote) => remote.search(checked));
      if ("matches" in outcome) return outcome.matches;
      const { code, status, message, hint, detail } = outcome.error;
      throw new EngramError(code, status, message, { hint, detail });
    },
    // A worker that is not running has no copy to follow with.
    changed: (space) => worker.tell((remote) => remote.changed(space)),
    memory: () => worker.ask((remote) => remote.memory()),
    candidatesReady: () => worker.ask((remote) => remote.candidatesReady()),
    close: () => worker.close(),
  };
}
