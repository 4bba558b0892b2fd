/** What is known of models without asking: context windows. Prices come from the endpoint or from the person only. */
import { DEFAULT_CONTEXT_WINDOW, type LLMConfig } from "../schemas/index.ts";

/**
 * Tokens a model reads and writes, by the beginning of its name; the first match counts. The gpt-3.5 and gpt-4 rows
 * are the reference engine's, the others the makers' published figures.
 */
const WINDOWS: readonly [RegExp, number][] = [
  [/^gpt-4-32k/, 32_768],
  [/^gpt-4-(1106|0125|turbo|vision)/, 128_000],
  [/^gpt-4\.1/, 1_047_576],
  [/^gpt-4\.5/, 128_000],
  [/^gpt-4o|^chatgpt-4o/, 128_000],
  [/^gpt-4/, 8192],
  [/^gpt-3\.5-turbo-(1106|0125|16k)/, 16_385],
  [/^gpt-3\.5-turbo-instruct/, 4096],
  [/^gpt-3\.5-turbo$/, 4096],
  [/^gpt-3\.5/, 4096],
  [/^gpt-5/, 400_000],
  [/^gpt-oss/, 131_072],
  [/^o1-mini|^o1-preview/, 128_000],
  [/^o[134]/, 200_000],
  [/^claude-(2\.0|instant)/, 100_000],
  [/^claude/, 200_000],
  [/^gemini-1\.5-pro/, 2_097_152],
  [/^gemini-(1\.5|2|3)/, 1_048_576],
  [/^gemma-?3/, 131_072],
  [/^gemma/, 8192],
  [/^deepseek/, 65_536],
  [/^(mistral|ministral|codestral|devstral|magistral|pixtral)/, 131_072],
  [/^(open-)?mixtral-8x22b/, 65_536],
  [/^(open-)?mixtral/, 32_768],
  [/^llama-?(3\.[123]|4)/, 131_072],
  [/^(meta-)?llama-?3/, 8192],
  [/^qwen-?3/, 40_960],
  [/^qwen/, 32_768],
  [/^phi-?[34]/, 16_384],
];

/** The window of a model by its name; the cautious default where the name tells nothing. */
export function contextWindowOf(model: string): number {
  // "openai/gpt-4o", "models/gemini-2.0-flash", "meta-llama/Llama-3.1-8B": the maker stands before the name.
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  return WINDOWS.find(([pattern]) => pattern.test(name))?.[1] ?? DEFAULT_CONTEXT_WINDOW;
}

/** A config for a model of an endpoint; what the endpoint told of it wins over the table. */
export function llmConfigFor(params: {
  model: string;
  type: string;
  endpoint: string;
  context_window?: number | null;
  prompt_price?: number | null;
  completion_price?: number | null;
}): LLMConfig {
  return {
    model: params.model,
    model_endpoint_type: params.type,
    model_endpoint: params.endpoint.replace(/\/+$/, ""),
    model_wrapper: null,
    context_window: params.context_window ?? contextWindowOf(params.model),
    prompt_price: params.prompt_price ?? null,
    completion_price: params.completion_price ?? null,
  };
}
