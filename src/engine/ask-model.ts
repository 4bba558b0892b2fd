/** One generation: the request fits, is sent, and comes back as one sound completion, or as an error that says why not. */
import { LLMError } from "../llm/errors.ts";
import type { ChatMessage, Completion, CompletionUsage } from "../llm/provider.ts";
import { CancelledError, EngramError, type ToolJsonSchema } from "../schemas/index.ts";
import { type ContextTokens, reservedForReply } from "./context-window.ts";
import { FIRST_MESSAGE_ATTEMPTS, isSoundFirstReply } from "./first-message.ts";
import { foldOldest, shortenLongest } from "./fold.ts";
import { type LoadedAgent, loadAgent } from "./load-agent.ts";
import { chatMessages, completionRequest } from "./next-request.ts";
import type { EmitRunEvent } from "./run-events.ts";
import type { EngineServices } from "./services.ts";

/** Folds and shortenings one request may need before it is given up. */
const MAX_FITTINGS = 8;
/** Share of its length that a text keeps each time it is shortened. */
const SHORTEN_TO = 0.5;
/** Finish reasons of a reply that came to its own end. */
const NATURAL_ENDS = new Set(["stop", "tool_calls", "function_call"]);

export interface AskParams {
  services: EngineServices;
  tokens: ContextTokens;
  agent: LoadedAgent;
  schemas: ToolJsonSchema[];
  signal: AbortSignal;
  stream: boolean;
  step: number;
  parallel_tool_calls: boolean;
  /** Check this as the agent's first reply. */
  checkFirst: boolean;
  emit: EmitRunEvent;
  /** Ids and date that streamed pieces carry: those of the message to come. */
  messageId: string;
  date: string;
  onDraft: (draft: Draft) => void;
  /** Tokens spent on anything but the returned completion (summaries, refused first replies). */
  onExtraUsage: (usage: CompletionUsage | null) => void;
}

/** What has streamed in so far. */
export interface Draft {
  monologue: string;
  arguments: string;
}

export interface Answer {
  completion: Completion;
  /** The agent as it was sent: a fold loads it anew. */
  agent: LoadedAgent;
  usage: CompletionUsage;
  estimated: boolean;
  streamed: boolean;
}

export async function askModel(params: AskParams): Promise<Answer> {
  const { services, tokens, signal, emit } = params;
  let agent = params.agent;
  let request = chatMessages(agent);
  let shortened = false;
  let firstTries = 0;
  let emptyTries = 0;
  const { llm_config: config } = agent.row;
  const toolTokens = await tokens.ofTools(params.schemas, config.model);
  let fittings = 0;
  /** Makes the request smaller; false where nothing more can be done. */
  const shrink = async (): Promise<boolean> => {
    if (++fittings > MAX_FITTINGS) return false;
    const folded =
      !shortened &&
      (await foldOldest({ services, tokens, agent, signal, emit, onUsage: params.onExtraUsage }));
    if (folded) {
      agent = await loadAgent(services, agent.row.id);
      request = chatMessages(agent);
      return true;
    }
    const shorter = shortenLongest(request, SHORTEN_TO);
    if (!shorter) return false;
    shortened = true;
    request = shorter.messages;
    emit({
      type: "notice",
      notice: {
        type: "shortened",
        what: shorter.what,
        from_characters: shorter.from,
        to_characters: shorter.to,
      },
    });
    return true;
  };

  const room = config.context_window - reservedForReply(config.context_window, config.max_tokens);
  const countRequest = async () =>
    toolTokens +
    (shortened ? await countChat(request, tokens, config.model) : await countContext(agent, tokens));
  let promptTokens = await countRequest();
  while (promptTokens > room) {
    // Our own count is an estimate for many models: where nothing can be done, the endpoint has the last word.
    if (!(await shrink())) break;
    promptTokens = await countRequest();
  }

  for (;;) {
    if (signal.aborted) throw new CancelledError();
    const draft: Draft = { monologue: "", arguments: "" };
    const reset = () => {
      draft.monologue = "";
      draft.arguments = "";
      emit({ type: "notice", notice: { type: "generation-start", step: params.step } });
    };
    reset();
    let streamed = false;
    let completion: Completion;
    try {
      completion = await services.llm.complete(
        completionRequest(agent, {
          messages: request,
          tools: params.schemas,
          parallel_tool_calls: params.parallel_tool_calls,
          stream: params.stream,
        }),
        {
          signal,
          onDelta: (delta) => {
            streamed = true;
            const at = { id: params.messageId, date: params.date };
            if (delta.type === "content") {
              draft.monologue += delta.text;
              emit({ type: "monologue-delta", ...at, text: delta.text });
            } else if (delta.index === 0) {
              draft.arguments += delta.arguments ?? "";
              emit({
                type: "call-delta",
                ...at,
                ...(delta.name === undefined ? {} : { name: delta.name }),
                ...(delta.arguments === undefined ? {} : { arguments: delta.arguments }),
              });
            }
            params.onDraft({ ...draft });
          },
          onRetry: (retry) => {
            emit({ type: "notice", notice: { type: "retry", ...retry } });
            streamed = false;
            reset();
          },
        },
      );
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (EngramError.isInstance(error) && error.code === "llm_context_overflow" && (await shrink())) {
        promptTokens = await countRequest();
        continue;
      }
      throw error;
    }
    const empty = completion.tool_calls.length === 0 && !completion.content?.trim();
    if (empty && emptyTries++ < 1) {
      params.onExtraUsage(completion.usage);
      continue;
    }
    assertComplete(completion, empty);
    if (params.checkFirst && firstTries++ < FIRST_MESSAGE_ATTEMPTS) {
      const expectsMonologue = config.put_inner_thoughts_in_kwargs !== false;
      if (
        !isSoundFirstReply(
          completion,
          expectsMonologue,
          params.schemas.map((schema) => schema.name),
        )
      ) {
        params.onExtraUsage(completion.usage);
        if (firstTries >= FIRST_MESSAGE_ATTEMPTS)
          throw new LLMError(
            "llm_bad_response",
            `The model's first reply failed the check ${firstTries} times.`,
            {
              hint: "Turn the first-message check off in the settings, or choose another model.",
            },
          );
        continue;
      }
    }
    emit({ type: "generation-end" });
    const usage = completion.usage ?? (await estimate(completion, promptTokens, tokens, config.model));
    return { completion, agent, usage, estimated: completion.usage === null, streamed };
  }
}

async function countContext(agent: LoadedAgent, tokens: ContextTokens): Promise<number> {
  const counts = await tokens.ofMessages(agent.messages, agent.row.llm_config.model);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countChat(messages: ChatMessage[], tokens: ContextTokens, model: string): Promise<number> {
  return tokens.ofText(
    messages
      .map((message) => `${message.content ?? ""}${JSON.stringify(message.tool_calls ?? "")}`)
      .join("\n"),
    model,
  );
}

async function estimate(
  completion: Completion,
  promptTokens: number,
  tokens: ContextTokens,
  model: string,
): Promise<CompletionUsage> {
  const text = [completion.content ?? "", ...completion.tool_calls.map((call) => call.name + call.arguments)];
  const completion_tokens = await tokens.ofText(text.join("\n"), model);
  return { prompt_tokens: promptTokens, completion_tokens, total_tokens: promptTokens + completion_tokens };
}

function assertComplete(completion: Completion, empty: boolean): void {
  if (completion.finish_reason === "length")
    throw new LLMError("llm_truncated", "The model's reply was cut off: it reached its length limit.", {
      hint: "Raise the model's maximum reply length, or ask for something shorter.",
    });
  if (completion.finish_reason === "content_filter")
    throw new LLMError("llm_content_filter", "The endpoint's content filter withheld the reply.", {
      hint: "Word the message differently, or use another model.",
    });
  if (!NATURAL_ENDS.has(completion.finish_reason))
    throw new LLMError(
      "llm_bad_response",
      `The model stopped for an unknown reason: ${completion.finish_reason}.`,
      {
        hint: "Try again; if it stays, choose another model.",
      },
    );
  if (empty)
    throw new LLMError("llm_bad_response", "The model answered nothing, twice.", {
      hint: "Try again, or choose another model.",
    });
}
