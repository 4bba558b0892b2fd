/**
 * The agent file (`.af`), version 2, as far as we read it. What others add is let through; keys that begin with `x-`
 * are ours.
 */
import { z } from "zod";

const text = z.string().nullish();
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const record = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

const contentPart = z.looseObject({ type: z.string() });
export type ContentPart = z.infer<typeof contentPart>;

const toolReturn = z.looseObject({
  tool_call_id: text,
  status: text,
  func_response: z.unknown(),
  stdout: list(z.string()),
  stderr: list(z.string()),
});

export const fileMessageSchema = z.looseObject({
  id: z.string(),
  role: z.string(),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
  /** What the oldest files have instead of `content`. */
  text,
  name: text,
  model: text,
  tool_calls: list(
    z.looseObject({
      id: z.string(),
      function: z.looseObject({ name: z.string(), arguments: z.unknown() }),
      "x-edited_from": text,
    }),
  ),
  tool_call_id: text,
  tool_returns: list(toolReturn),
  created_at: text,
});
export type FileMessage = z.infer<typeof fileMessageSchema>;

export const fileBlockSchema = z.looseObject({
  id: z.string(),
  label: z.string().min(1),
  value: z
    .string()
    .nullish()
    .transform((value) => value ?? ""),
  limit: z.number().int().positive().nullish(),
  description: text,
  read_only: z.boolean().nullish(),
  metadata: record,
  "x-name": text,
  "x-label": text,
});
export type FileBlock = z.infer<typeof fileBlockSchema>;

export const fileToolSchema = z.looseObject({
  id: z.string(),
  name: text,
  tool_type: text,
  source_type: text,
  source_code: text,
  description: text,
  json_schema: z.record(z.string(), z.unknown()).nullish(),
  tags: list(z.string()),
  pip_requirements: list(z.unknown()),
  npm_requirements: list(z.unknown()),
  default_requires_approval: z.boolean().nullish(),
  /** A language that the format has no name for. */
  "x-source_type": text,
  /** False where its schema is to stay without the argument that asks for a heartbeat. */
  "x-heartbeat": z.boolean().nullish(),
});
export type FileTool = z.infer<typeof fileToolSchema>;

const fileAgentSchema = z.looseObject({
  id: z.string(),
  name: text,
  system: text,
  description: text,
  agent_type: text,
  metadata: record,
  llm_config: z.record(z.string(), z.unknown()).nullish(),
  embedding_config: z.record(z.string(), z.unknown()).nullish(),
  tags: list(z.string()),
  tool_rules: list(z.record(z.string(), z.unknown())),
  tool_exec_environment_variables: record,
  secrets: record,
  tool_ids: list(z.string()),
  block_ids: list(z.string()),
  source_ids: list(z.string()),
  in_context_message_ids: list(z.string()),
  messages: list(fileMessageSchema),
  files_agents: list(z.unknown()),
  group_ids: list(z.string()),
  "x-prompt_template": text,
  "x-search_mode": text,
  /** True where it is to stay without the tool that says something to the person. */
  "x-silent": z.boolean().nullish(),
});
export type FileAgent = z.infer<typeof fileAgentSchema>;

/** A passage of an agent's archival memory: the format itself has no place for them. */
const archivalSchema = z.looseObject({
  agent_id: z.string(),
  text: z.string().min(1),
  created_at: text,
  metadata: record,
});

const sourceFileSchema = z.looseObject({
  id: z.string(),
  source_id: text,
  file_name: text,
  original_file_name: text,
  file_path: text,
  file_size: z.number().int().nonnegative().nullish(),
  created_at: text,
  content: text,
  metadata: record,
  "x-title": text,
  "x-date": text,
  "x-pages": z.number().int().positive().nullish(),
});
/** A document of a source, with its text. */
export type SourceFile = z.infer<typeof sourceFileSchema>;

/** A passage of a document, in reading order: the format itself has the text only. */
const sourcePassageSchema = z.looseObject({ file_id: z.string(), text: z.string().min(1), metadata: record });

export const agentFileSchema = z.looseObject({
  agents: z.array(fileAgentSchema).min(1, "the file holds no agent"),
  groups: list(z.unknown()),
  skills: list(z.unknown()),
  blocks: list(fileBlockSchema),
  files: list(sourceFileSchema),
  sources: list(
    z.looseObject({
      id: z.string(),
      name: text,
      description: text,
      created_at: text,
      metadata: record,
    }),
  ),
  tools: list(fileToolSchema),
  mcp_servers: list(z.looseObject({ id: text, server_name: text })),
  metadata: record,
  created_at: text,
  "x-archival": list(archivalSchema),
  "x-source-passages": list(sourcePassageSchema),
});
export type AgentFile = z.infer<typeof agentFileSchema>;
/** An agent file as it is written down: what is not there may be left out. */
export type AgentFileInput = z.input<typeof agentFileSchema>;
