import type { Message, SimpleMessage } from "../schemas/index.ts";

/**
 * A stored message in the simple forms of the wire: thoughts and calls of an assistant message share its id; other
 * roles than assistant and tool have none.
 */
export function toSimpleMessages(message: Message): SimpleMessage[] {
  const at = { id: message.id, date: message.created_at };
  if (message.role === "assistant") {
    const calls = (message.tool_calls ?? []).map((call) => ({
      function_call: { name: call.function.name, arguments: call.function.arguments },
      ...at,
    }));
    return message.text === null ? calls : [{ internal_monologue: message.text, ...at }, ...calls];
  }
  if (message.role === "tool") {
    const text = message.text ?? "";
    return [{ function_return: text, status: failed(text) ? "error" : "success", ...at }];
  }
  return [];
}

function failed(packaged: string): boolean {
  try {
    return (JSON.parse(packaged) as { status?: string }).status === "Failed";
  } catch {
    // A return that was stored by another program and is no packaged event.
    return false;
  }
}
