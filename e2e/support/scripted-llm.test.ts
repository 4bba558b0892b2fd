import { afterEach, expect, test } from "vitest";
import { reply, type ScriptedLLM, type ScriptedLLMOptions, startScriptedLLM } from "./scripted-llm.ts";

let server: ScriptedLLM | null = null;

async function start(options?: ScriptedLLMOptions): Promise<ScriptedLLM> {
  server = await startScriptedLLM(options);
  return server;
}

afterEach(async () => {
  await server?.close();
  server = null;
});

function ask(llm: ScriptedLLM, body: object = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${llm.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ model: "scripted", messages: [{ role: "user", content: "Hello." }], ...body }),
  });
}

/** The data of each server-sent event. */
function eventsOf(text: string): string[] {
  return text
    .split("\n\n")
    .filter(Boolean)
    .map((event) => event.replace(/^data: /, ""));
}

test("answers a plain request with the scripted call and a usage", async () => {
  const llm = await start();
  llm.enqueue(reply.say("Hi.", "A greeting."));
  const answer = await (await ask(llm)).json();
  expect(answer.choices[0].finish_reason).toBe("tool_calls");
  expect(answer.choices[0].message.tool_calls[0].function).toEqual({
    name: "send_message",
    arguments: '{"inner_thoughts":"A greeting.","message":"Hi."}',
  });
  expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + answer.usage.completion_tokens);
  expect(llm.remaining).toBe(0);
});

test("streams content and arguments in pieces of the size asked for, then usage and the end", async () => {
  const llm = await start({ chunkSize: 4 });
  llm.enqueue({ content: "abcdefgh", tools: [["send_message", { message: "Hi" }]] });
  const response = await ask(llm, { stream: true, stream_options: { include_usage: true } });
  const events = eventsOf(await response.text());
  expect(events.pop()).toBe("[DONE]");
  const chunks = events.map((event) => JSON.parse(event));
  expect(chunks.at(-1).choices).toEqual([]);
  expect(chunks.at(-1).usage.completion_tokens).toBeGreaterThan(0);
  const deltas = chunks.flatMap((chunk) => chunk.choices).map((choice) => choice.delta);
  expect(deltas.map((delta) => delta.content).filter(Boolean)).toEqual(["abcd", "efgh"]);
  const calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
  expect(calls[0].function).toEqual({ name: "send_message", arguments: "" });
  expect(calls.map((call) => call.function.arguments).join("")).toBe('{"message":"Hi"}');
  expect(calls.slice(1).every((call) => call.function.arguments.length <= 4)).toBe(true);
});

test("a stream tells its usage only when asked", async () => {
  const llm = await start();
  llm.enqueue(reply.say("Hi."));
  expect(await (await ask(llm, { stream: true })).text()).not.toContain("usage");
});

test("broken arguments go out as they were written", async () => {
  const llm = await start();
  llm.enqueue(reply.brokenCall("send_message", '{"message": "Hi'));
  const answer = await (await ask(llm)).json();
  expect(answer.choices[0].message.tool_calls[0].function.arguments).toBe('{"message": "Hi');
});

test("a model's own script comes before the common one", async () => {
  const llm = await start();
  llm.enqueue(reply.text("common"));
  llm.enqueueFor("special", reply.text("own"));
  const contents = [];
  for (const model of ["special", "special"]) {
    contents.push((await (await ask(llm, { model })).json()).choices[0].message.content);
  }
  expect(contents).toEqual(["own", "common"]);
});

test("an empty script says so, with inner thoughts where the schema has them", async () => {
  const llm = await start();
  const tool = (properties: object) => ({
    type: "function",
    function: { name: "send_message", parameters: { properties } },
  });
  const argumentsFor = async (tools: object[]) =>
    JSON.parse(
      (await (await ask(llm, { tools })).json()).choices[0].message.tool_calls[0].function.arguments,
    );
  expect(Object.keys(await argumentsFor([tool({ message: {} })]))).toEqual(["message"]);
  expect(Object.keys(await argumentsFor([tool({ message: {}, inner_thoughts: {} })]))).toEqual([
    "inner_thoughts",
    "message",
  ]);
  expect((await (await ask(llm)).json()).choices[0].message.content).toContain("no reply left");
});

test("errors carry their status, headers and code", async () => {
  const llm = await start();
  llm.enqueue(reply.rateLimited(2), reply.contextOverflow(8192));
  const limited = await ask(llm);
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "2"]);
  const overflow = await ask(llm);
  expect(overflow.status).toBe(400);
  expect((await overflow.json()).error.code).toBe("context_length_exceeded");
});

test("a dropped stream breaks after the pieces asked for", async () => {
  const llm = await start({ chunkSize: 2 });
  llm.enqueue(reply.dropped(reply.text("abcdef"), 2));
  const response = await ask(llm, { stream: true });
  const received: string[] = [];
  const decoder = new TextDecoder();
  await expect(
    (async () => {
      for await (const bytes of response.body!) received.push(decoder.decode(bytes));
    })(),
  ).rejects.toThrow();
  expect(eventsOf(received.join(""))).toHaveLength(2);
});

test("a held reply waits in the middle of the stream until it is released", async () => {
  const llm = await start({ chunkSize: 2 });
  const held = reply.held(reply.text("abcdef"), 2);
  llm.enqueue(held.reply);
  const response = await ask(llm, { stream: true });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (eventsOf(text).length < 2) text += (await reader.read()).value;
  expect(text).not.toContain("cd");
  held.release();
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  expect(text).toContain("cd");
  expect(text).toContain("[DONE]");
});

test("records requests, and whether the other side hung up", async () => {
  const llm = await start();
  const held = reply.held(reply.text("late"));
  llm.enqueue(held.reply);
  const controller = new AbortController();
  const asked = fetch(`${llm.url}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "scripted", messages: [] }),
    headers: { "x-mark": "1" },
    signal: controller.signal,
  });
  const request = await llm.waitForCompletion(1);
  expect(request.headers["x-mark"]).toBe("1");
  expect(request.body?.model).toBe("scripted");
  controller.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => request.aborted).toBe(true);
  held.release();
});

test("asks for its key", async () => {
  const llm = await start({ key: "right" });
  expect((await ask(llm)).status).toBe(401);
  expect((await ask(llm, {}, { authorization: "Bearer wrong" })).status).toBe(401);
  expect((await ask(llm, {}, { authorization: "Bearer right" })).status).toBe(200);
});

test("lists its models", async () => {
  const llm = await start({ models: ["a", "b"] });
  const { data } = await (await fetch(`${llm.url}/models`)).json();
  expect(data.map((model: { id: string }) => model.id)).toEqual(["a", "b"]);
});

test.each([
  { cors: "any" as const, status: 204, origin: "*", headers: "x-one, x-two" },
  { cors: ["content-type"], status: 204, origin: "*", headers: "content-type" },
  { cors: "refused" as const, status: 403, origin: null, headers: null },
])("answers a preflight: $cors", async ({ cors, status, origin, headers }) => {
  const llm = await start({ cors });
  const preflight = await fetch(`${llm.url}/chat/completions`, {
    method: "OPTIONS",
    headers: { "access-control-request-headers": "x-one, x-two" },
  });
  expect(preflight.status).toBe(status);
  expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
  expect(preflight.headers.get("access-control-allow-headers")).toBe(headers);
});

test("a wrong key's answer can be hidden from pages, as some providers do", async () => {
  const llm = await start({ key: "right", cors: "hidden-errors" });
  expect((await ask(llm)).headers.get("access-control-allow-origin")).toBeNull();
  const right = await ask(llm, {}, { authorization: "Bearer right" });
  expect(right.headers.get("access-control-allow-origin")).toBe("*");
});
