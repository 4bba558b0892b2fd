/**
 * An MCP server over streamable HTTP on 127.0.0.1 and a free port, made of the protocol's own server package: the
 * versions without sessions (2026-07-28) and with them (2025-11-25), open to pages of other origins or not.
 */
import { randomUUID } from "node:crypto";
import {
  type CallToolResult,
  createMcpHandler,
  isLegacyRequest,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type Tool,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { listen } from "../../src/server/testing/listen.ts";

export interface TestMcpTool {
  definition: Tool;
  run(args: Record<string, unknown>, context: TestMcpCall): CallToolResult | Promise<CallToolResult>;
}

export interface TestMcpCall {
  signal: AbortSignal;
  /** Of the request that carried the call. */
  headers: Headers;
}

export interface TestMcpServerOptions {
  name?: string;
  /** Default: both. */
  versions?: "stateless" | "sessions" | "both";
  /** How calls are answered. Default `json`. */
  answers?: "json" | "sse";
  /** Requests without `Authorization: Bearer <token>` get 401. */
  token?: string;
  /**
   * `open` is what a server must send for a page of any origin; `closed` sends nothing; `blind` lets everything be
   * sent, but not the session's id be read. Default `open`.
   */
  cors?: "open" | "closed" | "blind";
  /** Tools a page of the list holds. Default 2. */
  pageSize?: number;
  tools?: TestMcpTool[];
}

export interface TestMcpServer {
  url: string;
  /** Every request that was not a preflight: its verb, its method in the protocol, and its headers. */
  requests: { verb: string; method: string | null; headers: Headers }[];
  /** The tools it has from now on. */
  setTools(tools: TestMcpTool[]): void;
  /** As a restart does: sessions are unknown from now on. */
  forgetSessions(): void;
  /** Calls of `slow` that were cancelled. */
  cancelled: number;
  /** From now on another token is wanted. */
  setToken(token: string): void;
  close(): Promise<void>;
}

const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, DELETE",
  "access-control-allow-headers":
    "content-type, authorization, x-team, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name",
  // Chromium asks before a page may reach this machine.
  "access-control-allow-private-network": "true",
};

const CORS: Record<NonNullable<TestMcpServerOptions["cors"]>, Record<string, string>> = {
  open: { ...OPEN, "access-control-expose-headers": "mcp-session-id" },
  blind: OPEN,
  closed: {},
};

const say = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });

/** A tool of text in, text out. */
export function textTool(name: string, answer: string, description = `Says ${answer}.`): TestMcpTool {
  return {
    definition: { name, description, inputSchema: { type: "object" } },
    run: () => say(answer),
  };
}

/** What a server has unless it is given other tools: one for each thing that a client must cope with. */
export function testTools(server: { cancelled: number }): TestMcpTool[] {
  return [
    {
      definition: {
        name: "add",
        description: "Adds two numbers.",
        inputSchema: {
          type: "object",
          properties: {
            a: { type: "number", description: "One number." },
            b: { type: "number", description: "The other." },
          },
          required: ["a", "b"],
        },
        outputSchema: { type: "object", properties: { sum: { type: "number" } }, required: ["sum"] },
      },
      run: ({ a, b }) => {
        const structuredContent = { sum: Number(a) + Number(b) };
        return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
      },
    },
    {
      // No model may call a tool by such a name.
      definition: {
        name: "weather/now",
        description: "Weather of a place.",
        inputSchema: {
          type: "object",
          properties: { place: { $ref: "#/$defs/place" } },
          required: ["place"],
          $defs: {
            place: {
              oneOf: [{ type: "string" }, { type: "object", properties: { latitude: { type: "number" } } }],
            },
          },
        },
      },
      run: ({ place }) => say(`Sunny in ${typeof place === "string" ? place : JSON.stringify(place)}.`),
    },
    {
      definition: { name: "fail", description: "Always fails.", inputSchema: { type: "object" } },
      run: () => ({ ...say("the printer is on fire"), isError: true }),
    },
    {
      definition: { name: "refuse", description: "Refuses every call.", inputSchema: { type: "object" } },
      run: () => {
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, "this tool is closed on Sundays");
      },
    },
    {
      definition: { name: "slow", description: "Never ends.", inputSchema: { type: "object" } },
      run: (_args, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            server.cancelled++;
            resolve(say("too late"));
          });
        }),
    },
    {
      definition: { name: "picture", description: "Draws a picture.", inputSchema: { type: "object" } },
      run: () => ({
        content: [
          { type: "text", text: "Here it is:" },
          {
            type: "image",
            mimeType: "image/png",
            data: Buffer.from("not really a picture").toString("base64"),
          },
          { type: "resource_link", name: "original", uri: "https://pictures.test/1", mimeType: "image/png" },
        ],
      }),
    },
    {
      // A careless tool that repeats what it was sent.
      definition: { name: "whoami", description: "Says who asks.", inputSchema: { type: "object" } },
      run: (_args, { headers }) => say(`You sent ${headers.get("authorization") ?? "nothing"}.`),
    },
    // One of ours has this name.
    textTool("send_message", "sent by the server"),
  ];
}

export async function startMcpServer(options: TestMcpServerOptions = {}): Promise<TestMcpServer> {
  const { versions = "both", answers = "json", cors = "open", pageSize = 2, name = "Test bench" } = options;
  let token = options.token ?? null;
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();

  /** One instance serves one request, or one session. */
  const instance = (): McpServer => {
    const mcp = new McpServer({ name, version: "1.2.3" }, { capabilities: { tools: {} } });
    mcp.server.setRequestHandler("tools/list", ({ params }) => {
      const from = Number(params?.cursor ?? 0);
      const to = from + pageSize;
      return {
        tools: tools.slice(from, to).map(({ definition }) => definition),
        ...(to < tools.length ? { nextCursor: String(to) } : {}),
      };
    });
    mcp.server.setRequestHandler("tools/call", async ({ params }, { mcpReq, http }) => {
      const tool = tools.find(({ definition }) => definition.name === params.name);
      if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool ${params.name}`);
      return tool.run(params.arguments ?? {}, {
        signal: mcpReq.signal,
        headers: http?.req?.headers ?? new Headers(),
      });
    });
    return mcp;
  };

  const stateless = createMcpHandler(instance, {
    legacy: "reject",
    responseMode: answers === "sse" ? "sse" : "auto",
  });

  const withSession = async (request: Request, body: unknown): Promise<Response> => {
    const id = request.headers.get("mcp-session-id");
    const known = id === null ? undefined : sessions.get(id);
    if (id !== null && !known) return failure(404, -32001, "Session not found");
    if (known) return known.handleRequest(request, { parsedBody: body });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: answers === "json",
      onsessioninitialized: (session) => void sessions.set(session, transport),
      onsessionclosed: (session) => void sessions.delete(session),
    });
    await instance().connect(transport);
    return transport.handleRequest(request, { parsedBody: body });
  };

  const answer = async (request: Request): Promise<Response> => {
    const text = request.method === "POST" ? await request.text() : "";
    const body = text === "" ? undefined : JSON.parse(text);
    server.requests.push({
      verb: request.method,
      method: body?.method ?? null,
      headers: new Headers(request.headers),
    });
    if (token !== null && request.headers.get("authorization") !== `Bearer ${token}`)
      return failure(401, -32001, `who is ${request.headers.get("authorization")}?`);
    const again = new Request(request.url, {
      method: request.method,
      headers: request.headers,
      signal: request.signal,
      ...(text === "" ? {} : { body: text }),
    });
    const legacy = request.method !== "POST" || (await isLegacyRequest(again, body));
    if (versions === "sessions" || (versions === "both" && legacy)) return withSession(again, body);
    return stateless.fetch(again, { parsedBody: body });
  };

  const listening = await listen(answer, CORS[cors]);
  const server: TestMcpServer = {
    url: `${listening.url}/mcp`,
    requests: [],
    cancelled: 0,
    setTools: (next) => {
      tools = next;
    },
    forgetSessions: () => sessions.clear(),
    setToken: (next) => {
      token = next;
    },
    async close() {
      await stateless.close();
      await listening.close();
    },
  };
  let tools = options.tools ?? testTools(server);
  return server;
}

function failure(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });
}
