/** What a stored message says, entry by entry, as a reader of a conversation would tell it. */
import { type Message, spokenText } from "../../schemas/index.ts";

export interface ConversationEntry {
  /** `event` is what happened to the agent and nobody said: a login, a heartbeat, a summary. */
  kind: "person" | "agent" | "thought" | "call" | "return" | "event";
  text: string;
  /** Of a call or a return: the tool. */
  tool?: string;
  message_id: string;
  created_at: string;
}

/** @param withSteps thoughts, calls and events besides what was said. */
export function entriesOf(message: Message, withSteps: boolean): ConversationEntry[] {
  const { id, created_at, role, text, tool_calls, name } = message;
  const entry = (kind: ConversationEntry["kind"], said: string | null, tool?: string | null) =>
    said ? [{ kind, text: said, ...(tool ? { tool } : {}), message_id: id, created_at }] : [];
  switch (role) {
    case "user": {
      const said = spokenText(message);
      if (said !== null) return entry("person", said);
      return withSteps ? entry("event", text) : [];
    }
    case "assistant": {
      const calls = tool_calls ?? [];
      return [
        ...(withSteps ? entry("thought", text) : []),
        ...calls.flatMap(({ function: called }) => {
          const said = called.name === "send_message" ? messageIn(called.arguments) : null;
          if (said !== null) return entry("agent", said);
          return withSteps ? entry("call", called.arguments, called.name) : [];
        }),
      ];
    }
    case "tool":
      return withSteps && name !== "send_message" ? entry("return", text, name) : [];
    default:
      return [];
  }
}

/** The words of a call of send_message; null where they cannot be read. */
function messageIn(argumentsText: string): string | null {
  try {
    const value: unknown = JSON.parse(argumentsText);
    if (typeof value === "object" && value !== null && "message" in value) return String(value.message);
  } catch {
    // Arguments that are no JSON are shown as the call that they are.
  }
  return null;
}
