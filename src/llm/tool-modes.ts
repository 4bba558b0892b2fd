/** Tools for models that have none of their own: JSON asked for in words, by JSON mode or by the prompt alone. */
import type { ToolJsonSchema } from "../schemas/index.ts";
import type { ChatMessage } from "./provider.ts";

/** What such a model is told, after the system prompt. */
export function toolInstructions(tools: ToolJsonSchema[]): string {
  const list = tools.map((tool) => {
    const parameters = Object.entries(tool.parameters.properties).map(([name, schema]) => {
      const need = tool.parameters.required.includes(name) ? "" : ", optional";
      return `    ${name} (${String(schema.type ?? "any")}${need}): ${String(schema.description ?? "")}`;
    });
    return [`- ${tool.name}: ${tool.description}`, ...parameters].join("\n");
  });
  return `Answer with exactly one JSON object and nothing around it, in this form:
{"inner_thoughts": "<your private thought>", "function": "<name of one function>", "arguments": {<its arguments>}}
The functions are:
${list.join("\n")}`;
}

/** A conversation without the roles and fields of native tool calls. */
export function withoutNativeTools(messages: ChatMessage[], tools: ToolJsonSchema[]): ChatMessage[] {
  const plain = messages.map((message): ChatMessage => {
    if (message.role === "tool")
      return { role: "user", content: `The function returned: ${message.content ?? ""}` };
    const call = message.tool_calls?.[0];
    if (!call) return { role: message.role, content: message.content };
    let args: unknown = call.function.arguments;
    try {
      args = JSON.parse(call.function.arguments);
    } catch {
      // What the model once broke is shown to it as it was.
    }
    return {
      role: "assistant",
      content: JSON.stringify({
        inner_thoughts: message.content ?? "",
        function: call.function.name,
        arguments: args,
      }),
    };
  });
  const [first, ...rest] = plain;
  const instructions = toolInstructions(tools);
  return first?.role === "system"
    ? [{ role: "system", content: `${first.content ?? ""}\n\n${instructions}` }, ...rest]
    : [{ role: "system", content: instructions }, ...plain];
}

export interface WrittenCall {
  thoughts: string | null;
  name: string;
  arguments: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The JSON in a text: fences and words around it are passed over. */
function jsonPart(text: string): string {
  const fenced = /```(?:json)?\s*([\s\S]*?)(?:```|$)/.exec(text)?.[1];
  const source = fenced?.includes("{") ? fenced : text;
  const start = source.indexOf("{");
  if (start === -1) return "";
  const end = source.lastIndexOf("}");
  return end > start ? source.slice(start, end + 1) : source.slice(start);
}

/** Reads a call that a model wrote as text; null where it wrote none. */
export async function readWrittenCall(text: string): Promise<WrittenCall | null> {
  const source = jsonPart(text);
  if (source === "") return null;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    const { jsonrepair } = await import("jsonrepair");
    try {
      value = JSON.parse(jsonrepair(source));
    } catch {
      // No reading makes sense of it: then it is plain text.
      return null;
    }
  }
  if (!isObject(value)) return null;
  const name = value.function ?? value.name ?? value.tool;
  if (typeof name !== "string" || name === "") return null;
  const args = value.arguments ?? value.params ?? value.parameters ?? {};
  const argumentsText = typeof args === "string" ? args : JSON.stringify(args);
  return {
    thoughts: typeof value.inner_thoughts === "string" ? value.inner_thoughts : null,
    name,
    arguments: argumentsText,
  };
}
