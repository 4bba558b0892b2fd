import type { ConversationEdit } from "./conversation-edit.ts";
import type { ErrorRecord } from "./errors.ts";
import type { Message, ToolCall } from "./message.ts";

/** Tokens as the endpoint counted them; our own estimate where it did not (`estimated`). */
export interface Usage {
  completion_tokens: number;
  prompt_tokens: number;
  total_tokens: number;
  step_count: number;
  /** True when at least one step's count is our estimate. */
  estimated?: boolean;
  /** US dollars, null where a price is unknown. */
  cost?: number | null;
}

export function noUsage(): Usage {
  return { completion_tokens: 0, prompt_tokens: 0, total_tokens: 0, step_count: 0, cost: 0 };
}

/** Sum; the cost is unknown as soon as one part's is. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    completion_tokens: a.completion_tokens + b.completion_tokens,
    prompt_tokens: a.prompt_tokens + b.prompt_tokens,
    total_tokens: a.total_tokens + b.total_tokens,
    step_count: a.step_count + b.step_count,
    ...(a.estimated || b.estimated ? { estimated: true } : {}),
    cost: a.cost == null || b.cost == null ? null : a.cost + b.cost,
  };
}

/** Simple messages: an agent's life in three shapes. Pieces of a streamed one share its `id`. */
export interface InternalMonologue {
  id: string;
  date: string;
  internal_monologue: string;
}
export interface FunctionCallMessage {
  id: string;
  date: string;
  /** A piece of a streamed call carries only the keys that grow. */
  function_call: { name?: string; arguments?: string };
}
export interface FunctionReturn {
  id: string;
  date: string;
  function_return: string;
  status: "success" | "error";
}
export type SimpleMessage = InternalMonologue | FunctionCallMessage | FunctionReturn;

/** What a run tells beside its messages; asked for with `include_notices`. */
export type Notice =
  /**
   * The run's turn has come. `message_id` is the stored message that set it off, null where none did; `edit` is what was
   * taken back for it.
   */
  | { type: "run-start"; message_id: string | null; edit?: ConversationEdit }
  /** A request failed and is tried again in `delay_ms`. */
  | { type: "retry"; attempt: number; max_attempts: number; delay_ms: number; reason: string }
  /** Older messages are being folded into a summary. */
  | { type: "summary-start" }
  /** `folded` messages left the context; `without_summary` when the model gave none. */
  | { type: "summary-end"; folded: number; without_summary: boolean }
  /** Something in the request was shortened so that it fits. */
  | { type: "shortened"; what: string; from_characters: number; to_characters: number }
  /** The run was broken off to protect the person's purse; `continueAgent` goes on. */
  | { type: "cap"; cap: "steps" | "tokens" | "cost" | "repeated_call"; limit: number; message: string }
  /** The run waits until the person decides about this call: `decideCall` goes on. */
  | { type: "approval-needed"; call: ToolCall }
  /** A new generation begins; streamed pieces of the last one, if any, are void. */
  | { type: "generation-start"; step: number };

export type StreamWord = "[DONE_GEN]" | "[DONE_STEP]" | "[DONE]";

/** One event of the stream of a message; the same for the screen, REST and tests. */
export type StreamItem =
  | SimpleMessage
  /** The full stored message, instead of the simple ones, where `return_message_object` is set. */
  | { message: Message }
  | { usage: Usage }
  | { notice: Notice }
  | { error: ErrorRecord }
  | StreamWord;

export interface MemGPTResponse {
  /** Full messages by default; simple ones where `return_message_object: false`. */
  messages: Message[] | SimpleMessage[];
  usage: Usage;
  /** Why the run ended early, null when it came to its natural end. */
  stopped?: "cancelled" | "cap" | "approval" | null;
  /** What a command did or found, in words. */
  result?: string;
}
