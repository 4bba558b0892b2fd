/** Embedding off the page's thread. Errors cross as records: a class does not survive the way. */
import { expose } from "comlink";
import { type EmbeddingConfig, type ErrorRecord, toErrorRecord } from "../schemas/index.ts";
import type { EmbeddingKind } from "./embedder.ts";
import { LoadedModels } from "./loaded-models.ts";
import type { LoadProgress } from "./model-runtime.ts";

export type WorkerResult<T> = { value: T } | { error: ErrorRecord };

let models: LoadedModels | null = null;

async function result<T>(work: () => Promise<T>): Promise<WorkerResult<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

const api = {
  /** @param baseUrl address of the app, with a slash at its end. */
  open(baseUrl: string): void {
    models = new LoadedModels({ models: `${baseUrl}models/`, runtime: `${baseUrl}ort/` });
  },
  load: (config: EmbeddingConfig, onProgress: (progress: LoadProgress) => void) =>
    result(async () => {
      await models?.get(config, onProgress);
    }),
  embed: (texts: string[], config: EmbeddingConfig, kind: EmbeddingKind) =>
    result(async () => (await (models as LoadedModels).get(config)).embed(texts, kind)),
  split: (text: string, config: EmbeddingConfig) =>
    result(async () => (await (models as LoadedModels).get(config)).split(text, config.embedding_chunk_size)),
  splitSections: (sections: string[], config: EmbeddingConfig, overlap: number) =>
    result(async () =>
      (await (models as LoadedModels).get(config)).splitSections(
        sections,
        config.embedding_chunk_size,
        overlap,
      ),
    ),
};

export type EmbedderWorker = typeof api;
expose(api);
