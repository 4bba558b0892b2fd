import type { Message } from "./message.ts";

/**
 * What a person would call the text of a message: the message inside a packaged event, the words sent with
 * send_message, the monologue. Null for events nobody said (heartbeats, logins, alerts).
 */
export function spokenText(message: Message): string | null {
  if (message.role === "user") {
    const event = parseObject(message.text);
    if (!event) return message.text;
    return event.type === "user_message" && typeof event.message === "string" ? event.message : null;
  }
  if (message.role === "assistant") {
    const sent = (message.tool_calls ?? [])
      .filter((call) => call.function.name === "send_message")
      .map((call) => parseObject(call.function.arguments)?.message)
      .filter((text): text is string => typeof text === "string");
    return [message.text, ...sent].filter(Boolean).join("\n") || null;
  }
  return null;
}

function parseObject(text: string | null): Record<string, unknown> | null {
  if (!text?.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // A message that merely begins with a brace is plain text.
    return null;
  }
}
