import { z } from "zod";
import { embeddingConfigSchema } from "./embedding-config.ts";

/** A named collection of documents whose passages agents can be given. */
export const sourceSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  description: z.string().nullable().default(null),
  embedding_config: embeddingConfigSchema.nullable().default(null),
  created_at: z.string(),
  user_id: z.string().nullable().default(null),
  metadata_: z.record(z.string(), z.unknown()).default({}),
});
export type Source = z.infer<typeof sourceSchema>;

export const documentSchema = z.object({
  id: z.string().min(1),
  text: z.string(),
  source_id: z.string(),
  user_id: z.string().nullable().default(null),
  metadata_: z.record(z.string(), z.unknown()).default({}),
});
export type Document = z.infer<typeof documentSchema>;
