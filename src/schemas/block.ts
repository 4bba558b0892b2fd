import { z } from "zod";

/** Characters a block may hold unless it says otherwise. */
export const DEFAULT_BLOCK_LIMIT = 2000;

/** A piece of core memory. `template: true` marks library blocks that new agents start from. */
export const blockSchema = z
  .object({
    id: z.string().min(1),
    value: z.string(),
    limit: z.number().int().positive().default(DEFAULT_BLOCK_LIMIT),
    name: z.string().nullable().default(null),
    label: z.string().min(1),
    template: z.boolean().default(false),
    description: z.string().nullable().default(null),
    metadata_: z.record(z.string(), z.unknown()).default({}),
    user_id: z.string().nullable().default(null),
  })
  .refine((block) => block.value.length <= block.limit, {
    path: ["value"],
    error: (issue) => {
      const block = issue.input as { value: string; limit: number };
      return `Edit failed: Exceeds ${block.limit} character limit (requested ${block.value.length}).`;
    },
  });

export type Block = z.infer<typeof blockSchema>;
/** A block labelled `human`: what an agent knows of the person. */
export type Human = Block & { label: "human" };
/** A block labelled `persona`: who the agent is. */
export type Persona = Block & { label: "persona" };
