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

/** What endpoints take as the name of a function. */
export const toolNameSchema = z
  .string()
  .regex(
    /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/,
    "a name has at most 64 letters, digits, underscores and hyphens, and begins with no digit",
  );

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

/** Languages a stored tool's code can be in. Tools of other kinds are `built-in` and `mcp`. */
export const TOOL_LANGUAGES = ["javascript", "typescript", "python"] as const;
export type ToolLanguage = (typeof TOOL_LANGUAGES)[number];

/** What the code of a tool may use at most. */
export const toolLimitsSchema = z.object({
  /** Milliseconds from the call to its end, waiting included. */
  time_ms: z.number().int().min(100).max(600_000).default(10_000),
  /** Bytes; in Python, above the 30 MB that its interpreter takes. */
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

export interface ToolLogLine {
  level: "debug" | "log" | "info" | "warn" | "error";
  text: string;
}

/** What went wrong in a program, in its own terms. */
export interface ToolFailure {
  /** Class of the error, e.g. `TypeError`; `Timeout`, `OutOfMemory` and `OutputTooLarge` are limits that were met. */
  name: string;
  message: string;
  /** Line of the source, from 1; null where unknown. */
  line: number | null;
}

/** One run of a stored tool, as its log keeps it. */
export interface ToolRun {
  /** Grows with each run. */
  id: number;
  tool_id: string;
  created_at: string;
  /** Whose memory it had; null where the person tried it out without an agent. */
  agent_id: string | null;
  args: Record<string, unknown>;
  ok: boolean;
  /** What the agent read, or would have. */
  return: string;
  log: ToolLogLine[];
  duration_ms: number;
}
