import { z } from "zod";

/**
 * Where a memory, or a change of one, came from. `tool`: code that an agent's call ran. `import`: a file. `app`: it came
 * with the app. `unknown`: it is older than these notes.
 */
export const memoryOriginSchema = z.object({
  kind: z.enum(["agent", "tool", "person", "import", "app", "unknown"]),
  /** The agent that wrote it. */
  agent_id: z.string().optional(),
  /** The message that holds the call. */
  message_id: z.string().optional(),
  tool_call_id: z.string().optional(),
  tool_name: z.string().optional(),
});
export type MemoryOrigin = z.infer<typeof memoryOriginSchema>;

export const BY_PERSON: MemoryOrigin = { kind: "person" };
