import { z } from "zod";

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
