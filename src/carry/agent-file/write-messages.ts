/** Messages of recall memory as an agent file has them. */
import type { Message } from "../../schemas/index.ts";

export function writeMessage(message: Message, id: string) {
  const { role, text, name, model, tool_calls, tool_call_id, created_at } = message;
  return {
    id,
    type: "message",
    role,
    content: text === null ? [] : [{ type: "text", text }],
    name,
    model,
    agent_id: "agent-0",
    tool_calls: (tool_calls ?? []).map(({ edited_from, ...call }) => ({
      ...call,
      ...(edited_from === undefined ? {} : { "x-edited_from": edited_from }),
    })),
    tool_call_id,
    tool_returns:
      role === "tool" && tool_call_id
        ? [{ tool_call_id, status: hasFailed(text) ? "error" : "success", func_response: text }]
        : [],
    created_at,
  };
}

/** Whether a return says of itself that the call failed. */
const hasFailed = (text: string | null) => /^\{\s*"status": "Failed"/.test(text ?? "");
