/** The default embedding model under Node, as an embedder: the same runtime that the app's worker has. */
import { join } from "node:path";
import { buildEmbeddingModel, DEFAULT_PLACES } from "../../scripts/build-embedding-model.ts";
import type { Embedder } from "../../src/embeddings/embedder.ts";
import { ModelRuntime } from "../../src/embeddings/model-runtime.ts";
import { DEFAULT_EMBEDDING_CONFIG } from "../../src/embeddings/models.ts";

export async function createModelEmbedder(): Promise<Embedder> {
  await buildEmbeddingModel();
  const places = { models: `${join(DEFAULT_PLACES.model, "..")}/`, runtime: null };
  const runtime = await ModelRuntime.load(DEFAULT_EMBEDDING_CONFIG, places);
  // Every search of a question embeds it, in each mode: once is enough.
  const known = new Map<string, Float32Array>();
  return {
    async embed(texts, _config, { kind }) {
      const fresh = texts.filter((text) => !known.has(kind + text));
      const vectors = fresh.length > 0 ? await runtime.embed(fresh, kind) : [];
      fresh.forEach((text, index) => {
        known.set(kind + text, vectors[index] as Float32Array);
      });
      return texts.map((text) => known.get(kind + text) as Float32Array);
    },
    split: async (text, config) => runtime.split(text, config.embedding_chunk_size),
    splitSections: async (sections, config, { overlap = 0 } = {}) =>
      runtime.splitSections(sections, config.embedding_chunk_size, overlap),
    load: async () => {},
    status: () => ({
      model: DEFAULT_EMBEDDING_CONFIG.embedding_model,
      state: "ready",
      loaded: 0,
      total: 0,
      error: null,
    }),
    subscribe: () => () => {},
    close: () => void runtime.dispose(),
  };
}
