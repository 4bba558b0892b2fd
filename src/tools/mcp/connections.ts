/** Connections to MCP servers, over the protocol's own package. */
import { Client, SdkHttpError, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import type { McpHeaders } from "../../storage/mcp-headers.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { McpError } from "./errors.ts";
import { type FailureSite, toMcpError } from "./failure.ts";
import type { McpCall, McpInspection, McpPort, McpTarget } from "./mcp-port.ts";
import { mcpResultText } from "./result-text.ts";
import { within } from "./within.ts";

/** Milliseconds until a server must have agreed on a version, and milliseconds for each page of its tools. */
const CONNECT_MS = 20_000;
/** Pages of a list of tools that are read at most. */
const MAX_PAGES = 64;
/** Tools of one server that are taken at most. */
const MAX_TOOLS = 1000;

export interface McpConnectionsOptions {
  headers: McpHeaders;
  /** Of the app: servers are told. */
  version: string;
  fetch?: (input: string | URL, init?: RequestInit) => Promise<Response>;
}

interface Connection {
  client: Client;
  /** As they were when it was made. */
  headers: Record<string, string>;
  transport: StreamableHTTPClientTransport;
  site: FailureSite;
}

/** Takes the values of headers out of a text, also where only the token of `Bearer <token>` is repeated. */
function concealer(headers: Record<string, string>): (text: string) => string {
  const secrets = Object.values(headers)
    .flatMap((value) => [value, ...value.split(" ").slice(1)])
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    // Shorter ones would take ordinary words out of every answer.
    .filter((secret) => secret.length >= 4);
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text);
}

export function createMcpConnections(options: McpConnectionsOptions): McpPort {
  const request = options.fetch ?? ((input: string | URL, init?: RequestInit) => fetch(input, init));
  const open = new Map<string, Promise<Connection>>();

  const valuesFor = async ({ url, header_names, headers }: McpTarget): Promise<Record<string, string>> => {
    const values = headers ?? (await options.headers.get(url));
    const missing = header_names.filter((name) => !(name in values));
    if (missing.length > 0)
      throw new McpError(
        "mcp_headers_missing",
        `The value of ${missing.join(", ")} for ${new URL(url).host} is not in this browser any more.`,
        { hint: "It was kept for a session only. Enter it anew, and keep it on this device if you like." },
      );
    return values;
  };

  const connect = async (target: McpTarget): Promise<Connection> => {
    const headers = await valuesFor(target);
    const site: FailureSite = {
      url: target.url,
      header_names: Object.keys(headers),
      conceal: concealer(headers),
      phase: "connect",
      answers: () =>
        // Only whether there is an answer: it cannot be read, and no header goes along.
        request(target.url, { mode: "no-cors", credentials: "omit", signal: AbortSignal.timeout(5000) }).then(
          () => true,
          () => false,
        ),
    };
    const client = new Client(
      { name: "Engram", version: options.version },
      {
        versionNegotiation: { mode: "auto" },
        // The other one compiles schemas to code, which the page's policy forbids.
        jsonSchemaValidator: new CfWorkerJsonSchemaValidator(),
        inputRequired: { autoFulfill: false },
        listMaxPages: MAX_PAGES,
      },
    );
    const transport = new StreamableHTTPClientTransport(new URL(target.url), {
      requestInit: { headers },
      fetch: boundedFetch(request),
    });
    try {
      await within({ time_ms: CONNECT_MS, atLimit: () => timedOut(target.url, CONNECT_MS) }, () =>
        client.connect(transport, { timeout: CONNECT_MS }),
      );
    } catch (error) {
      await transport.close();
      throw await toMcpError(error, site);
    }
    return { client, transport, headers, site: { ...site, phase: "call" } };
  };

  const end = async ({ client, transport }: Connection): Promise<void> => {
    // A courtesy: a server that does not hear it lets the session run out.
    await transport.terminateSession().catch(() => {});
    await client.close().catch(() => {});
  };

  const shared = (target: McpTarget): Promise<Connection> => {
    const known = open.get(target.url);
    if (known) return known;
    const connecting = connect(target);
    open.set(target.url, connecting);
    connecting.catch(() => {
      if (open.get(target.url) === connecting) open.delete(target.url);
    });
    return connecting;
  };

  const forget = async (url: string): Promise<void> => {
    const known = open.get(url);
    open.delete(url);
    const connection = await known?.catch(() => null);
    if (connection) await end(connection);
  };

  /** Lets go of a connection whose headers are others now, or locked. Keys of models change here too. */
  const compareHeaders = async (url: string, opened: Promise<Connection>): Promise<void> => {
    const connection = await opened.catch(() => null);
    if (!connection) return;
    const now = await options.headers.get(url).catch(() => null);
    if (JSON.stringify(now) !== JSON.stringify(connection.headers) && open.get(url) === opened)
      await forget(url);
  };
  const stopListening = options.headers.subscribe(() => {
    for (const [url, opened] of open) void compareHeaders(url, opened);
  });

  const callOver = async (connection: Connection, call: McpCall, signal: AbortSignal): Promise<string> => {
    const { client, site } = connection;
    const result = await client.callTool(
      { name: call.name, arguments: call.args },
      { timeout: call.time_ms + 1000, signal },
    );
    const text = site.conceal(mcpResultText(result));
    if (result.isError) throw new ToolFailure(text);
    return text;
  };

  return {
    async inspect(target, signal): Promise<McpInspection> {
      return within(
        { time_ms: 3 * CONNECT_MS, stop: signal, atLimit: () => timedOut(target.url, 3 * CONNECT_MS) },
        async (aborted) => {
          const connection = await connect(target);
          const { client, site } = connection;
          try {
            const { tools } = await client.listTools(undefined, { timeout: CONNECT_MS, signal: aborted });
            if (tools.length > MAX_TOOLS)
              throw new McpError(
                "mcp_bad_answer",
                `${new URL(target.url).host} lists ${tools.length} tools; at most ${MAX_TOOLS} are taken.`,
              );
            const info = client.getServerVersion();
            return {
              protocol_version: client.getNegotiatedProtocolVersion() ?? "",
              server_name: info ? site.conceal(info.title ?? info.name) : null,
              server_version: info ? site.conceal(info.version) : null,
              tools: concealed(tools, site).map((tool) => ({
                name: tool.name,
                description: tool.description ?? tool.title ?? null,
                input_schema: tool.inputSchema,
              })),
            };
          } catch (error) {
            throw await toMcpError(error, site);
          } finally {
            await end(connection);
          }
        },
      );
    },

    call(call) {
      const { target, time_ms } = call;
      return within(
        { time_ms, stop: call.signal, atLimit: () => timedOut(target.url, time_ms) },
        async (aborted) => {
          const opened = shared(target);
          const connection = await opened;
          try {
            return await callOver(connection, call, aborted);
          } catch (error) {
            if (!isLostSession(error, connection)) throw await failure(error, connection);
          }
          // The server has begun anew, and has not looked at the call. Another call may have found that out before.
          if (open.get(target.url) === opened) open.delete(target.url);
          const renewed = await shared(target);
          try {
            return await callOver(renewed, call, aborted);
          } catch (error) {
            throw await failure(error, renewed);
          }
        },
      );
    },

    forget,

    close() {
      stopListening();
      for (const url of [...open.keys()]) void forget(url);
    },
  };
}

const concealed = <T>(value: T, site: FailureSite): T => JSON.parse(site.conceal(JSON.stringify(value)));

/** What the tool itself says of its failure. */
class ToolFailure extends Error {}

async function failure(error: unknown, { site }: Connection): Promise<Error> {
  return error instanceof ToolFailure ? error : toMcpError(error, site);
}

/** Servers answer 404 to a session that they do not know; some say so with 400. */
function isLostSession(error: unknown, { transport }: Connection): boolean {
  if (transport.sessionId === undefined || !SdkHttpError.isInstance(error)) return false;
  return error.status === 404 || (error.status === 400 && /session/i.test(String(error.data.text)));
}

function timedOut(url: string, time_ms: number): McpError {
  return new McpError(
    "mcp_timeout",
    `${new URL(url).host} did not answer within ${Number((time_ms / 1000).toFixed(1))} seconds.`,
    { hint: "Try again later; a longer time can be set for each tool." },
  );
}
