import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { LLMConfig, ToolJsonSchema } from "../schemas/index.ts";
import { createOpenAIProvider } from "./openai.ts";
import type { CompletionDelta, CompletionRequest } from "./provider.ts";

const KEY = "sk-test-0123456789abcdef";
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

type Handler = (body: Record<string, unknown>, response: ServerResponse, request: IncomingMessage) => void;

/** A real endpoint on this machine; one handler a request, the last one for all further ones. */
async function endpoint(...handlers: Handler[]) {
  const bodies: Record<string, unknown>[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (piece) => (text += String(piece)));
    request.on("end", () => {
      const body = JSON.parse(text || "{}") as Record<string, unknown>;
      const handler = handlers[Math.min(bodies.length, handlers.length - 1)];
      bodies.push(body);
      headers.push(request.headers);
      handler?.(body, response, request);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  stops.push(() => server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const waits: number[] = [];
  const provider = createOpenAIProvider({
    getKey: async () => KEY,
    sleep: async (ms) => void waits.push(ms),
    random: () => 0.5,
  });
  const config: LLMConfig = {
    model: "test-model",
    model_endpoint_type: "custom",
    model_endpoint: url,
    model_wrapper: null,
    context_window: 8192,
  };
  return { provider, config, bodies, headers, waits, url };
}

const json =
  (value: unknown, status = 200, extra: Record<string, string> = {}): Handler =>
  (_body, response) => {
    response.writeHead(status, { "content-type": "application/json", ...extra });
    response.end(JSON.stringify(value));
  };

const answer = (message: Record<string, unknown>, finish_reason = "stop") =>
  json({
    model: "test-model",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  });

const sse =
  (chunks: unknown[], end = true): Handler =>
  (_body, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    if (end) response.end("data: [DONE]\n\n");
    else setTimeout(() => response.destroy(), 20);
  };

const tool: ToolJsonSchema = {
  name: "send_message",
  description: "Says something.",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "w" } },
    required: ["message"],
  },
};
const messages: CompletionRequest["messages"] = [
  { role: "system", content: "S" },
  {
    role: "assistant",
    content: "my thought",
    tool_calls: [
      { id: "c1", type: "function", function: { name: "send_message", arguments: '{"message":"a"}' } },
    ],
  },
  { role: "tool", content: "{}", tool_call_id: "c1" },
  { role: "user", content: "U" },
];

describe("a completion", () => {
  it("is asked for with thoughts in the arguments, and they are taken out again", async () => {
    const { provider, config, bodies, headers } = await endpoint(
      answer(
        {
          content: null,
          tool_calls: [
            {
              id: "x",
              type: "function",
              function: { name: "send_message", arguments: '{"inner_thoughts":"hm","message":"hi"}' },
            },
          ],
        },
        "tool_calls",
      ),
    );
    const completion = await provider.complete({
      config,
      messages,
      tools: [tool],
      user: "user-1",
      stream: false,
    });
    expect(completion).toEqual({
      content: "hm",
      tool_calls: [{ name: "send_message", arguments: '{"message":"hi"}' }],
      finish_reason: "tool_calls",
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      model: "test-model",
    });
    expect(bodies[0]).toMatchObject({
      tool_choice: "auto",
      parallel_tool_calls: false,
      user: "user-1",
      stream: false,
    });
    const sent = bodies[0]?.tools as { function: ToolJsonSchema }[];
    expect(Object.keys(sent[0]?.function.parameters.properties ?? {})).toEqual(["inner_thoughts", "message"]);
    const history = bodies[0]?.messages as typeof messages;
    expect(history[1]?.content).toBeNull();
    expect(history[1]?.tool_calls?.[0]?.function.arguments).toBe(
      '{\n  "message": "a",\n  "inner_thoughts": "my thought"\n}',
    );
    expect(headers[0]?.authorization).toBe(`Bearer ${KEY}`);
    expect(Object.keys(headers[0] ?? {}).filter((name) => name.startsWith("x-stainless"))).toEqual([]);
  });

  it("leaves thoughts in the content for models that think there", async () => {
    const { provider, config, bodies } = await endpoint(
      answer({
        content: "hm",
        tool_calls: [{ id: "x", type: "function", function: { name: "send_message", arguments: "{}" } }],
      }),
    );
    const own = { ...config, put_inner_thoughts_in_kwargs: false };
    const completion = await provider.complete({ config: own, messages, tools: [tool], stream: false });
    expect(completion).toMatchObject({ content: "hm", tool_calls: [{ arguments: "{}" }] });
    expect((bodies[0] as { messages: typeof messages }).messages[1]?.content).toBe("my thought");
  });

  it("streams thoughts and clean arguments that add up", async () => {
    const source = JSON.stringify({ inner_thoughts: 'so "I" say', message: "Grüße 😀" });
    const pieces = source.match(/[\s\S]{1,3}/g) ?? [];
    const { provider, config, bodies } = await endpoint(
      sse([
        { choices: [{ delta: { role: "assistant", content: null } }] },
        {
          choices: [
            {
              delta: {
                tool_calls: [{ index: 0, id: "x", function: { name: "send_message", arguments: "" } }],
              },
            },
          ],
        },
        ...pieces.map((piece) => ({
          choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: piece } }] } }],
        })),
        { choices: [{ delta: {}, finish_reason: "tool_calls" }] },
        { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } },
      ]),
    );
    const deltas: CompletionDelta[] = [];
    const completion = await provider.complete(
      { config, messages, tools: [tool], stream: true },
      { onDelta: (delta) => deltas.push(delta) },
    );
    expect(bodies[0]?.stream_options).toEqual({ include_usage: true });
    const joined = (type: CompletionDelta["type"]) =>
      deltas
        .map((delta) =>
          delta.type !== type ? "" : delta.type === "content" ? delta.text : (delta.arguments ?? ""),
        )
        .join("");
    expect(joined("content")).toBe('so "I" say');
    expect(joined("tool-call")).toBe(completion.tool_calls[0]?.arguments);
    expect(JSON.parse(joined("tool-call"))).toEqual({ message: "Grüße 😀" });
    expect(completion.usage?.total_tokens).toBe(10);
  });

  it("without any choice, or no JSON, is an error that says so", async () => {
    for (const handler of [
      json({ choices: [] }),
      ((_b, response) => {
        response.writeHead(200, { "content-type": "text/html" });
        response.end("<html>");
      }) satisfies Handler,
    ]) {
      const { provider, config } = await endpoint(handler);
      await expect(provider.complete({ config, messages, stream: false })).rejects.toMatchObject({
        code: "llm_bad_response",
      });
    }
  });
});

describe("trying again", () => {
  const ok = answer({ content: "fine" });

  it("waits as long as a 429 asks", async () => {
    const { provider, config, waits, bodies } = await endpoint(
      json({ error: { message: "slow down" } }, 429, { "retry-after": "7" }),
      json({ error: { message: "slow down" } }, 429, { "retry-after-ms": "250" }),
      json({ error: { message: "slow down" } }, 429),
      ok,
    );
    const told: number[] = [];
    await provider.complete(
      { config, messages, stream: false },
      { onRetry: (retry) => told.push(retry.delay_ms) },
    );
    expect(waits).toEqual([7000, 250, 4000]);
    expect(told).toEqual([7000, 250, 4000]);
    expect(bodies).toHaveLength(4);
  });

  it("outlasts a 500 and a dropped stream", async () => {
    const { provider, config, bodies } = await endpoint(
      json({ error: { message: "oops" } }, 500),
      sse([{ choices: [{ delta: { content: "half" } }] }], false),
      sse([{ choices: [{ delta: { content: "whole" }, finish_reason: "stop" }] }]),
    );
    const completion = await provider.complete({ config, messages, stream: true });
    expect(completion.content).toBe("whole");
    expect(bodies).toHaveLength(3);
  });

  it("gives up in the end", async () => {
    const { provider, config, bodies } = await endpoint(json({ error: { message: "oops" } }, 503));
    await expect(provider.complete({ config, messages, stream: false })).rejects.toMatchObject({
      code: "llm_server_error",
      status: 503,
    });
    expect(bodies).toHaveLength(6);
  });

  it("never where it cannot help", async () => {
    const cases: [number, unknown, string][] = [
      [401, { error: { message: `Incorrect API key provided: ${KEY}` } }, "llm_wrong_key"],
      [
        429,
        { error: { message: "You exceeded your current quota", code: "insufficient_quota" } },
        "llm_no_credit",
      ],
      [402, { error: { message: "Insufficient credits" } }, "llm_no_credit"],
      [
        404,
        { error: { message: "The model `x` does not exist", code: "model_not_found" } },
        "llm_no_such_model",
      ],
      [
        400,
        {
          error: {
            message: "This model's maximum context length is 8192 tokens",
            code: "context_length_exceeded",
          },
        },
        "llm_context_overflow",
      ],
      [
        400,
        { error: { message: "prompt is too long: 210000 tokens > 200000 maximum" } },
        "llm_context_overflow",
      ],
      [
        400,
        {
          error: { message: "The input token count (1050000) exceeds the maximum number of tokens allowed" },
        },
        "llm_context_overflow",
      ],
      [
        400,
        {
          error: {
            message: "the request exceeds the available context size",
            type: "exceed_context_size_error",
          },
        },
        "llm_context_overflow",
      ],
      [422, { error: { message: "weird" } }, "llm_bad_request"],
    ];
    for (const [status, body, code] of cases) {
      const { provider, config, bodies } = await endpoint(json(body, status));
      const error = await provider
        .complete({ config, messages, stream: false })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect(bodies).toHaveLength(1);
      const { message, hint, endpointMessage, detail } = error as {
        message: string;
        hint: string;
        endpointMessage: string;
        detail: unknown;
      };
      expect(JSON.stringify([message, hint, endpointMessage, detail])).not.toContain(KEY);
      expect(hint).toBeTruthy();
    }
  });

  it("stops at once when it is stopped, also while waiting", async () => {
    const { config } = await endpoint(json({ error: { message: "wait" } }, 429, { "retry-after": "60" }));
    const provider = createOpenAIProvider({ getKey: async () => KEY });
    const controller = new AbortController();
    const running = provider.complete(
      { config, messages, stream: false },
      { signal: controller.signal, onRetry: () => controller.abort() },
    );
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
  });

  it("tells offline from unreachable", async () => {
    const config: LLMConfig = {
      model: "m",
      model_endpoint_type: "custom",
      model_endpoint: "http://127.0.0.1:9/v1",
      model_wrapper: null,
      context_window: 8192,
    };
    for (const [online, code] of [
      [true, "llm_unreachable"],
      [false, "llm_offline"],
    ] as const) {
      const provider = createOpenAIProvider({
        getKey: async () => null,
        sleep: async () => {},
        isOnline: () => online,
      });
      await expect(provider.complete({ config, messages, stream: false })).rejects.toMatchObject({ code });
    }
  });
});

describe("what an endpoint refuses", () => {
  it("is left out, once learned", async () => {
    const ok = answer({ content: "fine" });
    const { provider, config, bodies } = await endpoint(
      json({ error: { message: "Unrecognized request argument supplied: parallel_tool_calls" } }, 400),
      json(
        {
          detail: [{ type: "extra_forbidden", loc: ["body", "user"], msg: "Extra inputs are not permitted" }],
          message: "Extra inputs are not permitted: user",
        },
        422,
      ),
      ok,
    );
    await provider.complete({ config, messages, tools: [tool], user: "u", stream: false });
    await provider.complete({ config, messages, tools: [tool], user: "u", stream: false });
    expect(bodies).toHaveLength(4);
    expect(bodies[3]).not.toHaveProperty("parallel_tool_calls");
    expect(bodies[3]).not.toHaveProperty("user");
  });

  it("native tools are replaced by JSON mode, then by the prompt", async () => {
    const { provider, config, bodies } = await endpoint(
      json({ error: { message: "test-model does not support tools" } }, 400),
      json({ error: { message: "unknown field response_format" } }, 400),
      answer({
        content:
          'Sure!\n```json\n{"inner_thoughts": "hm", "function": "send_message", "arguments": {"message": "hi",}}\n```',
      }),
    );
    const completion = await provider.complete({ config, messages, tools: [tool], stream: false });
    expect(completion).toMatchObject({
      content: "hm",
      tool_calls: [{ name: "send_message", arguments: '{"message":"hi"}' }],
    });
    expect(bodies[1]).toHaveProperty("response_format");
    expect(bodies[2]).not.toHaveProperty("response_format");
    expect(bodies[2]).not.toHaveProperty("tools");
    const sent = bodies[2]?.messages as { role: string; content: string }[];
    expect(sent.map((message) => message.role)).toEqual(["system", "assistant", "user", "user"]);
    expect(sent[0]?.content).toContain("send_message: Says something.");
    expect(JSON.parse(sent[1]?.content ?? "")).toEqual({
      inner_thoughts: "my thought",
      function: "send_message",
      arguments: { message: "a" },
    });
  });
});

describe("headers", () => {
  it("follow what a provider wants", async () => {
    const ok = answer({ content: "fine" });
    const { provider, config, headers } = await endpoint(ok);
    await provider.complete({
      config: { ...config, model_endpoint_type: "anthropic" },
      messages,
      stream: false,
    });
    await provider.complete({
      config: { ...config, model_endpoint_type: "gemini" },
      messages,
      stream: false,
    });
    expect(headers[0]).toMatchObject({
      "x-api-key": KEY,
      "anthropic-dangerous-direct-browser-access": "true",
    });
    expect(headers[0]?.authorization).toBeUndefined();
    expect(headers[1]?.["x-goog-api-key"]).toBe(KEY);
    expect(headers[1]?.authorization).toBeUndefined();
  });

  it("carry no key where there is none", async () => {
    const { config, headers } = await endpoint(answer({ content: "fine" }));
    const provider = createOpenAIProvider({ getKey: async () => null });
    await provider.complete({ config, messages, stream: false });
    expect(headers[0]?.authorization).toBeUndefined();
    await expect(
      provider.complete({ config: { ...config, model_endpoint_type: "openai" }, messages, stream: false }),
    ).rejects.toMatchObject({ code: "llm_no_key" });
  });
});
