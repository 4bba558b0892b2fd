/**
 * The gate that rows of a backup pass: what the app relies on must be there and of the right kind. Rows are stored as they
 * came: fields that a schema does not know are kept.
 */
import { z } from "zod";
import { agentTemplateSchema } from "../../schemas/agent-template.ts";
import {
  agentStateSchema,
  blockSchema,
  blockVersionSchema,
  connectionSchema,
  documentSummarySchema,
  jobSchema,
  mcpServerSchema,
  messageSchema,
  passageSchema,
  settingsSchema,
  sourceSchema,
  toolSchema,
  toolSettingsSchema,
} from "../../schemas/index.ts";

const id = z.string().min(1);
const place = z.number().int();
const texts = z.array(z.string());

const agentRow = agentStateSchema.omit({ memory: true }).extend({
  prompt_template: z.string(),
  sections: z.array(z.object({ section: z.string(), block_id: id })),
  block_ids: texts,
  source_ids: texts,
});

/** Version 1 kept documents whole. */
const documentRow = z.union([
  documentSummarySchema.extend({ seq: place }),
  z.object({ id, source_id: id, text: z.string() }),
]);

const SCHEMAS: Record<string, z.ZodType> = {
  users: z.object({ id, name: z.string(), created_at: z.string() }),
  agents: agentRow,
  agent_templates: agentTemplateSchema,
  blocks: blockSchema,
  block_versions: blockVersionSchema,
  messages: messageSchema.extend({ agent_id: id, seq: place }),
  runs: z.object({
    agent_id: id,
    state: z.enum(["idle", "running", "waiting", "failed", "stopped", "capped"]),
    message_id: z.string().nullable(),
    updated_at: z.string(),
  }),
  steps: z.object({ id, agent_id: id, message_id: id, created_at: z.string(), usage: z.object({}) }),
  passages: passageSchema.omit({ embedding: true }).extend({ seq: place }),
  vectors: z.object({ space: id, id, vector: z.instanceof(Float32Array).nullable() }),
  vector_chunks: z
    .object({ space: id, chunk: place, ids: texts, dim: place, vectors: z.instanceof(Float32Array) })
    .refine((row) => row.vectors.length === row.ids.length * row.dim, "vectors and ids are not as many"),
  vector_spaces: z.object({ space: id, dim: place, version: place }),
  sources: sourceSchema,
  documents: documentRow,
  document_texts: z.object({ doc_id: id, part: place, text: z.string() }),
  document_passages: z.object({ doc_id: id, position: place, passage_id: id }),
  job_files: z.object({ job_id: id, file: place, source_id: id, name: z.string(), size: z.number() }),
  job_file_bytes: z.object({ job_id: id, file: place, part: place, bytes: z.instanceof(Uint8Array) }),
  tools: toolSchema,
  tool_settings: toolSettingsSchema,
  tool_runs: z.object({ id: place, tool_id: id, created_at: z.string() }),
  mcp_servers: mcpServerSchema,
  jobs: jobSchema,
  models: connectionSchema,
  counters: z.object({ key: id, value: z.number() }),
};

const settingsRow = z.object({ key: z.literal("settings"), value: settingsSchema });
const anySettingRow = z.object({ key: id });

/** What is wrong with a row; null where nothing is. Rows of tables that are not known here only need their key. */
export function rowProblem(table: string, row: Record<string, unknown>): string | null {
  const schema =
    table === "settings" ? (row.key === "settings" ? settingsRow : anySettingRow) : SCHEMAS[table];
  const parsed = schema?.safeParse(row);
  if (!parsed || parsed.success) return null;
  const [issue] = parsed.error.issues;
  return issue ? `${issue.path.join(".") || "row"}: ${issue.message}` : "it does not fit";
}
