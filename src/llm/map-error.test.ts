import { describe, expect, it } from "vitest";
import { addressSpaceOf, mapFailure, type WireFailure } from "./map-error.ts";

const KEY = "sk-live-1234567890abcdef";
const fail = (failure: Partial<WireFailure>) =>
  mapFailure({
    status: 400,
    text: "",
    endpoint: "https://api.example.com/v1",
    model: "some-model",
    key: KEY,
    online: true,
    ...failure,
  });

describe("what an endpoint says becomes what a person can do", () => {
  it.each<[string, number, string, string]>([
    ["OpenAI, wrong key", 401, "Incorrect API key provided: sk-live-1234567890abcdef.", "llm_wrong_key"],
    ["Gemini, wrong key", 400, "API key not valid. Please pass a valid API key.", "llm_wrong_key"],
    ["Anthropic, wrong key", 401, "invalid x-api-key", "llm_wrong_key"],
    ["a forbidden page", 403, "Origin not allowed", "llm_wrong_key"],
    ["OpenAI, quota", 429, "You exceeded your current quota, please check your plan", "llm_no_credit"],
    ["OpenRouter, credit", 402, "Insufficient credits", "llm_no_credit"],
    ["Anthropic, credit", 400, "Your credit balance is too low to access the Anthropic API", "llm_no_credit"],
    ["DeepSeek, balance", 402, "Insufficient Balance", "llm_no_credit"],
    ["OpenAI, rate", 429, "Rate limit reached for gpt-4 in organization", "llm_rate_limited"],
    ["OpenAI, model", 404, "The model `gpt-9` does not exist or you do not have access", "llm_no_such_model"],
    ["Ollama, model", 404, 'model "llama9" not found, try pulling it first', "llm_no_such_model"],
    ["OpenRouter, model", 400, "foo/bar is not a valid model ID", "llm_no_such_model"],
    ["OpenRouter, model gone", 404, "No endpoints found for foo/bar.", "llm_no_such_model"],
    ["Ollama, tools", 400, "registry.ollama.ai/library/phi:latest does not support tools", "llm_no_tools"],
    ["OpenRouter, tools", 404, "No endpoints found that support tool use.", "llm_no_tools"],
    ["vLLM, tools", 400, '"auto" tool choice requires --enable-auto-tool-choice', "llm_no_tools"],
    ["OpenAI, length", 400, "This model's maximum context length is 8192 tokens.", "llm_context_overflow"],
    ["Anthropic, length", 400, "prompt is too long: 210000 tokens > 200000 maximum", "llm_context_overflow"],
    ["Gemini, length", 400, "The input token count (1200000) exceeds the maximum", "llm_context_overflow"],
    [
      "llama.cpp, length",
      400,
      "the request exceeds the available context size, try increasing it",
      "llm_context_overflow",
    ],
    ["Groq, length", 413, "Request too large for model `llama`", "llm_context_overflow"],
    ["a broken server", 503, "upstream connect error", "llm_server_error"],
    ["anything else", 418, "I am a teapot", "llm_bad_request"],
  ])("%s", (_, status, text, code) => {
    const error = fail({ status, text });
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toContain(KEY);
  });

  it.each([
    ["OpenAI", { error: { message: "the reason", type: "x", code: null } }],
    ["Ollama", { error: "the reason" }],
    ["Mistral", { object: "error", message: "the reason" }],
    ["FastAPI", { detail: "the reason" }],
    ["FastAPI, validation", { detail: [{ loc: ["body"], msg: "the reason" }] }],
    ["Gemini", [{ error: { code: 400, message: "the reason" } }]],
  ])("reads the sentence out of %s's JSON", (_, body) => {
    const error = fail({ status: 418, text: JSON.stringify(body) });
    expect(error.endpointMessage).toBe("the reason");
    expect(error.message).toContain("the reason");
    expect(error.message).not.toContain("{");
  });

  it("tells offline, a silent local server and an unreadable host apart", () => {
    const silent = { status: null, text: "TypeError: Failed to fetch" };
    expect(fail({ ...silent, online: false }).code).toBe("llm_offline");
    const local = fail({ ...silent, endpoint: "http://localhost:11434/v1" });
    expect([local.code, local.hint]).toEqual(["llm_unreachable", expect.stringContaining("CORS")]);
    const hosted = fail(silent);
    expect([hosted.code, hosted.hint]).toEqual(["llm_unreachable", expect.stringContaining("wrong key")]);
  });
});

it.each([
  ["http://localhost:1234/v1", "loopback"],
  ["http://127.0.0.1/v1", "loopback"],
  ["http://[::1]:8080/v1", "loopback"],
  ["http://192.168.1.20:11434/v1", "local"],
  ["http://10.1.2.3/v1", "local"],
  ["http://172.20.0.4/v1", "local"],
  ["http://172.40.0.4/v1", null],
  ["http://printer.local/v1", "local"],
  ["https://api.openai.com/v1", null],
  ["nonsense", null],
])("%s is in the address space %s", (endpoint, space) => {
  expect(addressSpaceOf(endpoint)).toBe(space);
});
