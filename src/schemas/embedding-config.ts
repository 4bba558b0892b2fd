import { z } from "zod";

/** Which embedding model, and how long a passage for it may be. */
export const embeddingConfigSchema = z.object({
  embedding_endpoint_type: z.string().min(1).default("local"),
  embedding_endpoint: z.string().nullable().default(null),
  embedding_model: z.string().min(1),
  embedding_dim: z.number().int().positive(),
  /** Tokens of the embedding model's own tokenizer per passage. */
  embedding_chunk_size: z.number().int().positive().default(300),
  azure_endpoint: z.string().nullable().default(null),
  azure_version: z.string().nullable().default(null),
  azure_deployment: z.string().nullable().default(null),
});
export type EmbeddingConfig = z.infer<typeof embeddingConfigSchema>;
