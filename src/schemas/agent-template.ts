import { z } from "zod";
import { blockSchema } from "./block.ts";
import { embeddingConfigSchema } from "./embedding-config.ts";
import { llmConfigSchema } from "./llm-config.ts";
import { searchModeSchema } from "./search.ts";

/** What a section of core memory begins with in an agent that is made from a template. */
export const templateSectionSchema = z.object({
  section: z.string().min(1),
  label: z.string().min(1),
  value: z.string(),
  limit: z.number().int().positive(),
  description: z.string().nullable().default(null),
  metadata_: blockSchema.shape.metadata_,
});
export type TemplateSection = z.infer<typeof templateSectionSchema>;

/** An agent to make others from: all that it is, nothing that it has lived through. Ours. */
export const agentTemplateSchema = z.object({
  id: z.string().min(1),
  /** Unique among templates. */
  name: z
    .string("a text is required")
    .trim()
    .min(1, "a name has between 1 and 60 characters")
    .max(60, "a name has between 1 and 60 characters"),
  description: z.string().nullable().default(null),
  created_at: z.string(),
  updated_at: z.string(),
  system: z.string(),
  /** In the order they are printed. */
  sections: z.array(templateSectionSchema),
  prompt_template: z.string(),
  /** Names. */
  tools: z.array(z.string()),
  llm_config: llmConfigSchema,
  embedding_config: embeddingConfigSchema,
  search_mode: searchModeSchema.nullable().default(null),
  /** Empty unless they were asked for. */
  source_ids: z.array(z.string()).default([]),
});
export type AgentTemplate = z.infer<typeof agentTemplateSchema>;
