import { z } from "zod";
import { blockSchema } from "./block.ts";

/** Jinja template that prints each section with its size; what the model sees of core memory. */
export const DEFAULT_PROMPT_TEMPLATE =
  '{% for block in memory.values() %}<{{ block.name }} characters="{{ block.value|length }}/{{ block.limit }}">\n' +
  "{{ block.value }}\n" +
  "</{{ block.name }}>{% if not loop.last %}\n{% endif %}{% endfor %}";

/** Names of new sections: they stand in tags, and models repeat them. */
export const sectionNameSchema = z
  .string("a text is required")
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N}_ -]{0,48}[\p{L}\p{N}_-])?$/u,
    "1 to 50 letters, digits, spaces, dashes and underscores, no space at either end",
  );

/** Core memory: sections by label, and the template that compiles them into the system message. */
export const memorySchema = z.object({
  memory: z.record(z.string().min(1), blockSchema),
  prompt_template: z.string().default(DEFAULT_PROMPT_TEMPLATE),
});
export type Memory = z.infer<typeof memorySchema>;

export interface ArchivalMemorySummary {
  /** Number of passages of the agent's own. */
  size: number;
}
export interface RecallMemorySummary {
  /** Number of messages ever stored for the agent. */
  size: number;
}
