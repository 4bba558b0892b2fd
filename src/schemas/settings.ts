import { z } from "zod";
import { embeddingConfigSchema } from "./embedding-config.ts";
import { llmConfigSchema } from "./llm-config.ts";

/** Caps that keep one message of the person from running away. */
export const runLimitsSchema = z.object({
  /** Steps an agent may chain for one message. */
  max_steps: z.number().int().min(1).max(1000).default(50),
  /** Tokens (prompt and completion, all steps) for one message. */
  max_tokens: z.number().int().min(1000).default(400_000),
  /** US dollars for one message, where prices are known. */
  max_cost: z.number().positive().default(1),
  /** The same tool with the same arguments this many times in a row breaks the run off. */
  max_repeated_calls: z.number().int().min(2).default(3),
});
export type RunLimits = z.infer<typeof runLimitsSchema>;

/** An endpoint the person has set up. The key lives elsewhere (credentials), found by `endpoint`. */
export const connectionSchema = z.object({
  /** The base URL, without a trailing slash; the connection's identity. */
  endpoint: z.string().min(1),
  /** Preset id; see `listPresets`. */
  type: z.string().min(1),
  name: z.string().min(1),
  /** Models chosen or seen last. */
  models: z.array(llmConfigSchema).default([]),
  updated_at: z.string(),
});
export type Connection = z.infer<typeof connectionSchema>;

/** A server of the same API whose agents stand in the workspace. Its token lives with the keys, found by `base_url`. */
export const remoteServerSchema = z.object({
  /** Names it in addresses of the app. */
  id: z.string().regex(/^[a-z0-9]{4,}$/),
  name: z.string().min(1),
  base_url: z.url({ protocol: /^https?$/ }),
});
export type RemoteServer = z.infer<typeof remoteServerSchema>;

export const settingsSchema = z.object({
  servers: z.array(remoteServerSchema).default([]),
  /** Model for new agents; the demo until the person sets up another. */
  default_llm_config: llmConfigSchema.nullable().default(null),
  default_embedding_config: embeddingConfigSchema.nullable().default(null),
  limits: runLimitsSchema.prefault({}),
  /** Checks an agent's first reply (spec: engine, "A step" 6). */
  first_message_check: z.boolean().default(false),
  /** Runs every tool call of a reply in order instead of only the first. */
  parallel_tool_calls: z.boolean().default(false),
  /** Whether thoughts and calls of an answer stand open. */
  conversation_view: z.enum(["compact", "full"]).default("compact"),
  color_scheme: z.enum(["auto", "light", "dark"]).default("auto"),
});
export type Settings = z.infer<typeof settingsSchema>;
