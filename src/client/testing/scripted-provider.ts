import { LLMError, type LLMErrorCode } from "../../llm/errors.ts";
import type { Completion, CompletionObserver, CompletionRequest, LLMProvider } from "../../llm/provider.ts";
import { CancelledError } from "../../schemas/index.ts";

/** What the scripted model answers to one request. */
export interface ScriptedReply {
  content?: string | null;
  tool?: [name: string, args: Record<string, unknown> | string];
  tools?: [name: string, args: Record<string, unknown> | string][];
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number } | null;
  finish_reason?: string;
  error?: LLMErrorCode;
  /** Runs before the answer is given: the place for things that happen meanwhile. */
  meanwhile?: () => void | Promise<void>;
  /** Streams this much of the content, then waits to be stopped. */
  hangAfter?: string;
}

/** A provider that answers from a script and remembers what it was asked. */
export class ScriptedProvider implements LLMProvider {
  readonly requests: CompletionRequest[] = [];
  readonly #replies: ScriptedReply[] = [];

  script(...replies: ScriptedReply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  get left(): number {
    return this.#replies.length;
  }

  async complete(request: CompletionRequest, observer: CompletionObserver = {}): Promise<Completion> {
    this.requests.push(structuredClone(request));
    const reply = this.#replies.shift();
    if (!reply) throw new LLMError("llm_bad_response", "the script is at its end");
    await reply.meanwhile?.();
    if (observer.signal?.aborted) throw new CancelledError();
    if (reply.error) throw new LLMError(reply.error, `scripted: ${reply.error}`);
    if (reply.hangAfter !== undefined) {
      observer.onDelta?.({ type: "content", text: reply.hangAfter });
      await new Promise<never>((_, reject) => {
        observer.signal?.addEventListener("abort", () => reject(new CancelledError()), { once: true });
      });
    }
    const calls = (reply.tools ?? (reply.tool ? [reply.tool] : [])).map(([name, args]) => ({
      name,
      arguments: typeof args === "string" ? args : JSON.stringify(args),
    }));
    const content = reply.content === undefined ? "thinking" : reply.content;
    if (request.stream) {
      if (content)
        for (const word of content.split(/(?<= )/)) observer.onDelta?.({ type: "content", text: word });
      calls.forEach((call, index) => {
        observer.onDelta?.({ type: "tool-call", index, name: call.name });
        for (const piece of call.arguments.match(/[\s\S]{1,7}/g) ?? [])
          observer.onDelta?.({ type: "tool-call", index, arguments: piece });
      });
    }
    return {
      content,
      tool_calls: calls,
      finish_reason: reply.finish_reason ?? (calls.length > 0 ? "tool_calls" : "stop"),
      usage:
        reply.usage === undefined
          ? { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 }
          : reply.usage,
      model: request.config.model,
    };
  }
}
