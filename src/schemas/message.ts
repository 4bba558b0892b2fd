import { z } from "zod";

export const messageRoleSchema = z.enum(["system", "user", "assistant", "tool"]);
export type MessageRole = z.infer<typeof messageRoleSchema>;

export const toolCallSchema = z.object({
  id: z.string(),
  type: z.literal("function").default("function"),
  function: z.object({
    name: z.string(),
    /** A JSON string, kept as the model wrote it. */
    arguments: z.string(),
  }),
  /** What the model had written, where the person changed the arguments before the call ran. */
  edited_from: z.string().optional(),
});
export type ToolCall = z.infer<typeof toolCallSchema>;

/** One message of an agent's recall memory. An assistant's `text` is its inner monologue. */
export const messageSchema = z.object({
  id: z.string().min(1),
  role: messageRoleSchema,
  text: z.string().nullable().default(null),
  user_id: z.string().nullable().default(null),
  agent_id: z.string().nullable().default(null),
  model: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
  created_at: z.string(),
  tool_calls: z.array(toolCallSchema).nullable().default(null),
  tool_call_id: z.string().nullable().default(null),
});
export type Message = z.infer<typeof messageSchema>;
