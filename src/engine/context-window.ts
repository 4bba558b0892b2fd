/** What a request holds, and how many tokens of the model that is. */
import type { ChatMessage, TokenCounter } from "../llm/provider.ts";
import type { Message, ToolJsonSchema } from "../schemas/index.ts";

/** Share of the window from which on an agent is warned. */
export const MEMORY_PRESSURE_SHARE = 0.75;

/** Tokens a chat format adds around each message. */
const TOKENS_PER_MESSAGE = 4;

/** A stored message in the shape of the chat API. System alerts and events travel in the user role. */
export function toChatMessage(message: Message): ChatMessage {
  const chat: ChatMessage = { role: message.role, content: message.text };
  if (message.name && message.role === "user") chat.name = message.name;
  if (message.tool_calls?.length)
    chat.tool_calls = message.tool_calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.function.name, arguments: call.function.arguments },
    }));
  if (message.role === "tool" && message.tool_call_id) chat.tool_call_id = message.tool_call_id;
  return chat;
}

/** All the text of a message that a model reads. */
export function countedText(message: Pick<Message, "text" | "tool_calls" | "name">): string {
  const calls = (message.tool_calls ?? []).map((call) => `${call.function.name}${call.function.arguments}`);
  return [message.name ?? "", message.text ?? "", ...calls].join("\n");
}

/**
 * Tokens by message, remembered by id: stored messages hardly ever change, and counting a whole window at every
 * step is what would make a step slow.
 */
export class ContextTokens {
  readonly #counter: TokenCounter;
  readonly #known = new Map<string, { text: string; tokens: number }>();
  static readonly #MAX_KNOWN = 20_000;

  constructor(counter: TokenCounter) {
    this.#counter = counter;
  }

  /** Tokens of each message, the chat format's own included. */
  async ofMessages(messages: Message[], model: string): Promise<number[]> {
    const texts = messages.map(countedText);
    const missing = messages.flatMap((message, index) => {
      const known = this.#known.get(`${model}|${message.id}`);
      return known?.text === texts[index] ? [] : [index];
    });
    if (missing.length > 0) {
      const counts = await this.#counter.count(
        missing.map((index) => texts[index] as string),
        model,
      );
      if (this.#known.size > ContextTokens.#MAX_KNOWN) this.#known.clear();
      missing.forEach((index, nth) => {
        this.#known.set(`${model}|${(messages[index] as Message).id}`, {
          text: texts[index] as string,
          tokens: (counts[nth] as number) + TOKENS_PER_MESSAGE,
        });
      });
    }
    return messages.map((message) => this.#known.get(`${model}|${message.id}`)?.tokens ?? 0);
  }

  async ofText(text: string, model: string): Promise<number> {
    const [tokens] = await this.#counter.count([text], model);
    return tokens ?? 0;
  }

  /** Tokens of each text. */
  async ofTexts(texts: string[], model: string): Promise<number[]> {
    return this.#counter.count(texts, model);
  }

  async ofTools(tools: ToolJsonSchema[], model: string): Promise<number> {
    return tools.length === 0 ? 0 : this.ofText(JSON.stringify(tools), model);
  }
}

/** Tokens a reply may need: kept free when we decide whether a request fits. */
export function reservedForReply(contextWindow: number, maxTokens: number | null | undefined): number {
  return Math.min(maxTokens ?? 1024, Math.floor(contextWindow / 4));
}
