/** Endpoints that people use, with what one has to know of each. */
export interface EndpointPreset {
  /** Goes into `llm_config.model_endpoint_type`. */
  type: string;
  name: string;
  /** Base URL, null where the person gives it. */
  endpoint: string | null;
  needs_key: boolean;
  /** Runs on this machine or network: no key, but CORS and permission matter. */
  local: boolean;
  /** Where one gets a key. */
  key_url: string | null;
  /** One plain sentence, e.g. how to allow this page (CORS) on a local server. */
  note: string | null;
}

const hosted = (
  type: string,
  name: string,
  endpoint: string,
  key_url: string,
  note: string | null = null,
) => ({
  type,
  name,
  endpoint,
  needs_key: true,
  local: false,
  key_url,
  note,
});
const local = (type: string, name: string, endpoint: string, note: string) => ({
  type,
  name,
  endpoint,
  needs_key: false,
  local: true,
  key_url: null,
  note,
});

export const PRESETS: readonly EndpointPreset[] = [
  hosted(
    "openai",
    "OpenAI",
    "https://api.openai.com/v1",
    "https://platform.openai.com/api-keys",
    "A wrong key looks like a network error from a browser; the connection test tells the two apart.",
  ),
  hosted(
    "openrouter",
    "OpenRouter",
    "https://openrouter.ai/api/v1",
    "https://openrouter.ai/settings/keys",
    "One key for models of many makers.",
  ),
  hosted("groq", "Groq", "https://api.groq.com/openai/v1", "https://console.groq.com/keys"),
  hosted("together", "Together", "https://api.together.xyz/v1", "https://api.together.ai/settings/api-keys"),
  hosted("mistral", "Mistral", "https://api.mistral.ai/v1", "https://console.mistral.ai/api-keys"),
  hosted("deepseek", "DeepSeek", "https://api.deepseek.com/v1", "https://platform.deepseek.com/api_keys"),
  hosted(
    "anthropic",
    "Anthropic",
    "https://api.anthropic.com/v1",
    "https://console.anthropic.com/settings/keys",
    "Some organisations do not allow requests from a browser.",
  ),
  hosted(
    "gemini",
    "Gemini",
    "https://generativelanguage.googleapis.com/v1beta/openai",
    "https://aistudio.google.com/apikey",
  ),
  local(
    "ollama",
    "Ollama",
    "http://localhost:11434/v1",
    "Start it with OLLAMA_ORIGINS set to this page's address, so that it answers this page.",
  ),
  local(
    "lmstudio",
    "LM Studio",
    "http://localhost:1234/v1",
    "Start its server with CORS: lms server start --cors.",
  ),
  local(
    "llamacpp",
    "llama.cpp server",
    "http://localhost:8080/v1",
    "Start it with --jinja, so that tools work.",
  ),
  local(
    "vllm",
    "vLLM",
    "http://localhost:8000/v1",
    "Start it with --enable-auto-tool-choice, a --tool-call-parser, and --allowed-origins for this page.",
  ),
  {
    type: "custom",
    name: "Other",
    endpoint: null,
    needs_key: false,
    local: false,
    key_url: null,
    note: "Any endpoint that speaks the OpenAI chat-completions API and lets this page in (CORS).",
  },
];

export function presetOf(type: string): EndpointPreset | undefined {
  return PRESETS.find((preset) => preset.type === type);
}
