/** Messages of an agent file as recall memory keeps them. */
import { type Message, newId, newToolCallId, type ToolCall } from "../../schemas/index.ts";
import type { ContentPart, FileAgent, FileMessage } from "./agent-file.ts";
import { readTime } from "./read-time.ts";
import type { CarryNote } from "./report.ts";

/** Kinds of agents whose plain text is said to the person; with the others it is a thought. */
const SPEAKING_TYPES = ["letta_v1_agent", "react_agent"];

export interface ReadMessages {
  messages: Message[];
  /** Ids of the messages that are in context, in order. */
  in_context: string[];
  notes: CarryNote[];
}

export interface ReadingAgent {
  id: string;
  name: string;
  user_id: string | null;
  model: string;
  /** ISO 8601; for messages that have no time of their own. */
  now: string;
  /** Local time, as packaged events carry it. */
  event_time: string;
}

/** Turns an agent's messages into ours; ids are new, order and times stay. */
export function readMessages(given: FileAgent, agent: ReadingAgent): ReadMessages {
  const speaks = SPEAKING_TYPES.includes(given.agent_type ?? "");
  const made = new Map<string, Message[]>();
  const dropped = new Map<string, number>();
  /** Names of the tools that were called, by the call's id. */
  const called = new Map<string, string>();
  let files = 0;
  for (const message of given.messages) {
    files += partsOf(message).filter((part) => part.type === "image" || part.type === "file").length;
    const ours = readMessage(message, agent, speaks);
    for (const one of ours) {
      for (const call of one.tool_calls ?? []) called.set(call.id, call.function.name);
      if (one.role === "tool") one.name ??= called.get(one.tool_call_id ?? "") ?? null;
    }
    if (ours.length === 0) dropped.set(message.role, (dropped.get(message.role) ?? 0) + 1);
    made.set(message.id, ours);
  }
  const notes = [...dropped].map(
    ([role, count]): CarryNote => ({ code: "messages_left_out", agent: agent.name, role, count }),
  );
  if (files > 0) notes.push({ code: "attachments_left_out", agent: agent.name, count: files });
  return {
    messages: [...made.values()].flat(),
    in_context: [...new Set(given.in_context_message_ids)].flatMap(
      (id) => made.get(id)?.map((one) => one.id) ?? [],
    ),
    notes,
  };
}

const partsOf = ({ content, text }: FileMessage): ContentPart[] => {
  const given = content ?? text;
  if (typeof given === "string") return [{ type: "text", text: given }];
  return given ?? [];
};

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);

function textOf(parts: ContentPart[], kinds: Record<string, string>): string | null {
  const texts = parts.flatMap((part) => {
    const key = kinds[part.type];
    const value = key === undefined ? undefined : part[key];
    return typeof value === "string" && value !== "" ? [value] : [];
  });
  return texts.length === 0 ? null : texts.join("\n");
}

const SPOKEN = { text: "text", summarized: "text" };
const THOUGHT = { reasoning: "reasoning" };

function readMessage(message: FileMessage, agent: ReadingAgent, speaks: boolean): Message[] {
  const parts = partsOf(message);
  const created_at = readTime(message.created_at) ?? agent.now;
  const make = (fields: Pick<Message, "role" | "text"> & Partial<Message>): Message => ({
    id: newId("message"),
    user_id: agent.user_id,
    agent_id: agent.id,
    model: message.model === undefined ? agent.model : message.model,
    name: message.name ?? null,
    created_at,
    tool_calls: null,
    tool_call_id: null,
    ...fields,
  });
  const text = textOf(parts, SPOKEN);
  switch (message.role) {
    case "system":
    case "developer":
      return [make({ role: "system", text: text ?? "" })];
    case "user":
      return [make({ role: "user", text: text ?? "" })];
    case "summary":
      return [make({ role: "user", text: text ?? "" })];
    case "assistant":
    case "approval": {
      const calls = readCalls(message, parts);
      const thought = textOf(parts, THOUGHT);
      if (message.role === "approval" && calls.length === 0) return [];
      if (!speaks || calls.length > 0 || text === null) {
        const monologue = [thought, text].filter(Boolean).join("\n");
        return [
          make({ role: "assistant", text: monologue || null, tool_calls: calls.length > 0 ? calls : null }),
        ];
      }
      // What it said outright, as our agents say it.
      const id = newToolCallId();
      const call: ToolCall = {
        id,
        type: "function",
        function: { name: "send_message", arguments: JSON.stringify({ message: text }) },
      };
      const returned = JSON.stringify({ status: "OK", message: "None", time: agent.event_time }, null, 2);
      return [
        make({ role: "assistant", text: thought, tool_calls: [call] }),
        make({ role: "tool", text: returned, name: "send_message", tool_call_id: id }),
      ];
    }
    case "tool":
    case "function": {
      const returns = readReturns(message, parts, text);
      return returns.map(({ id, text }) => make({ role: "tool", text, tool_call_id: id }));
    }
    default:
      return [];
  }
}

function readCalls(message: FileMessage, parts: ContentPart[]): ToolCall[] {
  const calls = message.tool_calls.map(
    ({ id, function: called, "x-edited_from": edited }): ToolCall => ({
      id,
      type: "function",
      function: { name: called.name, arguments: asText(called.arguments ?? {}) },
      ...(edited == null ? {} : { edited_from: edited }),
    }),
  );
  if (calls.length > 0) return calls;
  return parts.flatMap((part): ToolCall[] =>
    part.type === "tool_call" && typeof part.id === "string" && typeof part.name === "string"
      ? [
          {
            id: part.id,
            type: "function",
            function: { name: part.name, arguments: asText(part.input ?? {}) },
          },
        ]
      : [],
  );
}

/** One message may hold the returns of several calls. */
function readReturns(
  message: FileMessage,
  parts: ContentPart[],
  text: string | null,
): { id: string; text: string }[] {
  const listed = message.tool_returns.flatMap((one) =>
    one.tool_call_id
      ? [{ id: one.tool_call_id, text: asText(one.func_response ?? one.stdout.join("\n")) }]
      : [],
  );
  const [only] = listed;
  if (message.tool_call_id && listed.length <= 1)
    return [{ id: message.tool_call_id, text: text ?? only?.text ?? "" }];
  if (listed.length > 0) return listed;
  return parts.flatMap((part) =>
    part.type === "tool_return" && typeof part.tool_call_id === "string"
      ? [{ id: part.tool_call_id, text: asText(part.content ?? "") }]
      : [],
  );
}
