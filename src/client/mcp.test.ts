import Dexie from "dexie";
import { afterEach, describe, expect, it } from "vitest";
import {
  startMcpServer,
  type TestMcpServer,
  type TestMcpServerOptions,
  textTool,
} from "../../e2e/support/mcp-server.ts";
import { listen } from "../server/testing/listen.ts";
import { createLocalKit, type LocalKit } from "./testing/local-kit.ts";

const TOKEN = "a-very-secret-token";
const AUTHORIZATION = { Authorization: `Bearer ${TOKEN}` };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serverWith(options: TestMcpServerOptions = {}): Promise<TestMcpServer> {
  const server = await startMcpServer(options);
  closing.push(() => server.close());
  return server;
}

async function kitWith(): Promise<LocalKit> {
  const kit = await createLocalKit();
  closing.push(() => kit.client.close());
  return kit;
}

/** Everything that lies in a database, as text. */
async function dump(db: Dexie): Promise<string> {
  return JSON.stringify(await Promise.all(db.tables.map((table) => table.toArray())));
}

/** Lets an agent with `tool` call it once, and returns what the model read of it. */
async function callByAgent(
  { client, llm }: LocalKit,
  tool: string,
  args: Record<string, unknown> = {},
): Promise<{ status: string; message: string }> {
  const agent = await client.createAgent({ tools: [tool] });
  llm.script(
    { tool: [tool, { ...args, request_heartbeat: true }] },
    { tool: ["send_message", { message: "done" }] },
  );
  await client.userMessage({ agent_id: agent.id, message: "go" });
  const returned = llm.requests.at(-1)?.messages.findLast(({ role }) => role === "tool");
  return JSON.parse(String(returned?.content));
}

describe.each([
  ["2026-07-28", "stateless", "json"],
  ["2026-07-28", "stateless", "sse"],
  ["2025-11-25", "sessions", "json"],
  ["2025-11-25", "sessions", "sse"],
] as const)("a server of %s (%s, %s)", (version, versions, answers) => {
  it("is added with all its tools, and an agent uses one", async () => {
    const server = await serverWith({ versions, answers });
    const kit = await kitWith();
    const { client, llm } = kit;
    const added = await client.addMcpServer({ url: server.url });
    expect(added).toMatchObject({
      name: "Test bench",
      url: server.url,
      protocol_version: version,
      server_name: "Test bench",
      server_version: "1.2.3",
      enabled: true,
      last_error: null,
    });
    const tools = (await client.listTools()).filter(({ source_type }) => source_type === "mcp");
    expect(tools.map(({ name }) => name).sort()).toEqual([
      "Test_bench_send_message",
      "add",
      "fail",
      "picture",
      "refuse",
      "slow",
      "weather_now",
      "whoami",
    ]);
    expect(tools.every(({ module, tags }) => module === added.id && tags.join() === "mcp,Test bench")).toBe(
      true,
    );
    expect(tools.find(({ name }) => name === "add")?.json_schema.parameters).toMatchObject({
      type: "object",
      properties: { a: { type: "number" }, request_heartbeat: { type: "boolean" } },
      required: ["a", "b", "request_heartbeat"],
    });

    expect(await callByAgent(kit, "add", { a: 2, b: 40 })).toMatchObject({
      status: "OK",
      message: '{"sum":42}',
    });
    expect(llm.requests[0]?.tools?.find(({ name }) => name === "add")?.description).toBe("Adds two numbers.");
    expect(await callByAgent(kit, "weather_now", { place: { latitude: 52 } })).toMatchObject({
      status: "OK",
      message: 'Sunny in {"latitude":52}.',
    });
    const picture = await callByAgent(kit, "picture");
    expect(picture.message).toContain("[image: image/png, 20 bytes, not shown]");
    expect(picture.message).toContain("https://pictures.test/1");
    expect(server.requests.every(({ verb }) => verb !== "GET")).toBe(true);
    const sessions = server.requests.filter(({ headers }) => headers.has("mcp-session-id"));
    expect(sessions.length > 0).toBe(versions === "sessions");
  });

  it("gives failures of a tool to the model as they are", async () => {
    const server = await serverWith({ versions, answers });
    const kit = await kitWith();
    await kit.client.addMcpServer({ url: server.url });
    expect(await callByAgent(kit, "fail")).toMatchObject({
      status: "Failed",
      message: "the printer is on fire",
    });
    const refused = await callByAgent(kit, "refuse");
    expect(refused.status).toBe("Failed");
    expect(refused.message).toContain("closed on Sundays");
    const missing = await callByAgent(kit, "add", { a: 1 });
    expect(missing.message).toContain("the argument 'b' is missing");
  });

  it("is not waited for beyond the tool's time, and is told so", async () => {
    const server = await serverWith({ versions, answers });
    const kit = await kitWith();
    await kit.client.addMcpServer({ url: server.url });
    const tool_id = await kit.client.getToolId("slow");
    const settings = await kit.db.tool_settings.get(tool_id ?? "");
    expect(settings?.limits.time_ms).toBe(60_000);
    await kit.db.tool_settings.update(tool_id ?? "", { "limits.time_ms": 300 });
    expect(await callByAgent(kit, "slow")).toMatchObject({
      status: "Failed",
      message: expect.stringContaining("did not answer within 0.3 seconds"),
    });
    await expect.poll(() => server.cancelled).toBe(1);
  });

  it("is left when the person stops the agent", async () => {
    const server = await serverWith({ versions, answers });
    const { client, llm } = await kitWith();
    await client.addMcpServer({ url: server.url });
    const agent = await client.createAgent({ tools: ["slow"] });
    llm.script({ tool: ["slow", { request_heartbeat: true }] });
    const talk = client.userMessage({ agent_id: agent.id, message: "go" }).catch((error: unknown) => error);
    await expect.poll(() => server.requests.some(({ method }) => method === "tools/call")).toBe(true);
    await client.stopAgent({ agent_id: agent.id });
    await talk;
    await expect.poll(() => server.cancelled).toBe(1);
  });
});

describe("a session", () => {
  it("is kept over calls, and made anew once where the server forgot it", async () => {
    const server = await serverWith({ versions: "sessions" });
    const kit = await kitWith();
    await kit.client.addMcpServer({ url: server.url });
    const beginnings = () => server.requests.filter(({ method }) => method === "initialize").length;
    await callByAgent(kit, "add", { a: 1, b: 1 });
    const before = beginnings();
    await callByAgent(kit, "add", { a: 1, b: 2 });
    expect(beginnings()).toBe(before);
    server.forgetSessions();
    expect(await callByAgent(kit, "add", { a: 1, b: 3 })).toMatchObject({
      status: "OK",
      message: '{"sum":4}',
    });
    expect(beginnings()).toBe(before + 1);
  });

  it("is ended where the server is switched off", async () => {
    const server = await serverWith({ versions: "sessions" });
    const kit = await kitWith();
    const { id } = await kit.client.addMcpServer({ url: server.url });
    await callByAgent(kit, "add", { a: 1, b: 1 });
    const ends = () => server.requests.filter(({ verb }) => verb === "DELETE").length;
    const before = ends();
    await kit.client.updateMcpServer({ id, enabled: false });
    expect(ends()).toBe(before + 1);
  });
});

describe("headers", () => {
  it("are needed, kept as secrets, and found nowhere else", async () => {
    const server = await serverWith({ token: TOKEN });
    const kit = await kitWith();
    const { client, db, credentials } = kit;
    await expect(client.addMcpServer({ url: server.url })).rejects.toMatchObject({
      code: "mcp_unauthorized",
      hint: expect.stringContaining("Authorization"),
    });
    const wrong = await client
      .addMcpServer({ url: server.url, headers: { Authorization: "Bearer wrong-token" } })
      .catch((error: Error & { toRecord(): unknown }) => error);
    expect(wrong).toMatchObject({ code: "mcp_unauthorized" });
    expect(JSON.stringify([wrong, (wrong as Error).message, (wrong as Error).stack])).not.toContain(
      "wrong-token",
    );
    expect(await client.listMcpServers()).toEqual([]);
    expect(await credentials.list()).toEqual([]);

    const added = await client.addMcpServer({ url: server.url, headers: AUTHORIZATION, remember: "device" });
    expect(added.header_names).toEqual(["Authorization"]);
    expect(await credentials.list()).toEqual([{ endpoint: `${server.url}#mcp`, kept: "device" }]);
    // A server that repeats the token does not bring it into the conversation.
    expect((await callByAgent(kit, "whoami")).message).toBe("You sent [secret].");
    server.setToken("another-token");
    const refused = await callByAgent(kit, "whoami");
    expect(refused).toMatchObject({ status: "Failed", message: expect.stringContaining("does not accept") });
    await expect(client.refreshMcpServer(added.id)).rejects.toMatchObject({ code: "mcp_unauthorized" });
    expect((await client.listMcpServers())[0]?.last_error).toMatchObject({ code: "mcp_unauthorized" });

    await client.updateMcpServer({
      id: added.id,
      headers: { Authorization: "Bearer another-token", "X-Team": "blue lake" },
    });
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({ status: "OK" });
    expect(server.requests.at(-1)?.headers.get("x-team")).toBe("blue lake");
    expect(await dump(db)).not.toMatch(/a-very-secret-token|another-token|wrong-token|blue lake/);

    await client.deleteMcpServer(added.id);
    expect(await credentials.list()).toEqual([]);
  });

  it("can be locked with the keys", async () => {
    const server = await serverWith({ token: TOKEN });
    const kit = await kitWith();
    const { client, credentials } = kit;
    await client.addMcpServer({ url: server.url, headers: AUTHORIZATION, remember: "device" });
    await credentials.setPassphrase("correct horse");
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({ status: "OK" });
    credentials.lock();
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({
      status: "Failed",
      message: "Your keys are locked.",
    });
    await credentials.unlock("correct horse");
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({ status: "OK" });
    const raw = await new Dexie(`${kit.db.name}-credentials`).open();
    closing.push(() => raw.close());
    expect(await dump(raw)).not.toContain(TOKEN);
  });

  it("that were kept for a session only are asked for again after it", async () => {
    const server = await serverWith({ token: TOKEN });
    const kit = await kitWith();
    await kit.client.addMcpServer({ url: server.url, headers: AUTHORIZATION });
    await kit.credentials.remove(`${server.url}#mcp`);
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({
      status: "Failed",
      message: expect.stringContaining("The value of Authorization"),
    });
  });

  it.each([
    [{ "Mcp-Session-Id": "x" }, "cannot be set"],
    [{ Cookie: "a=b" }, "cannot be set"],
    [{ "Sec-Fetch-Mode": "x" }, "cannot be set"],
    [{ "bad name": "secret-value" }, "not the name of a header"],
    [{ Authorization: "  " }, "has no value"],
    [{ Authorization: "Bearer tokén" }, "cannot carry"],
    [{ authorization: "a", Authorization: "b" }, "given twice"],
  ])("that cannot be sent are refused: %j", async (headers, reason) => {
    const { client } = await kitWith();
    const refusal = client.addMcpServer({ url: "http://127.0.0.1:9/mcp", headers: headers as never });
    await expect(refusal).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(reason),
    });
    await expect(refusal).rejects.not.toThrow(/secret-value|tokén/);
  });
});

describe("adding", () => {
  const answering = async (answer: () => Response) => {
    const { url, close } = await listen(async () => answer());
    closing.push(close);
    return `${url}/mcp`;
  };

  it("tells what is no MCP server, and stores nothing", async () => {
    const { client, db } = await kitWith();
    const refused = async (url: string) =>
      client.addMcpServer({ url }).then(
        () => "added",
        (error: { code: string }) => error.code,
      );
    const page = () => new Response("<h1>Hello</h1>", { headers: { "content-type": "text/html" } });
    expect(await refused(await answering(page))).toBe("mcp_not_a_server");
    expect(await refused(await answering(() => new Response("none", { status: 404 })))).toBe(
      "mcp_not_a_server",
    );
    expect(await refused(await answering(() => Response.json({ hello: "world" })))).toBe("mcp_not_a_server");
    expect(await refused(await answering(() => new Response(null, { status: 403 })))).toBe("mcp_forbidden");
    expect(await refused(await answering(() => new Response(null, { status: 503 })))).toBe(
      "mcp_server_error",
    );
    const moved = () => new Response(null, { status: 308, headers: { location: "https://elsewhere.test/" } });
    expect(await refused(await answering(moved))).toBe("mcp_not_a_server");
    const newer = () =>
      Response.json(
        {
          jsonrpc: "2.0",
          id: "server-discover-probe-1",
          error: {
            code: -32022,
            message: "no",
            data: { supported: ["2031-01-01"], requested: "2026-07-28" },
          },
        },
        { status: 400 },
      );
    expect(await refused(await answering(newer))).toBe("mcp_protocol_mismatch");
    expect(await refused("http://127.0.0.1:9/mcp")).toBe("mcp_unreachable");
    expect(await refused("ftp://somewhere.test")).toBe("invalid_input");
    expect(await refused("https://me:pass@somewhere.test")).toBe("invalid_input");
    expect(await db.mcp_servers.count()).toBe(0);
    expect(await db.tools.count()).toBe(0);
  });

  it("takes a server that is down where that is wanted, and its tools when it is up", async () => {
    const server = await serverWith();
    await server.close();
    const { client } = await kitWith();
    const added = await client.addMcpServer({ url: server.url, name: "Sleeper", even_if_unreachable: true });
    expect(added).toMatchObject({ name: "Sleeper", last_error: { code: "mcp_unreachable" }, tool_names: {} });
  });

  it("takes each address once", async () => {
    const server = await serverWith();
    const { client } = await kitWith();
    const outcomes = await Promise.allSettled([
      client.addMcpServer({ url: server.url }),
      client.addMcpServer({ url: server.url }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(client.addMcpServer({ url: ` ${server.url}#x ` })).rejects.toMatchObject({
      code: "name_taken",
    });
    expect(await client.listMcpServers()).toHaveLength(1);
  });

  it("gives up when the person does", async () => {
    const hanging = await listen(() => new Promise(() => {}));
    closing.push(hanging.close);
    const { client, db } = await kitWith();
    const stop = new AbortController();
    const adding = client.addMcpServer({ url: hanging.url, signal: stop.signal });
    stop.abort();
    await expect(adding).rejects.toMatchObject({ code: "cancelled" });
    expect(await db.mcp_servers.count()).toBe(0);
  });

  it("gives two servers' tools of one name two names", async () => {
    const [one, other] = [await serverWith({ name: "One" }), await serverWith({ name: "Other" })];
    const kit = await kitWith();
    await kit.client.addMcpServer({ url: one.url });
    await kit.client.addMcpServer({ url: other.url });
    const names = (await kit.client.listTools()).map(({ name }) => name);
    expect(names).toContain("add");
    expect(names).toContain("Other_add");
    expect(new Set(names).size).toBe(names.length);
    expect(await callByAgent(kit, "Other_add", { a: 3, b: 4 })).toMatchObject({ message: '{"sum":7}' });
    expect(other.requests.some(({ method }) => method === "tools/call")).toBe(true);
    expect(one.requests.some(({ method }) => method === "tools/call")).toBe(false);
  });
});

describe("refreshing", () => {
  it("keeps what still exists, adds what is new, and takes the rest off the agents", async () => {
    const server = await serverWith({ tools: [textTool("a", "A"), textTool("b", "B"), textTool("c", "C")] });
    const kit = await kitWith();
    const { client } = kit;
    const { id } = await client.addMcpServer({ url: server.url });
    const agent = await client.createAgent({ name: "Worker", tools: ["a", "b"] });
    const idOfA = await client.getToolId("a");
    server.setTools([textTool("a", "A"), textTool("c", "C", "Says C, better."), textTool("d", "D")]);
    const change = await client.refreshMcpServer(id);
    expect(change).toMatchObject({
      added: ["d"],
      changed: ["c"],
      removed: ["b"],
      detached_from: [{ id: agent.id, name: "Worker", tools: ["b"] }],
    });
    expect((await client.getAgent(agent.id)).tools).toContain("a");
    expect((await client.getAgent(agent.id)).tools).not.toContain("b");
    expect(await client.getToolId("a")).toBe(idOfA);
    expect(await client.getToolId("b")).toBeNull();
    expect(await callByAgent(kit, "d")).toMatchObject({ status: "OK", message: "D" });
    expect(await kit.db.tool_settings.count()).toBe(3);
    expect(await client.refreshMcpServer(id)).toMatchObject({
      added: [],
      changed: [],
      removed: [],
      detached_from: [],
    });
  });

  it("changes nothing where the server is down", async () => {
    const server = await serverWith();
    const { client } = await kitWith();
    const { id } = await client.addMcpServer({ url: server.url });
    const before = await client.listTools();
    await server.close();
    await expect(client.refreshMcpServer(id)).rejects.toMatchObject({ code: "mcp_unreachable" });
    expect(await client.listTools()).toEqual(before);
    expect((await client.listMcpServers())[0]?.last_error?.code).toBe("mcp_unreachable");
  });
});

describe("the grant", () => {
  it("is taken back by switching the server off", async () => {
    const server = await serverWith();
    const kit = await kitWith();
    const { id } = await kit.client.addMcpServer({ url: server.url });
    await kit.client.updateMcpServer({ id, enabled: false, name: "Bench" });
    const before = server.requests.length;
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({
      status: "Failed",
      message: 'The person has switched off the MCP server "Bench".',
    });
    await expect(kit.client.refreshMcpServer(id)).rejects.toMatchObject({ code: "invalid_input" });
    expect(server.requests.length).toBe(before);
    await kit.client.updateMcpServer({ id, enabled: true });
    expect(await callByAgent(kit, "add", { a: 1, b: 1 })).toMatchObject({ status: "OK" });
  });

  it("ends with the server: its tools go, and agents go on without them", async () => {
    const server = await serverWith();
    const { client, db, llm } = await kitWith();
    const { id } = await client.addMcpServer({ url: server.url });
    const agent = await client.createAgent({ name: "Worker", tools: ["add"] });
    const change = await client.deleteMcpServer(id);
    expect(change.removed).toHaveLength(8);
    expect(change.detached_from).toEqual([{ id: agent.id, name: "Worker", tools: ["add"] }]);
    expect(await Promise.all([db.mcp_servers.count(), db.tools.count(), db.tool_settings.count()])).toEqual([
      0, 0, 0,
    ]);
    llm.script({ tool: ["send_message", { message: "still here" }] });
    const { messages } = await client.userMessage({ agent_id: agent.id, message: "hello" });
    expect(JSON.stringify(messages)).toContain("still here");
    await expect(client.deleteMcpServer(id)).rejects.toMatchObject({ code: "not_found" });
  });
});
