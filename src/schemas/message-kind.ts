import { z } from "zod";
import type { Message } from "./message.ts";
import { spokenText } from "./spoken-text.ts";

/** Whose a message is, as a person sees it: events are what nobody said, system messages among them. */
export const messageKindSchema = z.enum(["person", "agent", "tool", "event"]);
export type MessageKind = z.infer<typeof messageKindSchema>;

export function kindOfMessage(message: Message): MessageKind {
  if (message.role === "assistant") return "agent";
  if (message.role === "tool") return "tool";
  return message.role === "user" && spokenText(message) !== null ? "person" : "event";
}
