import { LLMError } from "./errors.ts";
import type { CompletionRequest, LLMProvider, SentRequest } from "./provider.ts";

/**
 * The provider that a model's endpoint type names. The demo answers only where it was chosen: it never stands in for
 * a model that fails.
 */
export function createProvider(providers: { openai: LLMProvider; demo: LLMProvider }): LLMProvider {
  const providerOf = ({ config }: CompletionRequest): LLMProvider => {
    const type = config.model_endpoint_type;
    if (!type) throw new LLMError("llm_bad_request", "The model has no endpoint type.");
    return type === "demo" ? providers.demo : providers.openai;
  };
  return {
    async complete(request, observer) {
      return providerOf(request).complete(request, observer);
    },
    async sentFor(request) {
      return sentBy(providerOf(request), request);
    },
  };
}

/** What a provider would send; the request itself where it sends nothing. */
export async function sentBy(provider: LLMProvider, request: CompletionRequest): Promise<SentRequest> {
  return provider.sentFor ? provider.sentFor(request) : { url: null, body: { ...request } };
}
