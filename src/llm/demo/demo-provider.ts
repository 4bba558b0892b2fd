import { CancelledError } from "../../schemas/index.ts";
import type { Completion, CompletionRequest, LLMProvider } from "../provider.ts";
import { readRequest } from "./read-request.ts";
import { planReply } from "./reply.ts";
import { type Sleep, streamReply, timerSleep } from "./stream.ts";
import { summarize } from "./summary.ts";

export interface DemoProviderOptions {
  /** Waits between the pieces of a reply; a timer by default. */
  sleep?: Sleep;
  /** Time between two pieces of a streamed reply. */
  chunkDelayMs?: number;
}

/** Quick enough not to bore, slow enough to be seen. */
const CHUNK_DELAY_MS = 14;
/** Rough characters a token, for usage that is an estimate anyway. */
const CHARACTERS_PER_TOKEN = 4;

const tokensOf = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

/**
 * A small rule-based stand-in for a model, so that Engram can be tried without a key: it reads the same requests and
 * calls the same tools. It keeps no state between requests and says openly that it is a demo.
 */
export function createDemoProvider(options: DemoProviderOptions = {}): LLMProvider {
  const { sleep = timerSleep, chunkDelayMs = CHUNK_DELAY_MS } = options;
  return {
    async complete(request, observer = {}) {
      if (observer.signal?.aborted) throw new CancelledError();
      const completion = answer(request);
      const reply = { content: completion.content, calls: completion.tool_calls };
      if (request.stream)
        await streamReply(reply, observer, { sleep, delayMs: chunkDelayMs, now: () => performance.now() });
      if (observer.signal?.aborted) throw new CancelledError();
      return completion;
    },
  };
}

function answer(request: CompletionRequest): Completion {
  const view = readRequest(request);
  const reply = view.tools === null ? { thought: summarize(request.messages), call: null } : planReply(view);
  const tool_calls = reply.call
    ? [{ name: reply.call.name, arguments: JSON.stringify(reply.call.args) }]
    : [];
  const prompt_tokens = tokensOf(JSON.stringify(request.messages) + JSON.stringify(request.tools ?? []));
  const completion_tokens = tokensOf(
    reply.thought + tool_calls.map((call) => call.name + call.arguments).join(""),
  );
  return {
    content: reply.thought,
    tool_calls,
    finish_reason: tool_calls.length > 0 ? "tool_calls" : "stop",
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    model: request.config.model,
  };
}
