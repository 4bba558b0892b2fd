import { proxy, type Remote, wrap } from "comlink";
import { CancelledError, type EmbeddingConfig, EngramError } from "../schemas/index.ts";
import type { Embedder, EmbedderStatus } from "./embedder.ts";
import type { EmbedderWorker, WorkerResult } from "./embedder.worker.ts";
import { EmbeddingError } from "./errors.ts";
import type { LoadProgress } from "./model-runtime.ts";
import type { SectionPart } from "./split-sections.ts";
import { Turns } from "./turns.ts";

/** Texts sent to the worker at once: between two batches a query gets its turn, and a cancel is heard. */
const BATCH = 16;
/** Batches of passages at the worker: one it works on, and the next, so that it never waits for the page. */
const AT_ONCE = 2;

export interface WorkerEmbedderOptions {
  /** Address of the app, with a slash at its end. */
  baseUrl: string;
  startWorker?: () => Worker;
}

const IDLE: EmbedderStatus = { model: null, state: "idle", loaded: 0, total: 0, error: null };

/** An embedder over a worker that starts with the first text, and again after it died. */
export function createWorkerEmbedder({
  baseUrl,
  startWorker = () => new Worker(new URL("./embedder.worker.ts", import.meta.url), { type: "module" }),
}: WorkerEmbedderOptions): Embedder {
  let running: { api: Remote<EmbedderWorker>; died: Promise<never>; end: () => void } | null = null;
  let status = IDLE;
  const listeners = new Set<(status: EmbedderStatus) => void>();
  const loads = new Map<string, Promise<void>>();
  const turns = new Turns(AT_ONCE);

  const setStatus = (next: EmbedderStatus) => {
    status = next;
    for (const listener of listeners) listener(next);
  };

  const start = () => {
    const worker = startWorker();
    const died = new Promise<never>((_, reject) => {
      worker.addEventListener("error", (event) => {
        const error = EmbeddingError.of("embedding_failed", "The embedding worker stopped.", {
          hint: "Try again: it is started anew.",
          detail: event.message,
        });
        end();
        setStatus({ ...status, state: "failed", error: error.message });
        reject(error);
      });
    });
    died.catch(() => {});
    const end = () => {
      worker.terminate();
      running = null;
      loads.clear();
    };
    const api = wrap<EmbedderWorker>(worker);
    void api.open(baseUrl);
    return { api, died, end };
  };

  const ask = async <T>(question: (api: Remote<EmbedderWorker>) => Promise<unknown>): Promise<T> => {
    running ??= start();
    const result = (await Promise.race([question(running.api), running.died])) as WorkerResult<T>;
    if ("error" in result) {
      const { code, status: http, message, hint, detail } = result.error;
      throw new EngramError(code, http, message, { hint, detail });
    }
    return result.value;
  };

  const load = (config: EmbeddingConfig): Promise<void> => {
    const key = `${config.embedding_endpoint ?? ""}|${config.embedding_model}`;
    let loading = loads.get(key);
    if (!loading) {
      const files = new Map<string, LoadProgress>();
      const model = config.embedding_model;
      setStatus({ model, state: "loading", loaded: 0, total: 0, error: null });
      const onProgress = proxy((progress: LoadProgress) => {
        files.set(progress.file, progress);
        const sum = (pick: (file: LoadProgress) => number) =>
          [...files.values()].reduce((total, file) => total + pick(file), 0);
        setStatus({ ...status, loaded: sum((file) => file.loaded), total: sum((file) => file.total) });
      });
      loading = ask<void>((api) => api.load(config, onProgress)).then(
        () => setStatus({ ...status, model, state: "ready" }),
        (error: unknown) => {
          loads.delete(key);
          setStatus({
            ...status,
            model,
            state: "failed",
            error: error instanceof Error ? error.message : String(error),
          });
          throw error;
        },
      );
      loads.set(key, loading);
    }
    return loading;
  };

  return {
    async embed(texts, config, { kind, signal, owner = "", onProgress }) {
      await load(config);
      // Texts of like length share a batch: padding costs as much as text.
      const order = texts.map((_, index) => index);
      order.sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
      const vectors: Float32Array[] = new Array(texts.length);
      let done = 0;
      const embedBatch = async (batch: number[]) => {
        if (signal?.aborted) throw new CancelledError();
        const given = batch.map((index) => texts[index] as string);
        const embedded = await ask<Float32Array[]>((api) => api.embed(given, config, kind));
        batch.forEach((index, nth) => {
          vectors[index] = embedded[nth] as Float32Array;
        });
        done += batch.length;
        onProgress?.(done, texts.length);
      };
      const batches: number[][] = [];
      for (let from = 0; from < order.length; from += BATCH) batches.push(order.slice(from, from + BATCH));
      await Promise.all(
        batches.map((batch) =>
          kind === "query" ? embedBatch(batch) : turns.run(owner, () => embedBatch(batch)),
        ),
      );
      return vectors;
    },
    async split(text, config) {
      await load(config);
      return ask<string[]>((api) => api.split(text, config));
    },
    async splitSections(sections, config, { overlap = 0, owner = "", signal } = {}) {
      await load(config);
      return turns.run(owner, async () => {
        if (signal?.aborted) throw new CancelledError();
        return ask<SectionPart[]>((api) => api.splitSections(sections, config, overlap));
      });
    },
    load,
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      running?.end();
      setStatus(IDLE);
    },
  };
}
