import type { EmbeddingConfig } from "../schemas/index.ts";
export const DEFAULT_EMBEDDING_CONFIG: EmbeddingConfig = { embedding_endpoint_type: "local", embedding_endpoint: null, embedding_model: "use-lite", embedding_dim: 512, embedding_chunk_size: 128, azure_endpoint: null, azure_version: null, azure_deployment: null };
export function listEmbeddingConfigs(): EmbeddingConfig[] { return [DEFAULT_EMBEDDING_CONFIG]; }
