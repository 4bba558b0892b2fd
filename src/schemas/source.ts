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

/** A document as a list shows it: its text is asked for by itself. */
export const documentSummarySchema = documentSchema.omit({ text: true }).extend({
  /** Name of the file it came from; a connector's document is named by its title. */
  name: z.string(),
  /** Where the file lay, or where in an archive; null where there is no more than the name. */
  path: z.string().nullable().default(null),
  title: z.string().nullable().default(null),
  /** When it was written, as far as it says so itself. */
  date: z.string().nullable().default(null),
  pages: z.number().int().nullable().default(null),
  /** Bytes of the file; of the text where there was no file. */
  size: z.number().int(),
  num_passages: z.number().int(),
  /** False while it is loaded, and where loading was broken off. */
  complete: z.boolean(),
  created_at: z.string(),
});
export type DocumentSummary = z.infer<typeof documentSummarySchema>;

/** What a source holds, and who has it. */
export const sourceStatusSchema = z.object({
  source_id: z.string(),
  num_documents: z.number().int(),
  num_passages: z.number().int(),
  /** About how many bytes its texts and vectors take on the disk. */
  bytes: z.number().int(),
  attached_agents: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type SourceStatus = z.infer<typeof sourceStatusSchema>;
