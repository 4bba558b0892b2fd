/** Words of editing a conversation. */
import type { ConversationEdit } from "../../schemas/index.ts";
import { translatable } from "./language.ts";
import { count } from "./numbers.ts";

const KINDS: Record<ConversationEdit["kind"], string> = {
  resend: "A message was written anew",
  regenerate: "Another answer was asked for",
  "undo-step": "A step was undone",
  "undo-to": "What came after a message was undone",
  delete: "Messages were deleted",
  replaced: "What had come in its place was undone",
};

export const conversationTexts = translatable("conversation", {
  actions: "Actions for this message",
  copy: "Copy",
  edit: "Edit and send again",
  regenerate: "Answer again",
  branch: "Branch from here",
  undoTo: "Undo what came after",
  delete: "Delete",
  message: "Your message",
  sendAgain: "Send again",
  editHint: "What followed this message is undone, memory edits too. You can bring it back.",

  undoStep: "Undo last step",
  heartbeat: "Heartbeat now",
  undone: "Show undone",
  full: "Show thoughts and calls in full",
  systemNote: "Send as system note",
  duplicate: "Duplicate",

  duplicateTitle: (name: string) => `Duplicate ${name}`,
  withConversation: "With the conversation",
  withArchival: "With archival memory",
  name: "Name",

  noteTitle: "System note",
  noteText: "What the agent is to know",
  noteHint: "The agent reads it as a note of the system, not as your words.",
  send: "Send",

  searchTitle: "Search",
  searchLead: "Everything that was said, with every agent. A result opens where it was said.",
  searchField: "Search all conversations",
  found: (n: number) => (n === 0 ? "Nothing found." : `Found ${count(n, "message", "messages")}.`),

  undoneTitle: "Undone",
  undoneNone: "Nothing in this conversation was undone.",
  undoneLead: "What you bring back takes the place of what came since, which then stands here.",
  bringBack: "Bring back",
  you: "You",
  agent: "Agent",
  kind: (kind: ConversationEdit["kind"]) => KINDS[kind],

  done: ({ message_ids, blocks, passages, kept_blocks }: ConversationEdit) =>
    [
      `Took ${count(message_ids.length, "message", "messages")} out of the conversation.`,
      blocks.length > 0 ? `Undid the edits of ${blocks.join(", ")}.` : "",
      passages > 0 ? `Took ${count(passages, "memory", "memories")} out of the archive.` : "",
      kept_blocks.length > 0 ? `Left ${kept_blocks.join(", ")} as it is: it was edited since.` : "",
    ]
      .filter(Boolean)
      .join(" "),
  broughtBack: (kept: string[]) =>
    kept.length > 0 ? `Brought back. ${kept.join(", ")} was edited since and is as it was.` : "Brought back.",
});
