import { z } from "zod";
import { embeddingConfigSchema } from "./embedding-config.ts";
import { llmConfigSchema } from "./llm-config.ts";
import { memorySchema } from "./memory.ts";

/** Letters of any script, digits, space, hyphen, underscore; 1-50 characters. */
export const agentNameSchema = z
  .string()
  .trim()
  .min(1, "a name has between 1 and 50 characters")
  .max(50, "a name has between 1 and 50 characters")
  .regex(/^[\p{L}\p{M}\p{N} _-]+$/u, "a name is made of letters, digits, spaces, hyphens and underscores");

/** Everything that makes an agent what it is. `message_ids` are the in-context messages, the system message first. */
export const agentStateSchema = z.object({
  id: z.string().min(1),
  name: agentNameSchema,
  description: z.string().nullable().default(null),
  metadata_: z.record(z.string(), z.unknown()).default({}),
  user_id: z.string().nullable().default(null),
  created_at: z.string(),
  message_ids: z.array(z.string()),
  memory: memorySchema,
  tools: z.array(z.string()),
  system: z.string(),
  llm_config: llmConfigSchema,
  embedding_config: embeddingConfigSchema,
});
export type AgentState = z.infer<typeof agentStateSchema>;
