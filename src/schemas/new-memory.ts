import { z } from "zod";

/** Characters of one memory. More is a document: that is what sources are for. */
export const MAX_MEMORY_LENGTH = 200_000;

export const memoryTextSchema = z
  .string("a text is required")
  .max(MAX_MEMORY_LENGTH, `at most ${MAX_MEMORY_LENGTH} characters`)
  .refine((text) => text.trim() !== "", "an empty memory cannot be stored");

/** A time of any offset, as it is kept: UTC. */
export const timeSchema = z
  .string("a time in ISO 8601")
  .refine((text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)), "a time in ISO 8601")
  .transform((text) => new Date(text).toISOString());

/** A memory to be stored. */
export const newMemorySchema = z.object({
  text: memoryTextSchema,
  /** Now by default. */
  created_at: timeSchema.optional(),
  metadata_: z.record(z.string(), z.json()).default({}),
});
export type NewMemory = z.infer<typeof newMemorySchema>;
