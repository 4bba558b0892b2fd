/** From stored messages to what a person sees of a conversation. Pure: it must not throw on odd content. */
import { addUsage, type Message, type Usage } from "../../schemas/index.ts";

export type ConversationMessage = Message & { seq: number };

/** One thought or call within a turn. */
export interface TurnCall {
  name: string;
  /** Arguments as text, `request_heartbeat` left out; the raw text under `` where they are no JSON object. */
  args: [string, string][];
  /** What the tool gave back, null while it has not. */
  returned: string | null;
  failed: boolean;
}

export interface TurnStep {
  message_id: string;
  thought: string | null;
  calls: TurnCall[];
}

export interface PersonEntry {
  kind: "person";
  id: string;
  text: string;
  name: string | null;
  date: string;
}

/** All an agent did for one message: its steps, and the words that reached the person. */
export interface TurnEntry {
  kind: "turn";
  id: string;
  date: string;
  steps: TurnStep[];
  said: string[];
  /** Ids of all messages it is made of. */
  message_ids: string[];
}

export interface EventEntry {
  kind: "event";
  id: string;
  date: string;
  event: "login" | "heartbeat" | "alert" | "summary";
  text: string;
}

export type Entry = PersonEntry | TurnEntry | EventEntry;

function readObject(text: string | null): Record<string, unknown> | null {
  if (!text?.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // Plain text that begins with a brace.
    return null;
  }
}

const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** Arguments of a call as pairs to show. */
export function readArguments(source: string): [string, string][] {
  const args = readObject(source);
  if (!args) return source.trim() === "" ? [] : [["", source]];
  return Object.entries(args)
    .filter(([key]) => key !== "request_heartbeat")
    .map(([key, value]) => [key, asText(value)]);
}

/** The words of a send_message call; null for other calls. */
export function saidIn(name: string, source: string): string | null {
  if (name !== "send_message") return null;
  const message = readObject(source)?.message;
  return typeof message === "string" ? message : null;
}

/** Number of folded messages in a summary's text, as it says. */
export function foldedCount(text: string): string {
  return /previous (\d+) messages|the (\d+) messages folded/.exec(text)?.slice(1).find(Boolean) ?? "";
}

/** Entries of a stretch of the conversation, in its order. */
export function toEntries(messages: ConversationMessage[]): Entry[] {
  const entries: Entry[] = [];
  let turn: TurnEntry | null = null;
  for (const message of messages) {
    if (message.role === "system") continue;
    if (message.role === "tool") turn?.message_ids.push(message.id);
    if (message.role === "user") {
      const event = readObject(message.text);
      const type = event?.type;
      // A heartbeat is part of the turn it keeps going.
      if (type === "heartbeat" && turn) {
        turn.message_ids.push(message.id);
        continue;
      }
      turn = null;
      entries.push(userEntry(message, event));
      continue;
    }
    if (message.role === "assistant") {
      if (!turn) {
        turn = {
          kind: "turn",
          id: message.id,
          date: message.created_at,
          steps: [],
          said: [],
          message_ids: [],
        };
        entries.push(turn);
      }
      turn.message_ids.push(message.id);
      turn.steps.push({
        message_id: message.id,
        thought: message.text?.trim() || null,
        calls: (message.tool_calls ?? []).map((call) => ({
          name: call.function.name,
          args: readArguments(call.function.arguments),
          returned: null,
          failed: false,
        })),
      });
      for (const call of message.tool_calls ?? []) {
        const said = saidIn(call.function.name, call.function.arguments);
        if (said !== null) turn.said.push(said);
      }
      continue;
    }
    addReturn(turn, message);
  }
  return entries;
}

function userEntry(message: ConversationMessage, event: Record<string, unknown> | null): Entry {
  const at = { id: message.id, date: message.created_at };
  const text = typeof event?.message === "string" ? event.message : (message.text ?? "");
  switch (event?.type) {
    case "login":
      return { kind: "event", ...at, event: "login", text: "" };
    case "heartbeat":
      return { kind: "event", ...at, event: "heartbeat", text: String(event.reason ?? "") };
    case "system_alert":
      return { kind: "event", ...at, event: foldedCount(text) ? "summary" : "alert", text };
    default:
      return { kind: "person", ...at, text, name: message.name };
  }
}

/** A return goes to the first call of the last step that has none; the order of calls is that of returns. */
function addReturn(turn: TurnEntry | null, message: ConversationMessage): void {
  const call = turn?.steps.at(-1)?.calls.find((one) => one.returned === null);
  if (!call) return;
  const event = readObject(message.text);
  call.failed = event?.status === "Failed";
  call.returned =
    event && "message" in event
      ? event.message === null
        ? ""
        : asText(event.message)
      : (message.text ?? "");
}

/** What each turn took, all its steps together, by the turn's id. */
export function usageOfTurns(entries: Entry[], usage: Record<string, Usage>): Map<string, Usage> {
  const turns = new Map<string, Usage>();
  for (const entry of entries) {
    if (entry.kind !== "turn") continue;
    const steps = entry.steps.flatMap((step) => usage[step.message_id] ?? []);
    if (steps.length > 0) turns.set(entry.id, steps.reduce(addUsage));
  }
  return turns;
}
