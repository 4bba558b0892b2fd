import { describe, expect, it } from "vitest";
import type { Passage, StreamItem } from "../schemas/index.ts";
import { RESTClient } from "./rest-client.ts";

type Answer = Response | ((request: Request) => Response | Promise<Response>);

/** A server of somebody else: answers by method and path, 404 to all else. */
function serverOf(routes: Record<string, Answer>, options: { base_url?: string; token?: string } = {}) {
  const asked: { line: string; body: unknown; headers: Headers }[] = [];
  const client = new RESTClient({
    base_url: options.base_url ?? "https://server.test",
    token: options.token ?? null,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const text = await request.clone().text();
      asked.push({
        line: `${request.method} ${pathname}${search}`,
        body: text === "" ? null : JSON.parse(text),
        headers: request.headers,
      });
      const answer = routes[`${request.method} ${pathname}`];
      if (!answer) return json({ detail: "Not Found" }, 404);
      return typeof answer === "function" ? answer(request) : answer.clone();
    },
  });
  return { client, asked };
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

describe("finding a server", () => {
  it.each([
    "https://server.test",
    "https://server.test/",
    "https://server.test/v1",
    "https://server.test/#/agents/agent-1",
    "https://server.test/?theme=dark",
  ])("at %s", async (base_url) => {
    const { client, asked } = serverOf(
      { "GET /v1/health": json({ version: "1", status: "ok" }), "GET /v1/models": json([]) },
      { base_url, token: "secret" },
    );
    await client.connect();
    expect(client.base_url).toBe("https://server.test");
    expect(asked.map(({ line }) => line)).toEqual(["GET /v1/health", "GET /v1/models"]);
    expect(asked[1]?.headers.get("authorization")).toBe("Bearer secret");
  });

  it("that knows no health route, under the older prefix and in a folder", async () => {
    const { client, asked } = serverOf(
      { "GET /memgpt/api/models": json([]), "GET /memgpt/api/agents": json([]) },
      { base_url: "https://server.test/memgpt/" },
    );
    await client.connect();
    expect(await client.listAgents()).toEqual([]);
    expect(asked.at(-1)?.line).toBe("GET /memgpt/api/agents");
  });

  it.each<[string, Record<string, Answer>, string]>([
    ["a web page answers", { "GET /v1/health": new Response("<html>") }, "not_this_api"],
    ["nothing there is known", {}, "not_this_api"],
    [
      "the token is refused",
      { "GET /v1/health": json({ status: "ok" }), "GET /v1/models": json({ detail: "no" }, 401) },
      "unauthorized",
    ],
    [
      "nobody answers",
      { "GET /v1/health": () => Promise.reject(new TypeError("Failed to fetch")) },
      "server_unreachable",
    ],
  ])("fails clearly where %s", async (_, routes, code) => {
    await expect(serverOf(routes).client.connect()).rejects.toMatchObject({ code });
  });
});

describe("a server that is not quite like ours", () => {
  it("knows POST where others know PATCH", async () => {
    const { client, asked } = serverOf({
      "PATCH /v1/blocks/block-1": json({ detail: "Method Not Allowed" }, 405),
      "POST /v1/blocks/block-1": json({ id: "block-1", value: "new" }),
    });
    expect(await client.updateBlock({ block_id: "block-1", text: "new" })).toMatchObject({ value: "new" });
    expect(asked.map(({ line, body }) => [line, body])).toEqual([
      ["PATCH /v1/blocks/block-1", { id: "block-1", value: "new" }],
      ["POST /v1/blocks/block-1", { id: "block-1", value: "new" }],
    ]);
  });

  it("pads embeddings with zeros, and knows no limits", async () => {
    const passage = (id: string): Passage => ({
      id,
      text: id,
      embedding: [...Array(384).fill(0.05), ...Array(4096 - 384).fill(0)],
      embedding_config: { embedding_dim: 384 } as Passage["embedding_config"],
      created_at: "2024-10-01T00:00:00Z",
      user_id: null,
      agent_id: "agent-1",
      source_id: null,
      doc_id: null,
      metadata_: {},
    });
    const { client } = serverOf({
      "GET /v1/agents/agent-1/archival": json(["a", "b", "c"].map(passage)),
    });
    const passages = await client.getArchivalMemory({ agent_id: "agent-1", limit: 2 });
    expect(passages.map(({ id, embedding }) => [id, embedding?.length])).toEqual([
      ["a", 384],
      ["b", 384],
    ]);
  });

  it("gives its stream in other cuts, with its errors as a text", async () => {
    const pieces = [
      'data: {"internal_mono',
      'logue":"Hm","id":"m","date":"d"}\r\n\r\nda',
      "ta: [DONE_STEP]\n\n",
      ': a comment\n\ndata: {"error": "out of memory"}\n\ndata: [DONE]\n\n',
    ];
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const { client, asked } = serverOf({ "POST /v1/agents/a/messages": new Response(body) });
    const items: StreamItem[] = [];
    for await (const item of await client.sendMessage({
      agent_id: "a",
      role: "user",
      message: "Hi",
      stream: true,
    }))
      items.push(item);
    expect(items).toEqual([
      { internal_monologue: "Hm", id: "m", date: "d" },
      "[DONE_STEP]",
      { error: expect.objectContaining({ message: "out of memory" }) },
      "[DONE]",
    ]);
    // No header that another server's CORS rules would not know.
    expect([...(asked[0]?.headers.keys() ?? [])].sort()).toEqual(["accept", "content-type"]);
  });

  it.each<[number, unknown, string, RegExp]>([
    [404, { detail: "Agent agent_id=x not found" }, "not_found", /Agent agent_id=x not found/],
    [
      422,
      { detail: [{ loc: ["body", "name"], msg: "field required", type: "missing" }] },
      "invalid_input",
      /name: field required/,
    ],
    [401, { detail: "Unauthorized" }, "unauthorized", /Unauthorized/],
    [409, { detail: "taken" }, "name_taken", /taken/],
    [500, { detail: "KeyError: 'x'" }, "server_error", /KeyError/],
    [502, "<html>bad gateway</html>", "server_error", /answered 502/],
  ])("says %i in its own words", async (status, body, code, message) => {
    const answer = typeof body === "string" ? new Response(body, { status }) : json(body, status);
    const { client } = serverOf({ "GET /v1/agents/x": answer });
    await expect(client.getAgent("x")).rejects.toMatchObject({
      code,
      status,
      message: expect.stringMatching(message),
    });
  });

  it("never gets parts of a path out of an id", async () => {
    const { client, asked } = serverOf({});
    await expect(client.getAgent("../models?x=1#y")).rejects.toMatchObject({ code: "not_found" });
    expect(asked[0]?.line).toBe("GET /v1/agents/..%2Fmodels%3Fx%3D1%23y");
  });
});
