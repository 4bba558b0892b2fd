/** The one interface to embedding models; the worker behind it is `embedder.worker.ts`. */
import type { EmbeddingConfig } from "../schemas/index.ts";
import type { SectionPart } from "./split-sections.ts";

export type { SectionPart } from "./split-sections.ts";

export type EmbeddingKind = "query" | "passage";

/** How far an embedding model is on its way into memory. */
export interface EmbedderStatus {
  model: string | null;
  state: "idle" | "loading" | "ready" | "failed";
  /** Bytes loaded and to load of the files known so far. */
  loaded: number;
  total: number;
  error: string | null;
}

export interface EmbedOptions {
  kind: EmbeddingKind;
  signal?: AbortSignal;
  /** For whom passages are embedded: owners take turns. Queries wait for nobody. */
  owner?: string;
  /** Texts done so far, after each batch. */
  onProgress?: (done: number, total: number) => void;
}

export interface Embedder {
  /**
   * Unit vectors of `config.embedding_dim` numbers, one a text, in order. Text longer than the model reads is
   * embedded in windows and averaged. Empty text is refused (InvalidInputError).
   */
  embed(texts: string[], config: EmbeddingConfig, options: EmbedOptions): Promise<Float32Array[]>;
  /** Splits a text at sentence and section ends into parts of at most `config.embedding_chunk_size` tokens of the model. */
  split(text: string, config: EmbeddingConfig): Promise<string[]>;
  /**
   * Splits sections at the ends of sentences and paragraphs, into parts of at most `config.embedding_chunk_size` tokens,
   * and of no more than the model reads. `overlap` are tokens that a part repeats of the one before; default 0.
   */
  splitSections(
    sections: string[],
    config: EmbeddingConfig,
    options?: { overlap?: number; owner?: string; signal?: AbortSignal },
  ): Promise<SectionPart[]>;
  /** Starts loading a model without waiting for the first text. */
  load(config: EmbeddingConfig): Promise<void>;
  status(): EmbedderStatus;
  /** Calls back at each change of status; returns the way to stop. */
  subscribe(listener: (status: EmbedderStatus) => void): () => void;
  /** Ends the worker. */
  close(): void;
}
