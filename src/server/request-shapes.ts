/** What requests must look like. Unknown fields are let pass: later clients send more than there is here. */
import { z } from "zod";
import {
  blockSchema,
  embeddingConfigSchema,
  llmConfigSchema,
  messageRoleSchema,
  TOOL_LANGUAGES,
  toolCallSchema,
  toolJsonSchema,
} from "../schemas/index.ts";

const text = z.string();
const metadata = z.record(z.string(), z.unknown());

/** A block as one writes it: the value is enough. */
const blockInputSchema = z.looseObject({
  ...blockSchema.shape,
  id: text.optional(),
  label: text.min(1).optional(),
  limit: z.number().int().positive().optional(),
  name: text.nullish(),
  template: z.boolean().optional(),
  description: text.nullish(),
  metadata_: metadata.optional(),
  user_id: text.nullish(),
});

const memoryInputSchema = z.object({
  memory: z.record(text.min(1), blockInputSchema),
  prompt_template: text.optional(),
  tool_names: z.array(text).optional(),
});

export const createAgentShape = z.object({
  name: text.nullish(),
  description: text.nullish(),
  metadata_: metadata.nullish(),
  memory: memoryInputSchema.nullish(),
  tools: z.array(text).nullish(),
  include_base_tools: z.boolean().nullish(),
  system: text.nullish(),
  llm_config: llmConfigSchema.nullish(),
  embedding_config: embeddingConfigSchema.nullish(),
  // The form of later clients.
  memory_blocks: z
    .array(
      z.object({
        label: text.min(1),
        value: text,
        limit: z.number().int().positive().nullish(),
        name: text.nullish(),
        description: text.nullish(),
      }),
    )
    .nullish(),
  block_ids: z.array(text).nullish(),
  tool_ids: z.array(text).nullish(),
  source_ids: z.array(text).nullish(),
  model: text.nullish(),
  embedding: text.nullish(),
});

export const updateAgentShape = z.object({
  id: text.nullish(),
  name: text.nullish(),
  description: text.nullish(),
  metadata_: metadata.nullish(),
  system: text.nullish(),
  tools: z.array(text).nullish(),
  llm_config: llmConfigSchema.nullish(),
  embedding_config: embeddingConfigSchema.nullish(),
  message_ids: z.array(text).nullish(),
  memory: memoryInputSchema.nullish(),
  tool_ids: z.array(text).nullish(),
});

export const updateMemoryShape = z.record(text.min(1), z.union([text, z.array(text)]));

export const insertArchivalShape = z.object({ text });

/** The content of later clients is a text, or parts of which the texts count. */
const contentSchema = z.union([
  text,
  z
    .array(z.looseObject({ type: text, text: text.optional() }))
    .transform((parts) => parts.flatMap((part) => part.text ?? []).join("\n")),
]);

export const sendMessageShape = z.object({
  messages: z
    .array(
      z
        .object({
          role: z.enum(["user", "system"], "the role is user or system"),
          text: text.nullish(),
          content: contentSchema.nullish(),
          name: text.nullish(),
        })
        .refine(({ text, content }) => text != null || content != null, {
          path: ["text"],
          message: "a text is required",
        }),
    )
    .length(1, "exactly one message at a time"),
  stream_steps: z.boolean().nullish(),
  stream_tokens: z.boolean().nullish(),
  return_message_object: z.boolean().nullish(),
  run_async: z.literal(false, "messages are not answered in the background here").nullish(),
  include_notices: z.boolean().nullish(),
  include_usage: z.boolean().nullish(),
  use_assistant_message: z.boolean().nullish(),
});

export const updateMessageShape = z.object({
  id: text.nullish(),
  role: messageRoleSchema.optional(),
  text: text.nullish(),
  name: text.nullish(),
  model: text.nullish(),
  tool_calls: z.array(toolCallSchema).nullish(),
  tool_call_id: text.nullish(),
});

export const commandShape = z.object({ command: text });

export const createBlockShape = z.object({
  label: text.min(1),
  name: text.nullish(),
  value: text,
  limit: z.number().int().positive().nullish(),
  template: z.boolean().nullish(),
});

export const updateBlockShape = z.object({
  id: text.nullish(),
  name: text.nullish(),
  value: text.nullish(),
  limit: z.number().int().positive().nullish(),
});

export const approvalShape = z.object({
  call_id: text,
  decision: z.enum(["approve", "deny"]),
  reason: text.nullish(),
  arguments: z.record(z.string(), z.unknown()).nullish(),
  stream_steps: z.boolean().nullish(),
  stream_tokens: z.boolean().nullish(),
  return_message_object: z.boolean().nullish(),
  include_notices: z.boolean().nullish(),
  include_usage: z.boolean().nullish(),
});

const toolArguments = z.record(z.string(), z.unknown()).nullish();

export const runToolShape = z.union(
  [
    z.object({ tool_id: text, args: toolArguments, agent_id: text.nullish() }),
    z.object({
      source_code: text,
      source_type: z.enum(TOOL_LANGUAGES).nullish(),
      name: text.nullish(),
      args: toolArguments,
      agent_id: text.nullish(),
    }),
  ],
  "a tool_id or a source_code is required",
);

export const createToolShape = z.object({
  name: text.nullish(),
  source_type: text.nullish(),
  source_code: text.nullish(),
  json_schema: toolJsonSchema.nullish(),
  tags: z.array(text).nullish(),
  description: text.nullish(),
  module: text.nullish(),
});

export const updateToolShape = createToolShape.omit({ module: true });

export const createSourceShape = z.object({
  name: text,
  description: text.nullish(),
  metadata_: metadata.nullish(),
});

export const updateSourceShape = createSourceShape.partial();
