import type { Message, ToolCall } from "../schemas/index.ts";

/** A call without its return, and where the return belongs. */
export interface MissingReturn {
  call: ToolCall;
  /** The message after which the return is due. */
  afterId: string;
}

export interface ContextRepair {
  /** Returns that have to be written. */
  missing: MissingReturn[];
  /** Tool messages whose call is not in the context: a model refuses them. */
  orphanIds: string[];
}

/**
 * Finds what makes a context invalid for a model: a tool call is never parted from its return. Such a context comes
 * of edits from outside (an import, `message_ids` set by hand), or of a step lost between two writes.
 *
 * @param waiting ids of calls whose return is still to come: the person has not decided about them.
 */
export function findContextDamage(
  messages: Message[],
  waiting: ReadonlySet<string> = new Set(),
): ContextRepair {
  const missing: MissingReturn[] = [];
  const orphanIds: string[] = [];
  let open: ToolCall[] = [];
  let lastId = "";
  const close = () => {
    for (const call of open) if (!waiting.has(call.id)) missing.push({ call, afterId: lastId });
    open = [];
  };
  for (const message of messages) {
    if (message.role === "tool") {
      const index = open.findIndex((call) => call.id === message.tool_call_id);
      if (index === -1) {
        orphanIds.push(message.id);
        continue;
      }
      open.splice(index, 1);
    } else {
      close();
      open = [...(message.tool_calls ?? [])];
    }
    lastId = message.id;
  }
  close();
  return { missing, orphanIds };
}
