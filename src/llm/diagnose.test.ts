import { describe, expect, it } from "vitest";
import { EngramError, type LLMConfig } from "../schemas/index.ts";
import { type DiagnoseEnvironment, diagnose } from "./diagnose.ts";
import { llmConfigFor } from "./models.ts";

const KEY = "sk-test-abcdefgh12345678";
const config = (changes: Partial<LLMConfig> = {}): LLMConfig => ({
  ...llmConfigFor({ model: "good-model", type: "openrouter", endpoint: "https://api.example.com/v1" }),
  ...changes,
});
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const completion = (message: object, finish_reason = "tool_calls") =>
  json({
    id: "c",
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });
const call = {
  tool_calls: [
    { id: "call_1", type: "function", function: { name: "send_message", arguments: '{"message":"hello"}' } },
  ],
};

interface World extends Partial<DiagnoseEnvironment> {
  models?: () => Response;
  chat?: () => Response;
}

/** A network in which an endpoint behaves in one way. */
async function examine(world: World = {}, changes: Partial<LLMConfig> = {}, key: string | null = KEY) {
  let chats = 0;
  const diagnosis = await diagnose({
    llm_config: config(changes),
    getKey: async () => key,
    environment: {
      isOnline: () => true,
      pageProtocol: "https:",
      pageOrigin: "https://page.example.com",
      permission: async () => null,
      fetch: async (input) => {
        if (String(input).endsWith("/models"))
          return world.models?.() ?? json({ data: [{ id: "good-model" }] });
        chats += 1;
        return world.chat?.() ?? completion(call);
      },
      ...world,
    },
  });
  expect(JSON.stringify(diagnosis)).not.toContain(KEY);
  const { checks } = diagnosis;
  const bad = checks.find(({ outcome }) => outcome === "failed");
  if (bad) expect(bad.advice).toBeTruthy();
  return { ...diagnosis, chats, warnings: checks.filter(({ outcome }) => outcome === "warning") };
}

const unreadable = () => {
  throw new TypeError("Failed to fetch");
};

describe("the connection doctor", () => {
  it("finds nothing wrong with a connection that works, by one short message", async () => {
    const { ok, checks, chats } = await examine();
    expect(ok).toBe(true);
    expect(checks.map(({ outcome }) => outcome)).toEqual(Array(checks.length).fill("passed"));
    expect(chats).toBe(1);
  });

  it.each<[string, string, World, Partial<LLMConfig>, string | null]>([
    ["an address that is none", "bad_url", {}, { model_endpoint: "nonsense" }, KEY],
    [
      "an insecure address from a secure page",
      "mixed_content",
      {},
      { model_endpoint: "http://ai.example.com/v1" },
      KEY,
    ],
    ["no network", "offline", { isOnline: () => false }, {}, KEY],
    ["a missing key", "no_key", {}, {}, null],
    ["a wrong key", "wrong_key", { models: () => json({ error: { message: "No auth" } }, 401) }, {}, KEY],
    [
      "a wrong key that only shows when used",
      "wrong_key",
      { chat: () => json({ error: { message: "User not found" } }, 401) },
      {},
      KEY,
    ],
    [
      "no credit",
      "no_credit",
      { chat: () => json({ error: { message: "Insufficient credits" } }, 402) },
      {},
      KEY,
    ],
    [
      "a model that is not there",
      "no_such_model",
      { chat: () => json({ error: { message: "x is not a valid model ID" } }, 400) },
      {},
      KEY,
    ],
    [
      "a model without tools",
      "no_tools",
      { chat: () => json({ error: { message: "No endpoints found that support tool use" } }, 404) },
      {},
      KEY,
    ],
    ["a server with problems", "server_error", { models: () => json({ error: "oops" }, 500) }, {}, KEY],
  ])("knows %s", async (_, cause, world, changes, key) => {
    const found = await examine(world, changes, key);
    expect(found.ok).toBe(false);
    expect(found.cause).toBe(cause);
  });

  it("tells a closed port, CORS, a refused header and a hidden wrong key from each other", async () => {
    const answering =
      (readable: (headers: Headers) => boolean) => async (_input: RequestInfo | URL, init?: RequestInit) => {
        if (init?.mode === "no-cors") return new Response(null);
        if (readable(new Headers(init?.headers))) return json({ data: [] });
        return unreadable();
      };
    expect((await examine({ fetch: async () => unreadable() })).cause).toBe("down");
    expect((await examine({ fetch: answering(() => false) })).cause).toBe("cors");
    const withoutKey = answering((headers) => !headers.has("authorization"));
    expect((await examine({ fetch: withoutKey })).cause).toBe("wrong_key");
    const local = { model_endpoint_type: "custom", model_endpoint: "http://localhost:9000/v1" };
    expect((await examine({ fetch: withoutKey }, local)).cause).toBe("header_refused");
    const openai = { model_endpoint_type: "openai" };
    expect((await examine({ fetch: answering(() => false) }, openai)).cause).toBe("wrong_key");
  });

  it("knows that the browser keeps the page from the local network", async () => {
    const local = { model_endpoint_type: "ollama", model_endpoint: "http://localhost:11434/v1" };
    const denied: World = { permission: async () => "denied" };
    expect((await examine(denied, local, null)).cause).toBe("permission");
    const offline: World = { isOnline: () => false };
    expect((await examine(offline, local, null)).ok).toBe(true);
  });

  it("says that keys are locked", async () => {
    const diagnosis = await diagnose({
      llm_config: config(),
      getKey: async () => {
        throw new EngramError("key_locked", 423, "The keys are locked.");
      },
      environment: {
        fetch: async () => unreadable(),
        isOnline: () => true,
        pageProtocol: "https:",
        pageOrigin: "",
        permission: async () => null,
      },
    });
    expect(diagnosis).toMatchObject({ ok: false, cause: "key_locked" });
  });

  it("warns of a model that answers in words, and of one that is not listed", async () => {
    const words = await examine({ chat: () => completion({ content: "Hello!" }, "stop") });
    expect(words.warnings.map(({ name }) => name)).toEqual(["Tools"]);
    const unlisted = await examine({}, { model: "secret-model" });
    expect(unlisted.warnings.map(({ name }) => name)).toEqual(["Model"]);
    const noList = await examine({ models: () => json({ detail: "Not Found" }, 404) });
    expect([noList.ok, noList.warnings.map(({ name }) => name)]).toEqual([true, ["Model"]]);
  });

  it("asks nothing of the network for the demo", async () => {
    const demo = await examine({ fetch: async () => unreadable() }, { model_endpoint_type: "demo" }, null);
    expect(demo.ok).toBe(true);
  });
});
