import type { CompletionUsage } from "../llm/provider.ts";
import { addUsage, type LLMConfig, type Usage } from "../schemas/index.ts";

const PER_MILLION = 1_000_000;

/** What tokens cost in US dollars; null where a price is unknown (never guessed). */
export function costOf(usage: CompletionUsage, config: LLMConfig): number | null {
  if (config.model_endpoint_type === "demo") return 0;
  if (config.prompt_price == null || config.completion_price == null) return null;
  return (
    (usage.prompt_tokens * config.prompt_price + usage.completion_tokens * config.completion_price) /
    PER_MILLION
  );
}

/** Tokens and cost of one request as the wire has them. */
export function usageOf(tokens: CompletionUsage, estimated: boolean, config: LLMConfig, steps = 1): Usage {
  return {
    completion_tokens: tokens.completion_tokens,
    prompt_tokens: tokens.prompt_tokens,
    total_tokens: tokens.total_tokens,
    step_count: steps,
    ...(estimated ? { estimated: true } : {}),
    cost: costOf(tokens, config),
  };
}

/** All that a step took: its reply, and what was spent on the way to it. */
export function usageOfStep({ usage, other_usage }: { usage: Usage; other_usage?: Usage }): Usage {
  return other_usage ? addUsage(usage, other_usage) : usage;
}
