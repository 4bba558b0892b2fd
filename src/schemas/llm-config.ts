import { z } from "zod";

/** Window assumed when neither table nor endpoint tells (tokens). */
export const DEFAULT_CONTEXT_WINDOW = 8192;

/** Which model, where. Never holds a key. Fields after `context_window` are ours; absent means "decide by model". */
export const llmConfigSchema = z.object({
  model: z.string().min(1),
  /** Preset id (`openai`, `anthropic`, `ollama`, ...), or `demo` for the stand-in inside the page. */
  model_endpoint_type: z.string().min(1).default("openai"),
  model_endpoint: z.string().nullable().default(null),
  model_wrapper: z.string().nullable().default(null),
  /** Tokens the model reads and writes in one request. */
  context_window: z.number().int().positive().default(DEFAULT_CONTEXT_WINDOW),
  /** Inner thoughts as a tool argument (true) or as the message's content (false). */
  put_inner_thoughts_in_kwargs: z.boolean().nullable().optional(),
  /** How tools are asked for: native tool calls, JSON mode, or a prompt that asks for JSON. */
  tool_mode: z.enum(["native", "json", "prompt"]).nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
  /** Most tokens of one reply. */
  max_tokens: z.number().int().positive().nullable().optional(),
  /** US dollars per million prompt tokens, where known. */
  prompt_price: z.number().nonnegative().nullable().optional(),
  /** US dollars per million completion tokens, where known. */
  completion_price: z.number().nonnegative().nullable().optional(),
});
export type LLMConfig = z.infer<typeof llmConfigSchema>;
