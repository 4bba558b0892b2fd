import { LLMError } from "./errors.ts";
import type { LLMProvider } from "./provider.ts";

/**
 * The provider that a model's endpoint type names. The demo answers only where it was chosen: it never stands in for
 * a model that fails.
 */
export function createProvider(providers: { openai: LLMProvider; demo: LLMProvider }): LLMProvider {
  return {
    async complete(request, observer) {
      const type = request.config.model_endpoint_type;
      if (!type) throw new LLMError("llm_bad_request", "The model has no endpoint type.");
      return (type === "demo" ? providers.demo : providers.openai).complete(request, observer);
    },
  };
}
