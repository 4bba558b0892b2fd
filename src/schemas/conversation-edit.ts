/** What a person did to a conversation that can be undone. */
export type ConversationEditKind =
  /** A message was written anew, and what followed it went. */
  | "resend"
  /** An answer was asked for again. */
  | "regenerate"
  | "undo-step"
  /** All that came after a message went. */
  | "undo-to"
  | "delete"
  /** What stood in the place of what was brought back. */
  | "replaced";

export interface ConversationEdit {
  id: string;
  agent_id: string;
  created_at: string;
  kind: ConversationEditKind;
  /** Messages that left the conversation, in its order. */
  message_ids: string[];
  /** Labels of the blocks that have their earlier text again. */
  blocks: string[];
  /** Labels of blocks that were edited again since, and were left as they are. */
  kept_blocks: string[];
  /** Archival memories that went with the steps that had made them. */
  passages: number;
}
