import { type Remote, wrap } from "comlink";
import { CancelledError, EngramError, StorageError } from "../schemas/errors.ts";
import { checkedSearch } from "./checked-search.ts";
import type { VectorIndexMemory } from "./database-vector-index.ts";
import type { IndexService, SearchOutcome } from "./index-service.ts";
import type { VectorIndex, VectorMatch, VectorSearch } from "./vector-index.ts";
import { within } from "./within.ts";

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

/** The worker ended without an answer. */
class WorkerGoneError extends Error {}

interface Connection {
  worker: Worker;
  remote: Remote<IndexService>;
  /** Rejects once the worker is gone. */
  gone: Promise<never>;
  fail(error: Error): void;
  pending: number;
}

const startIndexWorker = () => new Worker(new URL("./index.worker.ts", import.meta.url), { type: "module" });

/**
 * Vector search in a worker that is started with the first search. A worker that broke down or does not answer is
 * replaced, and what was asked of it is asked once more.
 */
export function createWorkerVectorIndex(options: WorkerVectorIndexOptions): WorkerVectorIndex {
  const { databaseName, candidates = true, startWorker = startIndexWorker } = options;
  const { askAfterMs = 3000, answerWithinMs = 5000 } = options;
  let connection: Connection | null = null;
  let closed = false;

  const connect = (): Connection => {
    if (closed) throw new CancelledError("The vector index was closed.");
    if (connection) return connection;
    const worker = startWorker();
    const remote = wrap<IndexService>(worker);
    let fail: Connection["fail"] = () => {};
    const gone = new Promise<never>((_, reject) => {
      fail = reject;
    });
    gone.catch(() => {});
    const made: Connection = {
      worker,
      remote,
      gone,
      pending: 0,
      fail(error) {
        if (connection === made) connection = null;
        worker.terminate();
        fail(error);
      },
    };
    worker.addEventListener("error", (event) =>
      made.fail(new WorkerGoneError(`the worker of the vector index broke down: ${event.message ?? ""}`)),
    );
    connection = made;
    void remote.connect({ databaseName, candidates });
    return made;
  };

  /** Makes sure that a worker that is waited for is alive. */
  const watch = async (watched: Connection): Promise<void> => {
    while (watched.pending > 0 && watched === connection) {
      await new Promise((resolve) => setTimeout(resolve, askAfterMs));
      if (watched.pending === 0 || watched !== connection) return;
      try {
        await within(answerWithinMs, watched.remote.ping());
      } catch {
        watched.fail(new WorkerGoneError("the worker of the vector index does not answer"));
      }
    }
  };

  const ask = async <T>(question: (remote: Remote<IndexService>) => Promise<T>): Promise<T> => {
    const asked = connect();
    asked.pending += 1;
    if (asked.pending === 1) void watch(asked);
    try {
      return await Promise.race([question(asked.remote), asked.gone]);
    } finally {
      asked.pending -= 1;
    }
  };

  const askTwice = async <T>(question: (remote: Remote<IndexService>) => Promise<T>): Promise<T> => {
    try {
      return await ask(question);
    } catch (error) {
      if (!(error instanceof WorkerGoneError)) throw error;
    }
    try {
      return await ask(question);
    } catch (error) {
      if (!(error instanceof WorkerGoneError)) throw error;
      throw new StorageError("vector_index_down", "The memory could not be searched.", {
        hint: "Reload the page and try again; nothing was lost.",
        cause: error,
      });
    }
  };

  return {
    async search(search: VectorSearch): Promise<VectorMatch[]> {
      const checked = checkedSearch(search);
      if (checked.k === 0 || checked.spaces.length === 0) return [];
      const outcome = await askTwice<SearchOutcome>(async (remote) => remote.search(checked));
      if ("matches" in outcome) return outcome.matches;
      const { code, status, message, hint, detail } = outcome.error;
      throw new EngramError(code, status, message, { hint, detail });
    },
    changed(space) {
      // A worker that is not running has no copy to follow with.
      void connection?.remote.changed(space).catch(() => {});
    },
    memory: () => askTwice((remote) => remote.memory()),
    candidatesReady: () => askTwice((remote) => remote.candidatesReady()),
    close() {
      closed = true;
      connection?.fail(new CancelledError("The vector index was closed."));
    },
  };
}
