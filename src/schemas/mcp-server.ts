import { z } from "zod";

/** A remote MCP server. The values of its headers are not here: they lie with the keys. */
export const mcpServerSchema = z.object({
  id: z.string().min(1),
  name: z.string().trim().min(1).max(100),
  url: z.url({ protocol: /^https?$/ }),
  /** False: its tools stay listed and attached, and every call of them fails. */
  enabled: z.boolean().default(true),
  /** Names of the headers that go with each request. */
  header_names: z.array(z.string()).default([]),
  /** Agreed at the last connection; null before the first. */
  protocol_version: z.string().nullable().default(null),
  /** What the server calls itself. */
  server_name: z.string().nullable().default(null),
  server_version: z.string().nullable().default(null),
  /** What its tools are called there, by the id of our tool. */
  tool_names: z.record(z.string(), z.string()).default({}),
  /** When it was last asked for its tools; null where it never was. */
  last_checked: z.string().nullable().default(null),
  /** Why that failed; null where it did not. */
  last_error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable(), status: z.number() })
    .nullable()
    .default(null),
  created_at: z.string(),
});
export type McpServer = z.infer<typeof mcpServerSchema>;
