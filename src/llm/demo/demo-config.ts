import type { LLMConfig } from "../../schemas/index.ts";

/** The stand-in inside the page: no key, no network. */
export const DEMO_LLM_CONFIG: LLMConfig = {
  model: "engram-demo",
  model_endpoint_type: "demo",
  model_endpoint: null,
  model_wrapper: null,
  context_window: 16_384,
  put_inner_thoughts_in_kwargs: false,
};
