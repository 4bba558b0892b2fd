import { z } from "zod";
import type { ErrorRecord } from "./errors.ts";

/** An error that a job keeps, as it is read from what a server answers. */
export const errorRecordSchema: z.ZodType<ErrorRecord> = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable().default(null),
  status: z.number().default(500),
  detail: z.unknown().optional(),
});

export const jobStatusSchema = z.enum(["created", "running", "completed", "failed", "pending"]);

/** Long work that outlives a call; progress and error stand in `metadata_`. */
export const jobSchema = z.object({
  id: z.string().min(1),
  status: jobStatusSchema,
  created_at: z.string(),
  completed_at: z.string().nullable().default(null),
  user_id: z.string().nullable().default(null),
  metadata_: z.record(z.string(), z.unknown()).default({}),
});
export type Job = z.infer<typeof jobSchema>;

/** `metadata_` of a job that loads documents into a source. */
export const loadProgressSchema = z.object({
  type: z.literal("load"),
  source_id: z.string(),
  name: z.string(),
  /** What it loads: files, which are kept until they are done, or what a connector of a script yields. */
  input: z.enum(["files", "connector"]),
  num_files: z.number().int(),
  num_files_done: z.number().int(),
  num_files_failed: z.number().int(),
  /** Why, by file (in an archive: by what is in it); the first 200 of them. */
  files_failed: z.array(z.object({ file: z.string(), error: errorRecordSchema })),
  bytes_total: z.number().int(),
  bytes_done: z.number().int(),
  num_documents: z.number().int(),
  /** Passages that were not there before. */
  num_passages: z.number().int(),
  /** At the speed of the last minute; null while that is not known. */
  seconds_left: z.number().int().nullable(),
  paused: z.boolean(),
  cancelled: z.boolean(),
  /** Why it stands still or failed, in words, and as a record. */
  error: z.string().nullable(),
  reason: errorRecordSchema.nullable(),
});
export type LoadProgress = z.infer<typeof loadProgressSchema>;
