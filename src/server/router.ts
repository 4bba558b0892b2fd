/**
 * The client's methods as HTTP routes: Request in, Response out, in whatever holds a client (a page behind the service
 * worker, a Node process in a test). The routes are the reference's, under `/v1` and its older alias `/api`.
 */
import { type Context, Hono } from "hono";
import type { z } from "zod";
import type { FileToLoad, LocalClient, MemoryInput } from "../client/index.ts";
import {
  ChatMemory,
  DEFAULT_TEXTS,
  REQUEST_ID_HEADER,
  SERVER_NAME,
  toSimpleMessages,
} from "../client/index.ts";
import { InvalidInputError } from "../schemas/index.ts";
import { eventStream } from "./event-stream.ts";
import {
  inLaterShape,
  isLaterClient,
  laterAgentInput,
  laterRoutes,
  toLaterEvents,
  toLaterTrial,
} from "./later-client.ts";
import {
  flag,
  found,
  number,
  page,
  path,
  type Route,
  read,
  sent,
  sourcePage,
  wrongQuery,
} from "./request-reading.ts";
import {
  approvalShape,
  commandShape,
  createAgentShape,
  createBlockShape,
  createSourceShape,
  createToolShape,
  insertArchivalShape,
  runToolShape,
  sendMessageShape,
  updateAgentShape,
  updateBlockShape,
  updateMemoryShape,
  updateMessageShape,
  updateSourceShape,
  updateToolShape,
} from "./request-shapes.ts";
import { languageOf, storeTool } from "./store-tool.ts";
import { errorResponse, refusal, WrongShapeError } from "./wire-errors.ts";

export interface RouterOptions {
  client: LocalClient;
  version: string;
  /** The token that requests must carry; null where none is needed. */
  getToken?: () => Promise<string | null>;
}

/** @returns a function that answers any request to the API, and never throws. */
export function createRouter(options: RouterOptions): (request: Request) => Promise<Response> {
  const api = new Hono({ strict: false });
  const routes = [...laterRoutes(options.client), ...routesOf(options)];
  const methodsOf = new Map<string, Set<string>>();
  for (const [method, path, handler] of routes) {
    methodsOf.set(path, (methodsOf.get(path) ?? new Set()).add(method));
    api.on(method, path, async (c) => {
      const given = await handler(c);
      if (given instanceof Response) return given;
      const answer = isLaterClient(c) ? await inLaterShape(options.client, path, given) : given;
      return c.json(answer ?? null);
    });
  }
  // What a path knows of but not by this method; HEAD is answered by the GET route.
  for (const [path, methods] of methodsOf) {
    const allow = [...methods, ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    api.options(path, () => new Response(null, { status: 204, headers: { allow } }));
    api.all(path, (c) =>
      refused(405, "method_not_allowed", `${c.req.method} is not possible here; ${allow} are.`, { allow }),
    );
  }
  const root = new Hono({ strict: false });
  root.use(async (c, next) => {
    const token = (await options.getToken?.()) ?? null;
    const isOpen = c.req.method === "OPTIONS" || /^\/(v1|api)\/health\/?$/.test(c.req.path);
    if (token !== null && !isOpen && c.req.header("authorization") !== `Bearer ${token}`)
      return refused(401, "unauthorized", "This API needs its token, as Authorization: Bearer …");
    await next();
    c.header("cache-control", "no-store");
  });
  root.route("/v1", api);
  root.route("/api", api);
  root.notFound((c) => refused(404, "no_such_route", `There is nothing at ${c.req.path}.`));
  root.onError((error) => errorResponse(error));
  return async (request) => root.fetch(request);
}

function refused(status: number, code: string, message: string, headers: Record<string, string> = {}) {
  const response = refusal({ code, message, hint: null, status });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Method and path of every route, below the prefix. */
export function listRoutes(): [string, string][] {
  // Handlers are not called: what they would need does not have to be there.
  const nobody = { client: null as unknown as LocalClient, version: "" };
  return [...routesOf(nobody), ...laterRoutes(nobody.client)].map(([method, path]) => [method, path]);
}

function routesOf({ client, version }: RouterOptions): Route[] {
  const agent = (c: Context) => path(c, "agent_id");
  /** Requests that are being answered, by the id they came with. */
  const stoppable = new Map<string, AbortController>();
  return [
    ["GET", "/health", async () => ({ version, status: "ok", server: SERVER_NAME })],
    [
      "DELETE",
      "/requests/:request_id",
      async (c) => {
        found("request", path(c, "request_id"), stoppable.get(path(c, "request_id")) ?? null).abort();
        return null;
      },
    ],

    // Agents
    ["GET", "/agents", async () => client.listAgents()],
    [
      "POST",
      "/agents",
      async (c) => {
        const body = await laterAgentInput(client, await read(c, createAgentShape));
        // A list of tools is the whole list; without one an agent gets the usual ones.
        const wholeList = body.tools != null && body.include_base_tools !== true;
        const memory = memoryOf(body.memory);
        return client.createAgent({
          name: body.name ?? null,
          description: body.description ?? null,
          metadata: body.metadata_ ?? null,
          memory: wholeList ? { ...(memory ?? new ChatMemory(DEFAULT_TEXTS)), tool_names: [] } : memory,
          tools: body.tools ?? null,
          include_base_tools: !wholeList && body.include_base_tools !== false,
          system: body.system ?? null,
          llm_config: body.llm_config ?? null,
          embedding_config: body.embedding_config ?? null,
        });
      },
    ],
    ["GET", "/agents/:agent_id", async (c) => client.getAgent(agent(c))],
    [
      "PATCH",
      "/agents/:agent_id",
      async (c) => {
        const { id: _id, metadata_, memory, tool_ids: _t, ...body } = await read(c, updateAgentShape);
        return client.updateAgent({
          ...sent(body),
          metadata: metadata_ ?? null,
          memory: memoryOf(memory),
          agent_id: agent(c),
        });
      },
    ],
    ["DELETE", "/agents/:agent_id", async (c) => client.deleteAgent(agent(c))],
    ["GET", "/agents/:agent_id/context", async (c) => client.getContextWindow({ agent_id: agent(c) })],

    // Core memory
    ["GET", "/agents/:agent_id/memory", async (c) => client.getInContextMemory(agent(c))],
    [
      "PATCH",
      "/agents/:agent_id/memory",
      async (c) => {
        const agent_id = agent(c);
        const values = await read(c, updateMemoryShape);
        return client.updateInContextMemories({ agent_id, values });
      },
    ],
    ["GET", "/agents/:agent_id/memory/recall", async (c) => client.getRecallMemorySummary(agent(c))],
    ["GET", "/agents/:agent_id/memory/archival", async (c) => client.getArchivalMemorySummary(agent(c))],
    ["GET", "/agents/:agent_id/memory/messages", async (c) => client.getInContextMessages(agent(c))],

    // Archival memory
    ["GET", "/agents/:agent_id/archival", async (c) => client.getArchivalMemory(page(c))],
    [
      "POST",
      "/agents/:agent_id/archival",
      async (c) => {
        const { text } = await read(c, insertArchivalShape);
        return client.insertArchivalMemory({ agent_id: agent(c), memory: text });
      },
    ],
    [
      "DELETE",
      "/agents/:agent_id/archival/:memory_id",
      async (c) => {
        const memory_id = path(c, "memory_id");
        await client.deleteArchivalMemory({ agent_id: agent(c), memory_id });
        return { message: `Memory ${memory_id} was deleted.` };
      },
    ],

    // Messages
    [
      "GET",
      "/agents/:agent_id/messages",
      async (c) => {
        const messages = await client.getMessages(page(c));
        return flag(c, "msg_object", !isLaterClient(c)) || isLaterClient(c)
          ? messages
          : messages.flatMap(toSimpleMessages);
      },
    ],
    ["POST", "/agents/:agent_id/messages", async (c) => sendMessage(client, c, stoppable)],
    ["POST", "/agents/:agent_id/messages/stream", async (c) => sendMessage(client, c, stoppable, true)],
    [
      "PATCH",
      "/agents/:agent_id/messages/:message_id",
      async (c) => {
        const { id: _id, ...patch } = await read(c, updateMessageShape);
        return client.updateMessage({
          ...sent(patch),
          agent_id: agent(c),
          message_id: path(c, "message_id"),
        });
      },
    ],
    ["POST", "/agents/:agent_id/approvals", async (c) => decideCall(client, c, stoppable)],
    [
      "POST",
      "/agents/:agent_id/command",
      async (c) => {
        const { command } = await read(c, commandShape);
        return client.runCommand({ agent_id: agent(c), command });
      },
    ],
    ["GET", "/agents/:agent_id/sources", async (c) => client.listAttachedSources(agent(c))],

    // Blocks
    [
      "GET",
      "/blocks",
      async (c) => {
        const name = c.req.query("name");
        const blocks = await client.listBlocks({
          label: c.req.query("label") ?? null,
          templates_only: flag(c, "templates_only", true),
        });
        return name === undefined ? blocks : blocks.filter((block) => block.name === name);
      },
    ],
    [
      "POST",
      "/blocks",
      async (c) => {
        const { label, name, value, limit, template } = await read(c, createBlockShape);
        return client.createBlock({
          label,
          name: name ?? null,
          text: value,
          ...(limit == null ? {} : { limit }),
          template: template ?? true,
        });
      },
    ],
    ["GET", "/blocks/:block_id", async (c) => client.getBlock(path(c, "block_id"))],
    ...(["PATCH", "POST"] as const).map(
      (method): Route => [
        method,
        "/blocks/:block_id",
        async (c) => {
          const { name, value, limit } = await read(c, updateBlockShape);
          return client.updateBlock({
            block_id: path(c, "block_id"),
            name: name ?? null,
            text: value ?? null,
            limit: limit ?? null,
          });
        },
      ],
    ),
    ["DELETE", "/blocks/:block_id", async (c) => client.deleteBlock(path(c, "block_id"))],

    // Tools
    ["GET", "/tools", async () => client.listTools()],
    [
      "POST",
      "/tools",
      async (c) => {
        return storeTool(client, await read(c, createToolShape), flag(c, "update", false));
      },
    ],
    [
      "POST",
      "/tools/run",
      async (c) => {
        const { args, agent_id, ...given } = await read(c, runToolShape);
        const trial = await client.runTool({
          ...given,
          args: args ?? {},
          agent_id: agent_id ?? null,
          signal: c.req.raw.signal,
        });
        return isLaterClient(c) ? toLaterTrial(trial) : trial;
      },
    ],
    [
      "GET",
      "/tools/name/:name",
      async (c) => found("tool", path(c, "name"), await client.getToolId({ name: path(c, "name") })),
    ],
    ["GET", "/tools/:tool_id", async (c) => client.getTool(path(c, "tool_id"))],
    [
      "PATCH",
      "/tools/:tool_id",
      async (c) => {
        const { source_code, source_type, ...fields } = await read(c, updateToolShape);
        return client.updateTool({
          ...sent(fields),
          id: path(c, "tool_id"),
          func: source_code ?? null,
          source_type: languageOf(source_type),
        });
      },
    ],
    ["DELETE", "/tools/:tool_id", async (c) => client.deleteTool(path(c, "tool_id"))],

    // Sources
    ["GET", "/sources", async () => client.listSources()],
    ["POST", "/sources", async (c) => client.createSource(sent(await read(c, createSourceShape)))],
    [
      "GET",
      "/sources/name/:name",
      async (c) =>
        found("source", path(c, "name"), await client.getSourceId({ source_name: path(c, "name") })),
    ],
    ["GET", "/sources/:source_id", async (c) => client.getSource(path(c, "source_id"))],
    [
      "PATCH",
      "/sources/:source_id",
      async (c) =>
        client.updateSource({ ...sent(await read(c, updateSourceShape)), source_id: path(c, "source_id") }),
    ],
    ["DELETE", "/sources/:source_id", async (c) => client.deleteSource(path(c, "source_id"))],
    [
      "POST",
      "/sources/:source_id/attach",
      async (c) => client.attachSourceToAgent({ source_id: path(c, "source_id"), agent_id: agentInQuery(c) }),
    ],
    [
      "POST",
      "/sources/:source_id/detach",
      async (c) =>
        client.detachSourceFromAgent({ source_id: path(c, "source_id"), agent_id: agentInQuery(c) }),
    ],
    [
      "POST",
      "/sources/:source_id/upload",
      async (c) =>
        client.loadFileIntoSource({
          filename: await uploadedFile(c),
          source_id: path(c, "source_id"),
          blocking: false,
        }),
    ],

    [
      "POST",
      "/sources/:source_id/files",
      async (c) =>
        client.loadFiles({ files: await uploadedFiles(c), source_id: path(c, "source_id"), blocking: false }),
    ],
    ["GET", "/sources/:source_id/status", async (c) => client.getSourceStatus(path(c, "source_id"))],
    ["GET", "/sources/:source_id/documents", async (c) => client.listDocuments(sourcePage(c))],
    [
      "GET",
      "/sources/:source_id/passages",
      async (c) => client.listSourcePassages({ ...sourcePage(c), doc_id: c.req.query("doc_id") || null }),
    ],
    [
      "GET",
      "/sources/:source_id/search",
      async (c) => {
        const query = c.req.query("query");
        if (!query) throw wrongQuery("query", "this is required");
        return client.searchSource({ source_id: path(c, "source_id"), query, limit: number(c, "limit") });
      },
    ],
    ["GET", "/documents/:doc_id", async (c) => client.getDocument(path(c, "doc_id"))],
    ["DELETE", "/documents/:doc_id", async (c) => client.deleteDocument(path(c, "doc_id"))],

    // Jobs
    ["GET", "/jobs", async () => client.listJobs()],
    ["DELETE", "/jobs", async () => client.clearJobs()],
    ["GET", "/jobs/active", async () => client.listActiveJobs()],
    ["GET", "/jobs/:job_id", async (c) => client.getJob(path(c, "job_id"))],
    ["DELETE", "/jobs/:job_id", async (c) => client.deleteJob(path(c, "job_id"))],
    ["POST", "/jobs/:job_id/pause", async (c) => client.pauseJob(path(c, "job_id"))],
    ["POST", "/jobs/:job_id/resume", async (c) => client.resumeJob(path(c, "job_id"))],
    ["POST", "/jobs/:job_id/cancel", async (c) => client.cancelJob(path(c, "job_id"))],

    // Models
    ["GET", "/models", async () => client.listModels()],
    ["GET", "/models/embedding", async () => client.listEmbeddingModels()],
  ];
}

type MemoryBody = z.infer<typeof createAgentShape>["memory"];

/** Memory as the client takes it: absent fields are absent, not undefined. */
function memoryOf(memory: MemoryBody): MemoryInput | null {
  if (memory == null) return null;
  const blocks = Object.entries(memory.memory).map(([section, block]) => [section, sent(block)]);
  return { ...sent(memory), memory: Object.fromEntries(blocks) };
}

function agentInQuery(c: Context): string {
  const agent_id = c.req.query("agent_id");
  if (!agent_id) throw wrongQuery("agent_id", "this is required");
  return agent_id;
}

async function uploadedForm(c: Context): Promise<FormData> {
  try {
    return await c.req.formData();
  } catch {
    throw noFile();
  }
}

const noFile = () =>
  new WrongShapeError([
    { loc: ["body", "file"], msg: "a file is required, as multipart form data", type: "missing" },
  ]);

async function uploadedFile(c: Context): Promise<File> {
  const file = (await uploadedForm(c)).get("file");
  if (file instanceof File) return file;
  throw noFile();
}

/** Fields `file`, and as many `path`s in the same order, or none. */
async function uploadedFiles(c: Context): Promise<FileToLoad[]> {
  const form = await uploadedForm(c);
  const files = form.getAll("file").filter((field) => field instanceof File);
  const paths = form.getAll("path").filter((field) => typeof field === "string");
  if (files.length === 0) throw noFile();
  return files.map((file, index) => ({ file, path: paths[index] || null }));
}

async function decideCall(
  client: LocalClient,
  c: Context,
  stoppable: Map<string, AbortController>,
): Promise<unknown> {
  const body = await read(c, approvalShape);
  const { stream_steps, stream_tokens, return_message_object, include_notices, include_usage, ...decision } =
    body;
  const input = {
    ...sent(decision),
    agent_id: path(c, "agent_id"),
    return_message_object: return_message_object ?? false,
  };
  if (!stream_steps) return stoppableRun(c, stoppable, (signal) => client.decideCall({ ...input, signal }));
  return eventStream(
    await client.decideCall({
      ...input,
      stream_steps: true,
      stream_tokens: stream_tokens ?? false,
      include_notices: include_notices ?? false,
      include_usage: include_usage ?? false,
    }),
  );
}

/** Runs what can be stopped by its request's id, or by giving the request up. */
async function stoppableRun<T>(
  c: Context,
  stoppable: Map<string, AbortController>,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const id = c.req.header(REQUEST_ID_HEADER) ?? crypto.randomUUID();
  const stop = new AbortController();
  stoppable.set(id, stop);
  try {
    return await run(AbortSignal.any([stop.signal, c.req.raw.signal]));
  } finally {
    stoppable.delete(id);
  }
}

async function sendMessage(
  client: LocalClient,
  c: Context,
  stoppable: Map<string, AbortController>,
  streams = false,
): Promise<unknown> {
  const body = await read(c, sendMessageShape);
  const [message] = body.messages;
  const input = {
    agent_id: path(c, "agent_id"),
    role: message?.role ?? "user",
    message: message?.text ?? message?.content ?? "",
    ...(message?.name == null ? {} : { name: message.name }),
  };
  const { stream_tokens } = body;
  const stream_steps = streams || body.stream_steps;
  const isLater = isLaterClient(c) || body.use_assistant_message != null;
  // A later client's messages are made of the whole ones.
  const return_message_object = isLater || body.return_message_object;
  if (stream_tokens && !stream_steps)
    throw new InvalidInputError("stream_tokens", "it needs stream_steps as well");
  if (!stream_steps)
    return stoppableRun(c, stoppable, (signal) =>
      client.sendMessage({ ...input, signal, return_message_object: return_message_object ?? false }),
    );
  const stream = await client.sendMessage({
    ...input,
    stream_steps: true,
    // In its form nothing comes in pieces: a message is whole, or not there yet.
    stream_tokens: isLater ? false : (stream_tokens ?? false),
    return_message_object: return_message_object ?? false,
    include_notices: body.include_notices ?? false,
    include_usage: isLater || (body.include_usage ?? false),
  });
  return eventStream(stream, isLater ? toLaterEvents : undefined);
}
