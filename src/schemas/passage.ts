import { z } from "zod";
import { embeddingConfigSchema } from "./embedding-config.ts";
import { type MemoryOrigin, memoryOriginSchema } from "./memory-origin.ts";

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

/** Where a passage came from, as far as it tells; what a source holds came from files. */
export function originOf(passage: Pick<Passage, "source_id" | "metadata_">): MemoryOrigin["kind"] {
  const told = memoryOriginSchema.safeParse(passage.metadata_.origin);
  if (told.success) return told.data.kind;
  return passage.source_id === null ? "unknown" : "import";
}
