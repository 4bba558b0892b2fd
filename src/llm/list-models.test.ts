import { describe, expect, it } from "vitest";
import { listEndpointModels } from "./list-models.ts";
import { contextWindowOf } from "./models.ts";

interface Asked {
  url: string;
  headers: Headers;
}

function list(type: string, answer: Response | Error, key: string | null = "secret-key-123456") {
  const asked: Asked[] = [];
  const models = listEndpointModels({
    endpoint: "https://models.example.com/v1/",
    type,
    getKey: async () => key,
    isOnline: () => true,
    fetch: async (input, init) => {
      asked.push({ url: String(input), headers: new Headers(init?.headers) });
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { models, asked };
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

describe("the models of an endpoint", () => {
  it("have the window and price that OpenRouter tells", async () => {
    const { models, asked } = list(
      "openrouter",
      json({
        data: [
          {
            id: "z-ai/glm",
            context_length: 131072,
            pricing: { prompt: "0.0000005", completion: "0.0000015" },
          },
          { id: "a/free", context_length: 32000, pricing: { prompt: "0", completion: "0" } },
        ],
      }),
    );
    const [free, glm] = await models;
    expect(free).toMatchObject({ model: "a/free", context_window: 32000, prompt_price: 0 });
    expect(glm).toMatchObject({
      model: "z-ai/glm",
      model_endpoint_type: "openrouter",
      model_endpoint: "https://models.example.com/v1",
      context_window: 131072,
    });
    expect(glm?.prompt_price).toBeCloseTo(0.5, 9);
    expect(glm?.completion_price).toBeCloseTo(1.5, 9);
    expect(asked[0]?.url).toBe("https://models.example.com/v1/models");
    expect(asked[0]?.headers.get("authorization")).toBe("Bearer secret-key-123456");
  });

  it.each<[string, unknown, object]>([
    [
      "Together",
      [{ id: "m", context_length: 8000, pricing: { input: 0.2, output: 0.6 } }],
      { context_window: 8000, prompt_price: 0.2, completion_price: 0.6 },
    ],
    ["Groq", { data: [{ id: "m", context_window: 16000 }] }, { context_window: 16000, prompt_price: null }],
    ["Mistral", { data: [{ id: "m", max_context_length: 24000 }] }, { context_window: 24000 }],
    ["vLLM", { data: [{ id: "m", max_model_len: 4096 }] }, { context_window: 4096 }],
    ["llama.cpp", { data: [{ id: "m", meta: { n_ctx_train: 40960 } }] }, { context_window: 40960 }],
    ["Gemini", { data: [{ id: "models/m" }] }, { model: "m" }],
    ["Ollama's own list", { models: [{ name: "m" }] }, { model: "m" }],
  ])("are read in the shape of %s", async (_, body, expected) => {
    const { models } = list("custom", json(body));
    expect(await models).toEqual([expect.objectContaining(expected)]);
  });

  it("leave out what does not chat", async () => {
    const ids = [
      "gpt-4o",
      "text-embedding-3-small",
      "whisper-1",
      "dall-e-3",
      "tts-1",
      "omni-moderation-latest",
    ];
    const { models } = list("openai", json({ data: ids.map((id) => ({ id })) }));
    expect((await models).map(({ model }) => model)).toEqual(["gpt-4o"]);
  });

  it.each([
    ["anthropic", "x-api-key"],
    ["gemini", "x-goog-api-key"],
  ])("are asked of %s with the key in %s alone", async (type, header) => {
    const { models, asked } = list(type, json({ data: [] }));
    expect(await models).toEqual([]);
    expect(asked[0]?.headers.get(header)).toBe("secret-key-123456");
    expect(asked[0]?.headers.get("authorization")).toBeNull();
  });

  it("are not asked for without the key that is needed", async () => {
    const { models, asked } = list("openai", json({ data: [] }), null);
    await expect(models).rejects.toMatchObject({ code: "llm_no_key" });
    expect(asked).toEqual([]);
  });

  it.each<[string, Response | Error, string]>([
    ["a page instead of JSON", new Response("<html>"), "llm_bad_response"],
    ["no list", json({ ok: true }), "llm_bad_response"],
    ["a refused key", json({ error: { message: "no" } }, 401), "llm_wrong_key"],
    ["nothing readable", new TypeError("Failed to fetch"), "llm_unreachable"],
  ])("cannot be read from %s", async (_, answer, code) => {
    await expect(list("openai", answer).models).rejects.toMatchObject({ code });
  });
});

it.each([
  ["gpt-4o-mini", 128_000],
  ["openai/gpt-4-turbo", 128_000],
  ["gpt-4", 8192],
  ["models/gemini-2.0-flash", 1_048_576],
  ["meta-llama/Llama-3.1-8B-Instruct", 131_072],
  ["claude-3-5-sonnet-latest", 200_000],
])("the window of %s is known", (model, window) => {
  expect(contextWindowOf(model)).toBe(window);
});
