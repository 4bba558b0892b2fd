/** What the next request would hold, part by part, in the model's tokens. */
export interface ContextWindowOverview {
  context_window_size_max: number;
  context_window_size_current: number;
  num_messages: number;
  num_archival_memory: number;
  num_recall_memory: number;
  num_tokens_system: number;
  num_tokens_core_memory: number;
  num_tokens_external_memory_summary: number;
  num_tokens_summary_memory: number;
  num_tokens_functions_definitions: number;
  num_tokens_messages: number;
  system_prompt: string;
  core_memory: string;
  external_memory_summary: string;
  summary_memory: string | null;
  functions_definitions: unknown[];
  messages: unknown[];
}

/**
 * Core memory is `block`s, and `template` for what a template of one's own puts around them; `core` where it is not
 * known apart.
 */
export type ContextPartKind =
  | "system"
  | "tools"
  | "metadata"
  | "core"
  | "block"
  | "template"
  | "summary"
  | "messages";

/** A stretch of the next request. */
export interface ContextPart {
  kind: ContextPartKind;
  /** The section's name of a block; null of other parts. */
  section: string | null;
  tokens: number;
  /** Exactly what the model reads; of messages, all of them as JSON. */
  text: string;
}

export interface ContextMessage {
  id: string;
  role: "user" | "assistant" | "tool" | "system";
  created_at: string;
  tokens: number;
  /** Exactly what the model reads: the text, and calls as JSON. */
  text: string;
}

/** The next request part by part, in its order but for the tools, and where it meets its limits. All in tokens. */
export interface ContextParts {
  model: string;
  context_window: number;
  used: number;
  /** From here on the agent is warned to save what matters; null where not known. */
  warned_at: number | null;
  /** From here on the oldest messages are folded into a summary, the rest being kept free for the reply. */
  folded_at: number | null;
  parts: ContextPart[];
  /** The messages of the part `messages`, oldest first; empty where they are not known apart. */
  messages: ContextMessage[];
}

/** The next request as it would be sent. A key travels in a header, and is not part of it. */
export interface NextRequest {
  /** Null where the model is in this page. */
  url: string | null;
  body: Record<string, unknown>;
}
