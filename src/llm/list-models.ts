import type { LLMConfig } from "../schemas/index.ts";
import { CancelledError } from "../schemas/index.ts";
import { LLMError } from "./errors.ts";
import { mapFailure } from "./map-error.ts";
import { llmConfigFor } from "./models.ts";
import { fetchWithAddressSpace } from "./openai.ts";
import { presetOf } from "./presets.ts";
import { headersFor } from "./request-policy.ts";

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

export interface ListModelsParams {
  endpoint: string;
  type: string;
  getKey: (endpoint: string) => Promise<string | null>;
  signal?: AbortSignal;
  fetch?: Fetch;
  isOnline?: () => boolean;
}

/** Models that do not chat. */
const NO_CHAT =
  /embed|whisper|tts|dall-e|image|imagen|veo|moderation|rerank|transcri|audio|realtime|speech|guard|ocr|davinci|babbage|sora|aqa/i;

interface WireModel {
  id?: unknown;
  name?: unknown;
  [key: string]: unknown;
}

const positive = (value: unknown): number | null => {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? Math.floor(number) : null;
};

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** The window, under the names that endpoints give it. */
function windowOf(model: WireModel): number | null {
  return (
    positive(model.context_window) ??
    positive(model.context_length) ??
    positive(model.max_context_length) ??
    positive(model.max_model_len) ??
    positive(model.inputTokenLimit) ??
    positive(field(model.meta, "n_ctx")) ??
    positive(field(model.meta, "n_ctx_train"))
  );
}

/** US dollars per million tokens, from a price a token (OpenRouter) or a million (Together). */
function priceOf(model: WireModel, perToken: string, perMillion: string): number | null {
  const token = field(model.pricing, perToken);
  if (token !== undefined && Number.isFinite(Number(token)) && Number(token) >= 0)
    return Number(token) * 1_000_000;
  const million = field(model.pricing, perMillion);
  return typeof million === "number" && million >= 0 ? million : null;
}

/**
 * The chat models of an endpoint, with windows and prices where it tells them, in the order of their names.
 *
 * @throws LLMError
 */
export async function listEndpointModels(params: ListModelsParams): Promise<LLMConfig[]> {
  const { type, signal } = params;
  const endpoint = params.endpoint.replace(/\/+$/, "");
  const key = await params.getKey(endpoint);
  const preset = presetOf(type);
  if (!key && preset?.needs_key)
    throw new LLMError("llm_no_key", `There is no key for ${preset.name}.`, {
      hint: "Enter your key first.",
      status: 401,
    });
  const request = fetchWithAddressSpace(params.fetch ?? ((input, init) => fetch(input, init)));
  const headers = Object.fromEntries(
    Object.entries(headersFor(type, key)).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const context = {
    endpoint,
    model: "",
    key,
    online: (params.isOnline ?? (() => globalThis.navigator?.onLine !== false))(),
  };
  let response: Response;
  try {
    response = await request(`${endpoint}/models`, { headers, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    throw mapFailure({ ...context, status: null, text: String(error), cause: error });
  }
  const text = await response.text();
  if (!response.ok) throw mapFailure({ ...context, status: response.status, text });
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new LLMError("llm_bad_response", "The endpoint's list of models is not JSON.", {
      hint: "Check the base URL: it often ends in /v1.",
      cause,
    });
  }
  const list = Array.isArray(answer) ? answer : (field(answer, "data") ?? field(answer, "models"));
  if (!Array.isArray(list))
    throw new LLMError("llm_bad_response", "The endpoint gave no list of models.", {
      hint: "Type the model's name instead.",
    });
  return (list as WireModel[])
    .map((model) => ({ model, id: String(model.id ?? model.name ?? "") }))
    .filter(({ id }) => id !== "" && !NO_CHAT.test(id))
    .map(({ model, id }) =>
      llmConfigFor({
        model: id.replace(/^models\//, ""),
        type,
        endpoint,
        context_window: windowOf(model),
        prompt_price: priceOf(model, "prompt", "input"),
        completion_price: priceOf(model, "completion", "output"),
      }),
    )
    .sort((a, b) => a.model.localeCompare(b.model));
}
