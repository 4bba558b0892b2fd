/** One loaded embedding model: from texts to vectors. Runs in a worker, or in Node for tests. */
import { env, type FeatureExtractionPipeline, pipeline } from "@xenova/transformers";
import { type EmbeddingConfig, InvalidInputError } from "../schemas/index.ts";
import type { EmbeddingKind } from "./embedder.ts";
import { EmbeddingError } from "./errors.ts";
import { type EmbeddingModel, embeddingModelOf } from "./models.ts";
import { type SectionPart, splitSections } from "./split-sections.ts";
import { type CountTokens, splitText } from "./split-text.ts";
import { hasPlainSpaces, wordTokens } from "./word-tokens.ts";

export interface RuntimePlaces {
  /** Where models are that come with the app: a URL or a path with a slash at its end. */
  models: string;
  /** Where the ONNX runtime's WebAssembly is; null under Node, which has a runtime of its own. */
  runtime: string | null;
}

/** Bytes of a file that is being loaded. */
export interface LoadProgress {
  file: string;
  loaded: number;
  total: number;
}

/** Texts that go through the model at once. */
const BATCH = 16;

const HUB = "https://huggingface.co/";

function modelOf(config: EmbeddingConfig): EmbeddingModel {
  const model = embeddingModelOf(config);
  if (!model)
    throw EmbeddingError.of(
      "embedding_model_unknown",
      `There is no embedding model "${config.embedding_model}".`,
      {
        hint: "Choose one from the list on the Models page.",
      },
    );
  return model;
}

export class ModelRuntime {
  readonly #extract: FeatureExtractionPipeline;
  readonly #model: EmbeddingModel;
  readonly #countWords: CountTokens;

  private constructor(extract: FeatureExtractionPipeline, model: EmbeddingModel) {
    this.#extract = extract;
    this.#model = model;
    this.#countWords = wordTokens((text) => this.countTokens(text));
  }

  /**
   * Loads a model: the app's own from its own origin only, another from the hub or the folder that
   * `embedding_endpoint` names.
   *
   * @throws EmbeddingError
   */
  static async load(
    config: EmbeddingConfig,
    places: RuntimePlaces,
    onProgress: (progress: LoadProgress) => void = () => {},
  ): Promise<ModelRuntime> {
    const model = modelOf(config);
    if (places.runtime !== null) {
      env.backends.onnx.wasm.wasmPaths = places.runtime;
      // Threads need cross-origin isolation, which a static host does not give.
      env.backends.onnx.wasm.numThreads = 1;
    }
    const own = model.type === "local";
    const folder = config.embedding_endpoint;
    env.allowLocalModels = own;
    env.allowRemoteModels = !own;
    env.localModelPath = places.models;
    env.remoteHost = folder ? folder.replace(/\/*$/, "/") : HUB;
    env.remotePathTemplate = folder ? "{model}/" : "{model}/resolve/{revision}/";
    if (typeof caches !== "undefined") {
      env.useBrowserCache = false;
      env.useCustomCache = true;
      env.customCache = await carefulCache();
    }
    try {
      const extract = await pipeline(
        "feature-extraction",
        own || folder ? model.name : (model.repository ?? model.name),
        {
          quantized: true,
          progress_callback: (event: { status: string; file?: string; loaded?: number; total?: number }) => {
            if (event.status === "progress" && event.file)
              onProgress({ file: event.file, loaded: event.loaded ?? 0, total: event.total ?? 0 });
          },
        },
      );
      return new ModelRuntime(extract, model);
    } catch (cause) {
      throw EmbeddingError.of(
        "embedding_model_unavailable",
        `The embedding model ${model.name} could not be loaded.`,
        {
          hint: own
            ? "Reload the page. If it stays, this copy of the app lacks its models folder."
            : "This model comes from the network: connect and try again, or choose the model that comes with the app.",
          cause,
          detail: cause instanceof Error ? cause.message : String(cause),
        },
      );
    }
  }

  /** Tokens of a text as it stands, what the tokenizer adds included. */
  countTokens(text: string): number {
    return this.#extract.tokenizer.encode(text).length;
  }

  #count(text: string): number {
    return hasPlainSpaces(text) ? this.#countWords(text) : this.countTokens(text);
  }

  /** Token ids, for tests against a reference. */
  tokenIds(text: string): number[] {
    return this.#extract.tokenizer.encode(text);
  }

  split(text: string, maxTokens: number): string[] {
    const limit = Math.min(maxTokens, this.#model.max_tokens);
    return splitText(text, limit, (part) => this.#count(part));
  }

  /** For passages that are embedded in `plainSpaces`. */
  splitSections(sections: string[], maxTokens: number, overlap: number): SectionPart[] {
    // What is put in front of a passage takes its place in what the model reads.
    const read = this.#model.max_tokens - this.#prefixTokens("passage");
    const options = { maxTokens: Math.min(maxTokens, read), overlap };
    return splitSections(sections, options, this.#countWords);
  }

  #prefixTokens(kind: EmbeddingKind): number {
    const prefix = this.#model.prefix[kind];
    return prefix === "" ? 0 : this.#count(prefix);
  }

  /**
   * Unit vectors, one a text. A text longer than the model reads is embedded in windows, whose mean is taken.
   *
   * @throws InvalidInputError for an empty text.
   */
  async embed(texts: string[], kind: EmbeddingKind): Promise<Float32Array[]> {
    const prefix = this.#model.prefix[kind];
    const room = this.#model.max_tokens - this.#prefixTokens(kind);
    const windows = texts.map((text) => {
      if (text.trim() === "") throw new InvalidInputError("text", "an empty text has no meaning to embed");
      return this.split(text, room).map((part) => prefix + part);
    });
    const flat = windows.flat();
    // Texts of like length share a batch: padding costs as much as text.
    const order = flat
      .map((_, index) => index)
      .sort((a, b) => (flat[a]?.length ?? 0) - (flat[b]?.length ?? 0));
    const vectors: Float32Array[] = [];
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const embedded = await this.#run(batch.map((index) => flat[index] as string));
      batch.forEach((index, nth) => {
        vectors[index] = embedded[nth] as Float32Array;
      });
    }
    let next = 0;
    return windows.map((parts) => {
      const from = next;
      next += parts.length;
      return meanOf(vectors.slice(from, next));
    });
  }

  async #run(texts: string[]): Promise<Float32Array[]> {
    const { pooling, dim } = this.#model;
    const output = await this.#extract(texts, { pooling, normalize: pooling !== "none" });
    const data = output.data as Float32Array;
    if (data.length !== texts.length * dim)
      throw EmbeddingError.of(
        "embedding_failed",
        `${this.#model.name} gave vectors of another size than ${dim}.`,
        {
          hint: "Choose another embedding model.",
        },
      );
    return texts.map((_, index) => data.slice(index * dim, (index + 1) * dim));
  }

  async dispose(): Promise<void> {
    await this.#extract.dispose();
  }
}

/** Mean of vectors, at unit length. */
function meanOf(vectors: Float32Array[]): Float32Array {
  const [first] = vectors as [Float32Array];
  if (vectors.length === 1) return first;
  const sum = new Float32Array(first.length);
  for (const vector of vectors)
    for (let index = 0; index < sum.length; index++)
      sum[index] = (sum[index] as number) + (vector[index] as number);
  const norm = Math.sqrt(sum.reduce((total, value) => total + value * value, 0)) || 1;
  return sum.map((value) => value / norm);
}

const CACHE_NAME = "engram-embedding-models";

/**
 * The browser's cache, with care: a page that a host answers for a missing file is never kept as a model, and a full
 * disk only means that nothing is kept.
 */
async function carefulCache(): Promise<Pick<Cache, "match" | "put">> {
  const cache = await caches.open(CACHE_NAME);
  return {
    match: (request) => cache.match(request),
    async put(request, response) {
      if (/text\/html/.test(response.headers.get("content-type") ?? "")) return;
      try {
        await cache.put(request, response);
      } catch {
        // No room: the model works from memory, and is loaded again next time.
      }
    },
  };
}
