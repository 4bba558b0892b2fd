import { z } from "zod";
import { blockSchema } from "./block.ts";
import { memoryOriginSchema } from "./memory-origin.ts";

/** A section of an agent's core memory that was taken off: enough to put it back where it was. */
export const removedSectionSchema = z.object({
  agent_id: z.string().min(1),
  section: z.string().min(1),
  /** Its place among the sections, from 0. */
  position: z.number().int().min(0),
  block_id: z.string().min(1),
});
export type RemovedSection = z.infer<typeof removedSectionSchema>;

/** A block as it was after one change. */
export const blockVersionSchema = z.object({
  id: z.string().min(1),
  block_id: z.string().min(1),
  /** The order of the block's changes, from 1. */
  seq: z.number().int().positive(),
  at: z.string(),
  by: memoryOriginSchema,
  block: blockSchema,
  /** Set where the change took the block away: from the agent that had it last. */
  removed_from: removedSectionSchema.optional(),
});
export type BlockVersion = z.infer<typeof blockVersionSchema>;
