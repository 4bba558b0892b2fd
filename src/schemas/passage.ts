import { z } from "zod";
import { embeddingConfigSchema } from "./embedding-config.ts";

/** One piece of archival memory. `embedding` is given only where it is asked for: it lives in a table of its own. */
export const passageSchema = z.object({
  id: z.string().min(1),
  text: z.string(),
  embedding: z.array(z.number()).nullable().default(null),
  embedding_config: embeddingConfigSchema.nullable().default(null),
  created_at: z.string(),
  user_id: z.string().nullable().default(null),
  agent_id: z.string().nullable().default(null),
  source_id: z.string().nullable().default(null),
  doc_id: z.string().nullable().default(null),
  metadata_: z.record(z.string(), z.unknown()).default({}),
});
export type Passage = z.infer<typeof passageSchema>;
