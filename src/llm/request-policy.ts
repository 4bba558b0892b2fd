/** What each provider wants and refuses: headers, fields, and the way a key travels. */
import type { LLMConfig } from "../schemas/index.ts";

/** Headers of the SDK about itself: many endpoints' CORS rules refuse them. Null unsets. */
export const UNSET_SDK_HEADERS: Record<string, null> = Object.fromEntries(
  [
    "Lang",
    "Package-Version",
    "OS",
    "Arch",
    "Runtime",
    "Runtime-Version",
    "Retry-Count",
    "Timeout",
    "Helper-Method",
    "Async",
  ].map((name) => [`X-Stainless-${name}`, null]),
);

/** The headers a key and a provider need. `Authorization: null` takes the SDK's own away. */
export function headersFor(type: string, key: string | null): Record<string, string | null> {
  if (type === "anthropic")
    return {
      "anthropic-dangerous-direct-browser-access": "true",
      "anthropic-version": "2023-06-01",
      Authorization: null,
      ...(key ? { "x-api-key": key } : {}),
    };
  if (type === "gemini") return { Authorization: null, ...(key ? { "x-goog-api-key": key } : {}) };
  return { Authorization: key ? `Bearer ${key}` : null };
}

/** Fields of a request that an endpoint may not know; each can be left out without changing what is asked. */
export type OptionalField =
  | "user"
  | "parallel_tool_calls"
  | "stream_options"
  | "temperature"
  | "max_tokens"
  | "max_completion_tokens"
  | "tool_choice"
  | "response_format";

/** Fields that a provider is known to refuse. What is not listed is learned from its answers. */
const REFUSED: Record<string, OptionalField[]> = {
  mistral: ["user", "stream_options"],
  gemini: ["user", "parallel_tool_calls"],
  anthropic: ["user"],
  ollama: ["user", "parallel_tool_calls"],
};

/** Models that think before they answer: other names and rules for the same things. */
const REASONING_MODEL = /(^|\/)(o[1-9]|gpt-5)/i;

export function refusedFields(config: LLMConfig): Set<OptionalField> {
  const refused = new Set(REFUSED[config.model_endpoint_type] ?? []);
  if (REASONING_MODEL.test(config.model)) {
    refused.add("parallel_tool_calls");
    refused.add("temperature");
  }
  return refused;
}

/** The field for the length of a reply. */
export function maxTokensField(config: LLMConfig): "max_tokens" | "max_completion_tokens" {
  return config.model_endpoint_type === "openai" || REASONING_MODEL.test(config.model)
    ? "max_completion_tokens"
    : "max_tokens";
}

const OPTIONAL: OptionalField[] = [
  "parallel_tool_calls",
  "stream_options",
  "max_completion_tokens",
  "max_tokens",
  "temperature",
  "tool_choice",
  "response_format",
  "user",
];

/** The optional field that an endpoint's refusal names, if any. */
export function fieldNamedIn(text: string, sent: Record<string, unknown>): OptionalField | null {
  if (
    !/unsupported|unrecognized|unknown|unexpected|not (?:supported|permitted|allowed)|extra|invalid/i.test(
      text,
    )
  )
    return null;
  return OPTIONAL.find((field) => field in sent && new RegExp(`\\b${field}\\b`, "i").test(text)) ?? null;
}
