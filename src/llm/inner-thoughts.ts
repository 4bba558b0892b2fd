/** Inner thoughts as an argument of every tool: how models that leave `content` empty beside a call still think. */
import type { LLMConfig, ToolJsonSchema } from "../schemas/index.ts";
import { ArgumentsSplitter } from "./arguments-splitter.ts";
import type { ChatMessage } from "./provider.ts";

export const INNER_THOUGHTS = "inner_thoughts";

/** Models known to think in `content` beside a call. All others get the argument. */
const THINKS_IN_CONTENT = /^(gpt-4(-\d{4})?(-32k.*)?$|gpt-4-32k|claude|.*\/claude|engram-demo)/i;

/** Where this model's inner thoughts travel: in the arguments (true) or in `content` (false). */
export function thinksInArguments(config: LLMConfig): boolean {
  return config.put_inner_thoughts_in_kwargs ?? !THINKS_IN_CONTENT.test(config.model);
}

const PARAMETER = {
  type: "string",
  description:
    "Your private inner monologue about what you do and why, in a sentence or two. Only you read it.",
};

/** The tools with a required parameter for thoughts; first, so that it streams first. */
export function withThoughtsParameter(tools: ToolJsonSchema[]): ToolJsonSchema[] {
  return tools.map((tool) => ({
    ...tool,
    parameters: {
      ...tool.parameters,
      properties: { [INNER_THOUGHTS]: PARAMETER, ...tool.parameters.properties },
      required: [INNER_THOUGHTS, ...tool.parameters.required],
    },
  }));
}

/** History with an assistant's text moved into the arguments of its call, where the model would have put it. */
export function withThoughtsInArguments(messages: ChatMessage[]): ChatMessage[] {
  return messages.map((message) => {
    const call = message.tool_calls?.[0];
    if (message.role !== "assistant" || !call || message.content === null) return message;
    const args = readObject(call.function.arguments);
    if (!args) return message;
    const moved = JSON.stringify({ ...args, [INNER_THOUGHTS]: message.content }, null, 2);
    return {
      ...message,
      content: null,
      tool_calls: [
        { ...call, function: { ...call.function, arguments: moved } },
        ...(message.tool_calls ?? []).slice(1),
      ],
    };
  });
}

function readObject(source: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // Arguments that the model broke stay as they are; its thought stays in the content.
    return null;
  }
}

/** Takes the thoughts out of a whole call's arguments. */
export function takeThoughts(source: string): { thoughts: string | null; arguments: string } {
  const splitter = new ArgumentsSplitter(INNER_THOUGHTS);
  const { taken, rest } = splitter.feed(source);
  return { thoughts: taken === "" ? null : taken, arguments: rest + splitter.finish() };
}
