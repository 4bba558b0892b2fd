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
