/** The embedding models one can choose from, and what each wants. */
import type { EmbeddingConfig } from "../schemas/index.ts";
import type { EmbeddingKind } from "./embedder.ts";

export interface EmbeddingModel {
  /** Goes into `embedding_config.embedding_model`. */
  name: string;
  /** `local`: served with the app. `hub`: from the Hugging Face hub, or from a folder given as `embedding_endpoint`. */
  type: "local" | "hub";
  /** Repository on the hub. */
  repository: string | null;
  dim: number;
  /** Tokens the model reads; the rest would be cut off silently, so texts are split before. */
  max_tokens: number;
  /** How token vectors become one: `none` where the model gives one vector by itself. */
  pooling: "none" | "mean" | "cls";
  /** What is put in front of a text, by kind. */
  prefix: Record<EmbeddingKind, string>;
}

const noPrefix = { query: "", passage: "" };

export const EMBEDDING_MODELS: readonly [EmbeddingModel, ...EmbeddingModel[]] = [
  {
    name: "use-lite",
    type: "local",
    repository: null,
    dim: 512,
    max_tokens: 128,
    pooling: "none",
    prefix: noPrefix,
  },
  {
    name: "all-MiniLM-L6-v2",
    type: "hub",
    repository: "Xenova/all-MiniLM-L6-v2",
    dim: 384,
    max_tokens: 256,
    pooling: "mean",
    prefix: noPrefix,
  },
  {
    name: "bge-small-en-v1.5",
    type: "hub",
    repository: "Xenova/bge-small-en-v1.5",
    dim: 384,
    max_tokens: 512,
    pooling: "cls",
    prefix: { query: "Represent this sentence for searching relevant passages: ", passage: "" },
  },
  {
    name: "gte-small",
    type: "hub",
    repository: "Xenova/gte-small",
    dim: 384,
    max_tokens: 512,
    pooling: "mean",
    prefix: noPrefix,
  },
  {
    name: "multilingual-e5-small",
    type: "hub",
    repository: "Xenova/multilingual-e5-small",
    dim: 384,
    max_tokens: 512,
    pooling: "mean",
    prefix: { query: "query: ", passage: "passage: " },
  },
];

/** Tokens of a passage unless told otherwise. */
const DEFAULT_CHUNK = 300;

function configOf(model: EmbeddingModel): EmbeddingConfig {
  return {
    embedding_endpoint_type: model.type,
    embedding_endpoint: null,
    embedding_model: model.name,
    embedding_dim: model.dim,
    embedding_chunk_size: Math.min(DEFAULT_CHUNK, model.max_tokens),
    azure_endpoint: null,
    azure_version: null,
    azure_deployment: null,
  };
}

/** The model that needs no network. */
export const DEFAULT_EMBEDDING_CONFIG: EmbeddingConfig = configOf(EMBEDDING_MODELS[0]);

export function listEmbeddingConfigs(): EmbeddingConfig[] {
  return EMBEDDING_MODELS.map(configOf);
}

export function embeddingModelOf(config: EmbeddingConfig): EmbeddingModel | undefined {
  return EMBEDDING_MODELS.find((model) => model.name === config.embedding_model);
}
