import { z } from "zod";

/** The JSON schema of a function as tool-calling models read it. */
export const toolJsonSchema = z.object({
  name: z.string().min(1),
  description: z.string(),
  parameters: z.looseObject({
    type: z.literal("object"),
    properties: z.record(z.string(), z.looseObject({})),
    required: z.array(z.string()).default([]),
  }),
});
export type ToolJsonSchema = z.infer<typeof toolJsonSchema>;

export const toolSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  description: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  source_type: z.string().nullable().default(null),
  source_code: z.string().nullable().default(null),
  module: z.string().nullable().default(null),
  json_schema: toolJsonSchema,
  user_id: z.string().nullable().default(null),
});
export type Tool = z.infer<typeof toolSchema>;

/** What the code of a tool may use at most. */
export const toolLimitsSchema = z.object({
  /** Milliseconds from the call to its end, waiting included. */
  time_ms: z.number().int().min(100).max(600_000).default(10_000),
  /** Bytes. JavaScript only: Python has its own floor (its interpreter alone takes some 60 MB). */
  memory_bytes: z
    .number()
    .int()
    .min(1024 * 1024)
    .max(2 * 1024 ** 3)
    .default(64 * 1024 * 1024),
  /** Characters of what it returns, and of what it logs. */
  output_characters: z.number().int().min(100).max(10_000_000).default(1_000_000),
});
export type ToolLimits = z.infer<typeof toolLimitsSchema>;

/** What the person decided about a tool. It stays in this browser: no export, no request and no tool can set it. */
export const toolSettingsSchema = z.object({
  tool_id: z.string().min(1),
  /** Ask the person before each call. */
  requires_approval: z.boolean().default(false),
  /** Hosts its `fetch` reaches (`api.example.com`, `localhost:8080`); none by default. */
  allowed_hosts: z.array(z.string().min(1)).default([]),
  limits: toolLimitsSchema.prefault({}),
});
export type ToolSettings = z.infer<typeof toolSettingsSchema>;
