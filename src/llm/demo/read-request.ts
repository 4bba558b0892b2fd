/** What stands in a request, as the demo reads it: the same things a model reads. */
import type { ChatMessage, CompletionRequest } from "../provider.ts";
import { type CoreBlock, readCoreBlocks } from "./core-blocks.ts";

/** A call the agent made, with what came back. */
export interface MadeCall {
  name: string;
  args: Record<string, unknown>;
  ok: boolean;
  result: string;
}

/** What has happened since the person last wrote. */
interface Turn {
  /** The person's words; null where they are not in view. */
  text: string | null;
  calls: MadeCall[];
  /** A system alert the agent has not reacted to yet. */
  alert: string | null;
  /** The person has got an answer. */
  isAnswered: boolean;
}

export interface RequestView {
  /** Names of the tools that may be called; null where the request is no agent's (a summary is wanted). */
  tools: Set<string> | null;
  /** Parameters by tool. */
  parameters: Map<string, Set<string>>;
  blocks: Map<string, CoreBlock>;
  turn: Turn;
  /** Earlier words of the person that are in view, oldest first. */
  earlierTexts: string[];
  /** Earlier words of the agent that are in view, oldest first. */
  earlierReplies: string[];
  /** Texts the agent has archived as far as it can see. */
  archived: string[];
  /** Local time of the latest event: `YYYY-MM-DD hh:mm:ss AM/PM TZ`; null where no event tells. */
  time: string | null;
}

type PackagedEvent = Record<string, unknown>;

/** An event, or null where the content is none. What was shortened in the middle is no JSON any more. */
function readEvent(content: string): PackagedEvent | null {
  if (!content.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as PackagedEvent)
      : null;
  } catch {
    const type = /"type":\s*"(\w+)"/.exec(content)?.[1];
    const text = /"(?:message|reason)":\s*"([\s\S]*?)(?:",\s*"(?:time|name|location)":|$)/.exec(content)?.[1];
    return type ? { type, message: text ?? "", reason: text ?? "" } : null;
  }
}

function readArguments(source: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Its own calls are sound; an imported history may hold others, which tell nothing.
    return {};
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Where folded messages stood: it tells of the past and asks for nothing. */
const isSummary = (alert: string) => /hidden from view/i.test(alert) && /prior messages/i.test(alert);

/** Reads a request. Never throws: whatever cannot be read counts as not there. */
export function readRequest(request: CompletionRequest): RequestView {
  const [first] = request.messages;
  const system = first?.role === "system" ? (first.content ?? "") : "";
  const view: RequestView = {
    tools: request.tools ? new Set(request.tools.map((tool) => tool.name)) : null,
    parameters: new Map(
      (request.tools ?? []).map((tool) => [tool.name, new Set(Object.keys(tool.parameters.properties))]),
    ),
    blocks: readCoreBlocks(system),
    turn: { text: null, calls: [], alert: null, isAnswered: false },
    earlierTexts: [],
    earlierReplies: [],
    archived: [],
    time: null,
  };
  const returns = returnsById(request.messages);
  for (const message of request.messages.slice(system === "" ? 0 : 1)) readMessage(message, view, returns);
  return view;
}

function returnsById(messages: ChatMessage[]): Map<string, PackagedEvent> {
  const returns = new Map<string, PackagedEvent>();
  for (const message of messages)
    if (message.role === "tool" && message.tool_call_id)
      returns.set(
        message.tool_call_id,
        readEvent(message.content ?? "") ?? { status: "OK", message: message.content },
      );
  return returns;
}

function readMessage(message: ChatMessage, view: RequestView, returns: Map<string, PackagedEvent>): void {
  const { turn } = view;
  if (message.role === "assistant") {
    turn.alert = null;
    for (const call of message.tool_calls ?? []) {
      const { name } = call.function;
      const args = readArguments(call.function.arguments);
      const answer = returns.get(call.id);
      const made = { name, args, ok: answer?.status === "OK", result: textOf(answer?.message) };
      turn.calls.push(made);
      if (name === "send_message" && made.ok) {
        turn.isAnswered = true;
        view.earlierReplies.push(textOf(args.message));
      }
      if (name === "archival_memory_insert" && made.ok) view.archived.push(textOf(args.content));
    }
    return;
  }
  if (message.role === "tool") return;
  const content = message.content ?? "";
  const event = readEvent(content);
  if (typeof event?.time === "string") view.time = event.time;
  if (event?.type === "system_alert") {
    const alert = textOf(event.message);
    if (!isSummary(alert)) turn.alert = alert;
  } else if (event?.type === "user_message" || (event?.type === undefined && message.role === "user")) {
    if (turn.text !== null) view.earlierTexts.push(turn.text);
    // Words that came without a package (an imported history) are words all the same.
    const text = event?.type === "user_message" ? textOf(event.message) : content;
    view.turn = { text, calls: [], alert: null, isAnswered: false };
  }
}
