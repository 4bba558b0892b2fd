/** MCP servers of this browser: adding one is the person's grant to call it. Loaded when it is first asked for. */
import {
  InvalidInputError,
  isoTime,
  type McpServer,
  mcpServerSchema,
  NameTakenError,
  NotFoundError,
  newId,
  type Tool,
  toErrorRecord,
  toolSettingsSchema,
} from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { checkMcpHeaders } from "../storage/mcp-headers.ts";
import { explainWriteFailure, localUserId } from "../storage/open-database.ts";
import type { McpInspection } from "../tools/mcp/mcp-port.ts";
import { MCP_SOURCE_TYPE } from "../tools/mcp/mcp-tool.ts";
import { mcpToolName, mcpToolSchema } from "../tools/mcp/tool-schema.ts";
import { builtInTools } from "../tools/registry.ts";
import type { LocalServices } from "./local-services.ts";
import { parse, single } from "./params.ts";
import type { AddMcpServerParams, McpServerChange, UpdateMcpServerParams } from "./workspace.ts";

/** Milliseconds a call of a server's tool may take unless the person sets another limit: there is a network between. */
const CALL_MS = 60_000;

const tablesOf = ({ mcp_servers, tools, tool_settings, tool_runs, agents, users }: EngramDatabase) => [
  mcp_servers,
  tools,
  tool_settings,
  tool_runs,
  agents,
  users,
];

const notHere = (url: string) => new NameTakenError("MCP server", url);

export async function listMcpServers({ db }: LocalServices): Promise<McpServer[]> {
  return (await db.mcp_servers.toArray()).sort((a, b) => a.name.localeCompare(b.name));
}

export async function addMcpServer(services: LocalServices, params: AddMcpServerParams): Promise<McpServer> {
  const { db, clock, mcp, mcpHeaders } = services;
  const url = readAddress(params.url);
  const headers = checkMcpHeaders(params.headers ?? {});
  const header_names = Object.keys(headers);
  if (await db.mcp_servers.where("url").equals(url).first()) throw notHere(url);

  let inspection: McpInspection | null = null;
  let last_error: McpServer["last_error"] = null;
  try {
    inspection = await mcp.inspect({ url, header_names, headers }, params.signal);
  } catch (error) {
    if (!params.even_if_unreachable || params.signal?.aborted) throw error;
    last_error = failureOf(error);
  }
  const now = isoTime(clock);
  const server = parse(
    mcpServerSchema,
    {
      id: newId("mcp"),
      name: params.name ?? inspection?.server_name?.slice(0, 100) ?? new URL(url).host,
      url,
      header_names,
      last_checked: now,
      last_error,
      created_at: now,
    },
    "",
  );
  if (header_names.length > 0)
    await mcpHeaders.set({ url, headers, ...(params.remember ? { remember: params.remember } : {}) });
  try {
    return await db.transaction("rw", tablesOf(db), async () => {
      if (await db.mcp_servers.where("url").equals(url).first()) throw notHere(url);
      if (!inspection) {
        await db.mcp_servers.add(server);
        return server;
      }
      return (await storeInspection(db, server, inspection)).server;
    });
  } catch (error) {
    // Another tab may have added the same server meanwhile: the headers are its own then.
    if (!(await db.mcp_servers.where("url").equals(url).first())) await mcpHeaders.remove(url);
    throw explainWriteFailure(error);
  }
}

export async function refreshMcpServer(
  services: LocalServices,
  params: string | { id: string; signal?: AbortSignal },
): Promise<McpServerChange> {
  const { db, clock, mcp } = services;
  const id = single(params, "id");
  const { enabled, url, header_names, name } = await getServer(db, id);
  if (!enabled)
    throw new InvalidInputError("id", `the MCP server "${name}" is switched off`, {
      hint: "Switch it on first: nothing is sent to a server that is off.",
    });
  const signal = typeof params === "string" ? undefined : params.signal;
  try {
    const inspection = await mcp.inspect({ url, header_names }, signal);
    await mcp.forget(url);
    return await db.transaction("rw", tablesOf(db), async () =>
      storeInspection(
        db,
        { ...(await getServer(db, id)), last_checked: isoTime(clock), last_error: null },
        inspection,
      ),
    );
  } catch (error) {
    if (!signal?.aborted)
      await db.mcp_servers.update(id, { last_checked: isoTime(clock), last_error: failureOf(error) });
    throw explainWriteFailure(error);
  }
}

export async function updateMcpServer(
  { db, mcp, mcpHeaders }: LocalServices,
  params: UpdateMcpServerParams,
): Promise<McpServer> {
  const id = single(params, "id");
  const { url } = await getServer(db, id);
  const headers = params.headers == null ? null : checkMcpHeaders(params.headers);
  const patch: Partial<McpServer> = {};
  if (params.name != null) patch.name = parse(mcpServerSchema.shape.name, params.name, "name");
  if (params.enabled != null) patch.enabled = params.enabled;
  if (headers) {
    await mcpHeaders.set({ url, headers, ...(params.remember ? { remember: params.remember } : {}) });
    patch.header_names = Object.keys(headers);
  }
  const updated = await writing(() =>
    db.transaction("rw", db.mcp_servers, async () => {
      await db.mcp_servers.update(id, patch);
      return getServer(db, id);
    }),
  );
  if (headers || !updated.enabled) await mcp.forget(url);
  return updated;
}

export async function deleteMcpServer(
  { db, mcp, mcpHeaders }: LocalServices,
  params: string | { id: string },
): Promise<McpServerChange> {
  const server = await getServer(db, single(params, "id"));
  await mcpHeaders.remove(server.url);
  const change = await writing(() =>
    db.transaction("rw", tablesOf(db), async () => {
      const tools = await toolsOf(db, server);
      const detached_from = await removeTools(db, tools);
      await db.mcp_servers.delete(server.id);
      return { server, added: [], changed: [], removed: tools.map(({ name }) => name), detached_from };
    }),
  );
  await mcp.forget(server.url);
  return change;
}

/** An address without a name and a password in it: those belong into a header, where they are kept as secrets. */
function readAddress(given: string): string {
  const url = single({ url: typeof given === "string" ? given.trim() : given }, "url");
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new InvalidInputError("url", "the address of an MCP server begins with http:// or https://");
  const parsed = new URL(url);
  if (parsed.username || parsed.password)
    throw new InvalidInputError(
      "url",
      "a name and a password cannot stand in the address; give an Authorization header",
    );
  parsed.hash = "";
  return parsed.href;
}

async function getServer(db: EngramDatabase, id: string): Promise<McpServer> {
  const server = await db.mcp_servers.get(id);
  if (!server) throw new NotFoundError("MCP server", id);
  return server;
}

async function writing<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

function failureOf(error: unknown): McpServer["last_error"] {
  const { code, message, hint, status } = toErrorRecord(error);
  return { code, message, hint, status };
}

async function toolsOf(db: EngramDatabase, server: McpServer): Promise<Tool[]> {
  const rows = await db.tools.bulkGet(Object.keys(server.tool_names));
  return rows.filter((row): row is Tool => row?.source_type === MCP_SOURCE_TYPE && row.module === server.id);
}

/**
 * Stores what a server said of itself, and its tools: those known by their name there keep their id, name and
 * settings. Inside the caller's transaction.
 */
async function storeInspection(
  db: EngramDatabase,
  server: McpServer,
  inspection: McpInspection,
): Promise<McpServerChange> {
  const { protocol_version, server_name, server_version, tools } = inspection;
  const user_id = await localUserId(db);
  const tags = ["mcp", server.name];
  const known = new Map((await toolsOf(db, server)).map((tool) => [server.tool_names[tool.id], tool]));
  const taken = new Set([...builtInTools(), ...(await db.tools.toArray())].map(({ name }) => name));
  const change: Omit<McpServerChange, "server" | "detached_from"> = { added: [], changed: [], removed: [] };
  const tool_names: Record<string, string> = {};
  const rows: Tool[] = [];
  for (const described of tools) {
    // Two tools of one name could not be told apart in a call; the first stands.
    if (Object.values(tool_names).includes(described.name)) continue;
    const before = known.get(described.name);
    const name = before?.name ?? mcpToolName(described.name, server.name, (one) => taken.has(one));
    taken.add(name);
    const json_schema = mcpToolSchema(described, name);
    const row: Tool = before
      ? { ...before, description: json_schema.description, json_schema }
      : {
          id: newId("tool"),
          name,
          description: json_schema.description,
          tags,
          source_type: MCP_SOURCE_TYPE,
          source_code: null,
          module: server.id,
          json_schema,
          user_id,
        };
    tool_names[row.id] = described.name;
    if (!before) {
      change.added.push(name);
      const settings = { tool_id: row.id, limits: { time_ms: CALL_MS } };
      await db.tool_settings.add(toolSettingsSchema.parse(settings));
    } else if (JSON.stringify(before.json_schema) !== JSON.stringify(json_schema)) change.changed.push(name);
    rows.push(row);
  }
  const gone = [...known.values()].filter(({ id }) => !(id in tool_names));
  change.removed.push(...gone.map(({ name }) => name));
  const detached_from = await removeTools(db, gone);
  await db.tools.bulkPut(rows);
  const stored: McpServer = { ...server, protocol_version, server_name, server_version, tool_names };
  await db.mcp_servers.put(stored);
  return { server: stored, ...change, detached_from };
}

/** Removes tools and takes them off the agents that have them. Inside the caller's transaction. */
async function removeTools(db: EngramDatabase, tools: Tool[]): Promise<McpServerChange["detached_from"]> {
  const names = tools.map(({ name }) => name);
  const ids = tools.map(({ id }) => id);
  const users = await db.agents.where("tools").anyOf(names).distinct().toArray();
  for (const { id, tools: had } of users)
    await db.agents.update(id, { tools: had.filter((name) => !names.includes(name)) });
  await db.tools.bulkDelete(ids);
  await db.tool_settings.bulkDelete(ids);
  await db.tool_runs.where("tool_id").anyOf(ids).delete();
  return users.map(({ id, name, tools: had }) => ({
    id,
    name,
    tools: had.filter((one) => names.includes(one)),
  }));
}
