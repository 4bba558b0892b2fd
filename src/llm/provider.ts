/**
 * The one interface to a language model. The engine speaks it; `openai.ts` and `demo/` implement it.
 * A provider hides how inner thoughts and tool calls travel: whatever the model, `content` is the inner
 * monologue and the arguments of a call are the tool's own.
 */
import type { LLMConfig, ToolJsonSchema } from "../schemas/index.ts";

/** A message in the shape of the chat-completions API. */
export interface ChatMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string | null;
  name?: string;
  tool_calls?: { id: string; type: "function"; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

export interface CompletionRequest {
  config: LLMConfig;
  messages: ChatMessage[];
  /** Absent: a plain completion (the summariser). */
  tools?: ToolJsonSchema[];
  parallel_tool_calls?: boolean;
  /** The user's id, sent as the `user` field. */
  user?: string;
  /** Ask for a stream; deltas come through `onDelta`, the whole comes back all the same. */
  stream: boolean;
}

export type CompletionDelta =
  | { type: "content"; text: string }
  /** A piece of the call number `index`: the name once, the arguments as they grow. Joined, they are the final ones. */
  | { type: "tool-call"; index: number; name?: string; arguments?: string };

export interface CompletionObserver {
  signal?: AbortSignal;
  onDelta?: (delta: CompletionDelta) => void;
  /** A request failed and is tried again in `delay_ms`; deltas given so far are void. */
  onRetry?: (retry: { attempt: number; max_attempts: number; delay_ms: number; reason: string }) => void;
}

export interface CompletionUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface Completion {
  /** The inner monologue, null where the model gave none. */
  content: string | null;
  tool_calls: { name: string; arguments: string }[];
  finish_reason: string;
  /** Null where the endpoint tells none. */
  usage: CompletionUsage | null;
  model: string;
}

/**
 * Throws LLMError (see errors.ts), whose codes say what a person can do; CancelledError when `signal` fires.
 */
export interface LLMProvider {
  complete(request: CompletionRequest, observer?: CompletionObserver): Promise<Completion>;
  /** What `complete` would send for this request, the key aside. Absent: the request goes nowhere, and is read as it is. */
  sentFor?(request: CompletionRequest): Promise<SentRequest>;
}

export interface SentRequest {
  /** Null where the model is in this page. */
  url: string | null;
  /** What goes as JSON. */
  body: Record<string, unknown>;
}

/** Counts tokens off the page's thread. */
export interface TokenCounter {
  /** Tokens of each text, by the encoding nearest to the model's. */
  count(texts: string[], model: string): Promise<number[]>;
}
