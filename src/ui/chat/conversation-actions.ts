/** What parts of a conversation share: how its messages are edited, and what was edited last. */
import { createContext } from "react";
import { create } from "zustand";
import type { MessageStream } from "../../client/index.ts";
import type { AgentState, ConversationEdit } from "../../schemas/index.ts";

interface Editing {
  /** The last edit of an agent's conversation, which can be undone; null once it was. */
  last: Record<string, ConversationEdit | null | undefined>;
}

export const useEdits = create<Editing>(() => ({ last: {} }));

export function setLastEdit(agentId: string, edit: ConversationEdit | null): void {
  useEdits.setState(({ last }) => ({ last: { ...last, [agentId]: edit } }));
}

export interface ConversationActions {
  agent: AgentState;
  /** Follows a run that this sets off. */
  watch: (open: (signal: AbortSignal) => Promise<MessageStream>) => void;
  /** Id of the message that is written anew. */
  editing: string | null;
  setEditing: (messageId: string | null) => void;
}

/** Null where messages cannot be edited: on a server. */
export const ConversationActionsContext = createContext<ConversationActions | null>(null);
