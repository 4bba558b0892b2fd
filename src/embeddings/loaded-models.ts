import type { EmbeddingConfig } from "../schemas/index.ts";
import { type LoadProgress, ModelRuntime, type RuntimePlaces } from "./model-runtime.ts";

/** Models kept in memory: an agent's, and the one it is changing to. */
const MAX_LOADED = 2;

/** Models by name and origin, loaded once; the one used longest ago is let go. */
export class LoadedModels {
  readonly #places: RuntimePlaces;
  readonly #models = new Map<string, Promise<ModelRuntime>>();

  constructor(places: RuntimePlaces) {
    this.#places = places;
  }

  async get(config: EmbeddingConfig, onProgress?: (progress: LoadProgress) => void): Promise<ModelRuntime> {
    const key = `${config.embedding_endpoint ?? ""}|${config.embedding_model}`;
    const known = this.#models.get(key) ?? ModelRuntime.load(config, this.#places, onProgress);
    // Last in, last out: a map keeps the order of insertion.
    this.#models.delete(key);
    this.#models.set(key, known);
    for (const [oldest, model] of this.#models) {
      if (this.#models.size <= MAX_LOADED) break;
      this.#models.delete(oldest);
      void model.then((loaded) => loaded.dispose()).catch(() => {});
    }
    try {
      return await known;
    } catch (error) {
      // A failed load is tried again the next time.
      if (this.#models.get(key) === known) this.#models.delete(key);
      throw error;
    }
  }
}
