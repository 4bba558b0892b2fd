/** The client over HTTP: to a server of the reference's API, or to this app's own service worker. */
import type {
  AgentState,
  ArchivalMemorySummary,
  Block,
  ContextWindowOverview,
  Document,
  DocumentSummary,
  EmbeddingConfig,
  ErrorRecord,
  Human,
  Job,
  LLMConfig,
  MemGPTResponse,
  Memory,
  Message,
  Passage,
  Persona,
  RecallMemorySummary,
  Source,
  SourceStatus,
  StreamItem,
  Tool,
} from "../schemas/index.ts";
import { CancelledError, EngramError, InvalidInputError, NotFoundError } from "../schemas/index.ts";
import { type DataConnector, filesOf, isFileConnector } from "../sources/data-connector.ts";
import { BASE_TOOL_NAMES, CORE_MEMORY_TOOL_NAMES } from "../tools/base-tools.ts";
import { functionSource } from "../tools/schema/function-source.ts";
import {
  AbstractClient,
  type CreateAgentParams,
  type CreateBlockParams,
  type CreateSourceParams,
  type CreateToolParams,
  type DecideCallParams,
  type DeletedTool,
  type FileToLoad,
  type MemoryInput,
  type MessageStream,
  type PageParams,
  type RunToolParams,
  type SendMessageParams,
  type SourceMatch,
  type SourceOfAgentParams,
  type SourcePageParams,
  type ToolInput,
  type ToolOfAgentParams,
  type ToolTrial,
  type UpdateAgentParams,
  type UpdateSourceParams,
  type UpdateToolParams,
} from "./abstract-client.ts";
import { readEventStream } from "./event-stream-reader.ts";
import { hasEnded, throwIfFailed } from "./job-outcome.ts";
import { toolsOfMemory } from "./memory-tools.ts";
import { PushedStream } from "./message-stream.ts";
import { REQUEST_ID_HEADER, SERVER_NAME } from "./own-server.ts";
import { filesToLoadSchema, messageInputSchema, parse, readLimit, single } from "./params.ts";

export interface RESTClientOptions {
  /** Where the API is: `https://host`, `https://host/app`, or with its `/v1` or `/api`. */
  base_url: string;
  token?: string | null;
  /** For tests and other surroundings than a page. */
  fetch?: (request: Request) => Promise<Response>;
}

function sourceOf(func: CreateToolParams["func"] | undefined, name: string | null): string {
  if (typeof func === "string" && func !== "") return func;
  if (typeof func === "function") return functionSource(func, name);
  throw new InvalidInputError("func", "this is required, as a function or its source");
}

/** How often a job is looked at while it is waited for, in milliseconds. */
const JOB_EVERY_MS = 500;
/** How long a server may take to say that it is there, in milliseconds. */
const HELLO_WITHIN_MS = 10_000;

/** What is uploaded in one request of a connector's documents, at most about. */
const UPLOAD_CHARACTERS = 4_000_000;
const UPLOAD_FILES = 200;

type Query = Record<string, string | number | boolean | null | undefined>;

interface RequestOptions {
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** What a server that we did not write may answer in an error's place. */
interface WireError {
  detail?: unknown;
  error?: Partial<ErrorRecord>;
}

type Streaming = { stream: true } | { stream_steps: true } | { stream_tokens: true };
type StreamingParams = SendMessageParams & Streaming;

/**
 * Speaks to a server of the reference's API. Where the server is an older or later one, it copes: redirects to trailing
 * slashes, POST where PATCH is not known, lists without cursors, embeddings padded with zeros.
 */
export class RESTClient extends AbstractClient {
  /** Without a slash at its end; the prefix is found by `connect`. */
  readonly base_url: string;
  readonly #token: string | null;
  readonly #fetch: (request: Request) => Promise<Response>;
  #prefix: string;
  #isOurs = false;

  constructor({ base_url, token = null, fetch: send }: RESTClientOptions) {
    super();
    // An address copied from the browser's bar may name a place in the page.
    const given = base_url.replace(/[?#].*$/, "").replace(/\/+$/, "");
    const prefix = /\/(v1|api)$/.exec(given)?.[0] ?? null;
    this.base_url = prefix === null ? given : given.slice(0, -prefix.length);
    this.#prefix = prefix ?? "/v1";
    this.#token = token;
    this.#fetch = send ?? ((request) => fetch(request));
  }

  /**
   * Makes sure that a server of this API is there, and finds its prefix.
   *
   * @throws EngramError `server_unreachable`, `not_this_api`, or `unauthorized`.
   */
  async connect(): Promise<this> {
    const prefixes = [...new Set([this.#prefix, "/v1", "/api"])];
    let failure: unknown = null;
    for (const prefix of prefixes) {
      this.#prefix = prefix;
      for (const path of ["/health", "/models"]) {
        try {
          const signal = AbortSignal.timeout(HELLO_WITHIN_MS);
          const answer = await this.#ask<unknown>("GET", path, { signal });
          if (path === "/models" ? Array.isArray(answer) : isHealthy(answer)) {
            this.#isOurs = path === "/health" && (answer as { server?: unknown }).server === SERVER_NAME;
            // A health route needs no token: ask for something that does.
            if (path === "/health") await this.#ask("GET", "/models", { signal });
            return this;
          }
        } catch (error) {
          failure = error;
          if (EngramError.isInstance(error) && ["unauthorized", "server_unreachable"].includes(error.code))
            throw error;
        }
      }
    }
    throw new EngramError("not_this_api", 502, `${this.base_url} does not answer as a server of this API.`, {
      hint: "Check the address: it is the server's, without the path of a route.",
      cause: failure,
    });
  }

  // ---------------------------------------------------------------- agents

  async listAgents(): Promise<AgentState[]> {
    return this.#ask("GET", "/agents");
  }

  async agentExists(params: { agent_id?: string | null; agent_name?: string | null }): Promise<boolean> {
    if (!params?.agent_id && !params?.agent_name)
      throw new InvalidInputError("agent_id", "either agent_id or agent_name is required");
    if (!params.agent_id) return (await this.getAgentId(params.agent_name ?? "")) !== null;
    try {
      await this.getAgent(params.agent_id);
      return true;
    } catch (error) {
      if (EngramError.isInstance(error) && error.status === 404) return false;
      throw error;
    }
  }

  async createAgent(params: CreateAgentParams = {}): Promise<AgentState> {
    const { metadata, memory, include_base_tools, ...others } = params;
    const brought = memory == null ? [] : await this.#storeToolsOf(memory);
    return this.#ask("POST", "/agents", {
      body: {
        ...others,
        ...(metadata == null ? {} : { metadata_: metadata }),
        ...(memory == null ? {} : { memory: plainMemory(memory) }),
        // On the wire the list is the whole list.
        tools: [
          ...new Set([
            ...(params.tools ?? []),
            ...(include_base_tools === false ? [] : BASE_TOOL_NAMES),
            ...(memory?.tool_names ?? CORE_MEMORY_TOOL_NAMES),
            ...brought,
          ]),
        ],
      },
    });
  }

  /** Stores what a memory brings as tools. @returns their names. */
  async #storeToolsOf(memory: MemoryInput): Promise<string[]> {
    const find = async (name: string) => {
      const id = await this.getToolId(name);
      return id === null ? null : this.getTool(id);
    };
    const tools = await toolsOfMemory(memory, find);
    for (const { name, source_code: func, source_type, tags, isStored } of tools)
      if (!isStored && func !== null) await this.createTool({ func, name, source_type, tags });
    return tools.map(({ name }) => name);
  }

  async updateAgent(params: UpdateAgentParams): Promise<AgentState> {
    const id = single(params, "agent_id");
    const { agent_id: _id, metadata, memory, ...others } = params;
    return this.#ask("PATCH", `/agents/${encodeURIComponent(id)}`, {
      body: {
        id,
        ...others,
        ...(metadata == null ? {} : { metadata_: metadata }),
        ...(memory == null ? {} : { memory: plainMemory(memory) }),
      },
    });
  }

  async getAgent(params: string | { agent_id?: string; agent_name?: string }): Promise<AgentState> {
    const wanted = typeof params === "string" ? { agent_id: params } : params;
    return this.#ask("GET", `/agents/${await this.#agentPath(wanted)}`);
  }

  async getAgentId(params: string | { agent_name: string }): Promise<string | null> {
    const name = single(params, "agent_name");
    return (await this.listAgents()).find((agent) => agent.name === name)?.id ?? null;
  }

  async renameAgent(params: { agent_id: string; new_name: string }): Promise<AgentState> {
    return this.updateAgent({ agent_id: single(params, "agent_id"), name: single(params, "new_name") });
  }

  async deleteAgent(params: string | { agent_id: string }): Promise<void> {
    await this.#ask("DELETE", `/agents/${inPath(params, "agent_id")}`);
  }

  // ----------------------------------------------------------- core memory

  async getInContextMemory(params: string | { agent_id: string }): Promise<Memory> {
    return this.#ask("GET", `/agents/${inPath(params, "agent_id")}/memory`);
  }

  async updateInContextMemory(params: {
    agent_id: string;
    section: string;
    value: string | string[];
  }): Promise<Memory> {
    const agent = inPath(params, "agent_id");
    const section = single(params, "section");
    const value = Array.isArray(params.value) ? params.value.join("\n") : params.value;
    if (typeof value !== "string")
      throw new InvalidInputError("value", "this is required, as a text or a list of texts");
    return this.#ask("PATCH", `/agents/${agent}/memory`, { body: { [section]: value } });
  }

  // ---------------------------------------------------------------- recall

  async getRecallMemorySummary(params: string | { agent_id: string }): Promise<RecallMemorySummary> {
    return this.#ask("GET", `/agents/${inPath(params, "agent_id")}/memory/recall`);
  }

  async getInContextMessages(params: string | { agent_id: string }): Promise<Message[]> {
    return this.#ask("GET", `/agents/${inPath(params, "agent_id")}/memory/messages`);
  }

  async getMessages(params: PageParams): Promise<Message[]> {
    const limit = readLimit(params.limit);
    const messages = await this.#ask<Message[]>("GET", `/agents/${inPath(params, "agent_id")}/messages`, {
      query: { before: params.before, after: params.after, limit, msg_object: true },
    });
    return messages.slice(0, limit);
  }

  async updateMessage(params: { agent_id: string; message_id: string } & Partial<Message>): Promise<Message> {
    const { agent_id: _a, message_id, id: _i, ...patch } = params;
    const path = `/agents/${inPath(params, "agent_id")}/messages/${inPath(params, "message_id")}`;
    return this.#ask("PATCH", path, { body: { id: message_id, ...patch } });
  }

  // -------------------------------------------------------------- archival

  async getArchivalMemorySummary(params: string | { agent_id: string }): Promise<ArchivalMemorySummary> {
    return this.#ask("GET", `/agents/${inPath(params, "agent_id")}/memory/archival`);
  }

  async getArchivalMemory(params: PageParams): Promise<Passage[]> {
    const limit = readLimit(params.limit);
    const passages = await this.#ask<Passage[]>("GET", `/agents/${inPath(params, "agent_id")}/archival`, {
      query: { before: params.before, after: params.after, limit },
    });
    return passages.slice(0, limit).map(withoutPadding);
  }

  async insertArchivalMemory(params: { agent_id: string; memory: string }): Promise<Passage[]> {
    const path = `/agents/${inPath(params, "agent_id")}/archival`;
    const body = { text: single(params, "memory") };
    return (await this.#ask<Passage[]>("POST", path, { body })).map(withoutPadding);
  }

  async deleteArchivalMemory(params: { agent_id: string; memory_id: string }): Promise<void> {
    await this.#ask(
      "DELETE",
      `/agents/${inPath(params, "agent_id")}/archival/${inPath(params, "memory_id")}`,
    );
  }

  // --------------------------------------------------------------- talking

  override sendMessage(params: StreamingParams): Promise<MessageStream>;
  override sendMessage(params: SendMessageParams): Promise<MemGPTResponse>;
  async sendMessage(params: SendMessageParams): Promise<MemGPTResponse | MessageStream> {
    const { message, role, name } = parse(
      messageInputSchema,
      { message: params.message, role: params.role, name: params.name },
      "",
    );
    return this.#run(`/agents/${await this.#agentPath(params)}/messages`, params, {
      messages: [{ role, text: message, ...(name == null ? {} : { name }) }],
    });
  }

  /** A run of an agent, streamed or answered whole. */
  async #run(
    path: string,
    params: Partial<SendMessageParams>,
    input: Record<string, unknown>,
  ): Promise<MemGPTResponse | MessageStream> {
    const streams = (params.stream || params.stream_steps || params.stream_tokens) ?? false;
    const body = {
      ...input,
      stream_steps: streams,
      stream_tokens: params.stream_tokens ?? false,
      return_message_object: params.return_message_object ?? !streams,
      ...(params.include_notices ? { include_notices: true } : {}),
      ...(params.include_usage ? { include_usage: true } : {}),
    };
    const { signal } = params;
    if (streams) return this.#openStream(path, body, signal);
    if (!signal || !this.#isOurs) return this.#ask("POST", path, { body, ...(signal ? { signal } : {}) });
    const id = crypto.randomUUID();
    const stop = () => void this.#ask("DELETE", `/requests/${id}`).catch(() => {});
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await this.#ask("POST", path, { body, signal, headers: { [REQUEST_ID_HEADER]: id } });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async userMessage(params: { agent_id: string; message: string }): Promise<MemGPTResponse> {
    return this.sendMessage({ ...params, role: "user" });
  }

  override decideCall(params: DecideCallParams & Streaming): Promise<MessageStream>;
  override decideCall(params: DecideCallParams): Promise<MemGPTResponse>;
  async decideCall(params: DecideCallParams): Promise<MemGPTResponse | MessageStream> {
    return this.#run(`/agents/${inPath(params, "agent_id")}/approvals`, params, {
      call_id: single(params, "call_id"),
      decision: params.decision,
      ...(params.reason == null ? {} : { reason: params.reason }),
      ...(params.arguments == null ? {} : { arguments: params.arguments }),
    });
  }

  async runCommand(params: { agent_id: string; command: string }): Promise<MemGPTResponse> {
    const body = { command: single(params, "command") };
    return this.#ask("POST", `/agents/${inPath(params, "agent_id")}/command`, { body });
  }

  /** Everything is saved as it happens. */
  async save(): Promise<void> {}

  // ---------------------------------------------------------------- blocks

  async listBlocks(params: { label?: string | null; templates_only?: boolean } = {}): Promise<Block[]> {
    return this.#ask("GET", "/blocks", {
      query: { label: params.label, templates_only: params.templates_only ?? true },
    });
  }

  async createBlock(params: CreateBlockParams): Promise<Block> {
    const template = params.template ?? true;
    const name = template ? single(params, "name") : params.name;
    return this.#ask("POST", "/blocks", {
      body: {
        label: single(params, "label"),
        name,
        value: params.text,
        template,
        ...(params.limit === undefined ? {} : { limit: params.limit }),
      },
    });
  }

  async getBlock(params: string | { block_id: string }): Promise<Block> {
    return this.#ask("GET", `/blocks/${inPath(params, "block_id")}`);
  }

  async getBlockId(params: { name: string; label: string }): Promise<string | null> {
    const name = single(params, "name");
    const query = { label: single(params, "label"), name, templates_only: true };
    const blocks = await this.#ask<Block[]>("GET", "/blocks", { query });
    return blocks.find((block) => block.name === name)?.id ?? null;
  }

  async updateBlock(params: {
    block_id: string;
    name?: string | null;
    text?: string | null;
    limit?: number | null;
  }): Promise<Block> {
    const id = single(params, "block_id");
    return this.#ask("PATCH", `/blocks/${encodeURIComponent(id)}`, {
      body: {
        id,
        ...(params.name == null ? {} : { name: params.name }),
        ...(params.text == null ? {} : { value: params.text }),
        ...(params.limit == null ? {} : { limit: params.limit }),
      },
    });
  }

  async deleteBlock(params: string | { id: string }): Promise<Block> {
    return this.#ask("DELETE", `/blocks/${inPath(params, "id")}`);
  }

  async listHumans(): Promise<Human[]> {
    return (await this.listBlocks({ label: "human" })) as Human[];
  }
  async createHuman(params: { name: string; text: string }): Promise<Human> {
    return (await this.createBlock({ ...params, label: "human" })) as Human;
  }
  async getHuman(params: string | { id: string }): Promise<Human> {
    return (await this.#labelled(single(params, "id"), "human")) as Human;
  }
  async getHumanId(params: string | { name: string }): Promise<string | null> {
    return this.getBlockId({ name: single(params, "name"), label: "human" });
  }
  async updateHuman(params: {
    human_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Human> {
    const { id } = await this.#labelled(single(params, "human_id"), "human");
    return (await this.updateBlock({ ...params, block_id: id })) as Human;
  }
  async deleteHuman(params: string | { id: string }): Promise<Human> {
    const { id } = await this.#labelled(single(params, "id"), "human");
    return (await this.deleteBlock(id)) as Human;
  }

  async listPersonas(): Promise<Persona[]> {
    return (await this.listBlocks({ label: "persona" })) as Persona[];
  }
  async createPersona(params: { name: string; text: string }): Promise<Persona> {
    return (await this.createBlock({ ...params, label: "persona" })) as Persona;
  }
  async getPersona(params: string | { id: string }): Promise<Persona> {
    return (await this.#labelled(single(params, "id"), "persona")) as Persona;
  }
  async getPersonaId(params: string | { name: string }): Promise<string | null> {
    return this.getBlockId({ name: single(params, "name"), label: "persona" });
  }
  async updatePersona(params: {
    persona_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Persona> {
    const { id } = await this.#labelled(single(params, "persona_id"), "persona");
    return (await this.updateBlock({ ...params, block_id: id })) as Persona;
  }
  async deletePersona(params: string | { id: string }): Promise<Persona> {
    const { id } = await this.#labelled(single(params, "id"), "persona");
    return (await this.deleteBlock(id)) as Persona;
  }

  // ----------------------------------------------------------------- tools

  async listTools(): Promise<Tool[]> {
    return this.#ask("GET", "/tools");
  }

  async getTool(params: string | { id: string }): Promise<Tool> {
    return this.#ask("GET", `/tools/${inPath(params, "id")}`);
  }

  async getToolId(params: string | { name: string }): Promise<string | null> {
    return this.#askOrNull("GET", `/tools/name/${inPath(params, "name")}`);
  }

  async addTool({ tool, update = true }: { tool: ToolInput; update?: boolean }): Promise<Tool> {
    return this.#ask("POST", "/tools", { query: { update }, body: tool });
  }

  async createTool(params: CreateToolParams): Promise<Tool> {
    return this.#ask("POST", "/tools", {
      query: { update: params.update ?? true },
      body: {
        source_code: sourceOf(params.func, params.name ?? null),
        ...(params.tags == null ? {} : { tags: params.tags }),
        ...(params.source_type == null ? {} : { source_type: params.source_type }),
        ...(params.name == null ? {} : { name: params.name }),
      },
    });
  }

  async updateTool(params: UpdateToolParams): Promise<Tool> {
    const id = single(params, "id");
    return this.#ask("PATCH", `/tools/${encodeURIComponent(id)}`, {
      body: {
        id,
        ...(params.name == null ? {} : { name: params.name }),
        ...(params.func == null ? {} : { source_code: sourceOf(params.func, params.name ?? null) }),
        ...(params.description == null ? {} : { description: params.description }),
        ...(params.json_schema == null ? {} : { json_schema: params.json_schema }),
        ...(params.tags == null ? {} : { tags: params.tags }),
        ...(params.source_type == null ? {} : { source_type: params.source_type }),
      },
    });
  }

  async deleteTool(params: string | { id: string }): Promise<DeletedTool> {
    const answer = await this.#ask<Partial<DeletedTool> | null>("DELETE", `/tools/${inPath(params, "id")}`);
    return { detached_from: answer?.detached_from ?? [] };
  }

  async attachToolToAgent(params: ToolOfAgentParams): Promise<AgentState> {
    return this.#changeTools(params, (names, name) => [...new Set([...names, name])]);
  }

  async detachToolFromAgent(params: ToolOfAgentParams): Promise<AgentState> {
    return this.#changeTools(params, (names, name) => names.filter((other) => other !== name));
  }

  async #changeTools(
    params: ToolOfAgentParams,
    change: (names: string[], name: string) => string[],
  ): Promise<AgentState> {
    const agent_id = single(params, "agent_id");
    const [{ name }, { tools }] = await Promise.all([
      this.getTool({ id: single(params, "tool_id") }),
      this.getAgent({ agent_id }),
    ]);
    return this.updateAgent({ agent_id, tools: change(tools, name) });
  }

  async runTool({ signal, ...params }: RunToolParams): Promise<ToolTrial> {
    return this.#ask("POST", "/tools/run", { body: params, ...(signal ? { signal } : {}) });
  }

  // --------------------------------------------------------------- sources

  async listSources(): Promise<Source[]> {
    return this.#ask("GET", "/sources");
  }

  async createSource(params: string | CreateSourceParams): Promise<Source> {
    const given: CreateSourceParams = typeof params === "string" ? { name: params } : params;
    return this.#ask("POST", "/sources", { body: { ...given, name: single(given, "name") } });
  }

  async getSource(params: string | { source_id: string }): Promise<Source> {
    return this.#ask("GET", `/sources/${inPath(params, "source_id")}`);
  }

  async getSourceId(params: string | { source_name: string }): Promise<string | null> {
    return this.#askOrNull("GET", `/sources/name/${inPath(params, "source_name")}`);
  }

  async updateSource(params: UpdateSourceParams): Promise<Source> {
    const { source_id: id, ...others } = params;
    return this.#ask("PATCH", `/sources/${inPath(params, "source_id")}`, { body: { id, ...others } });
  }

  /** A server that is not ours does not say which agents lose it. */
  async deleteSource(
    params: string | { source_id: string },
  ): Promise<{ detached_agents: { id: string; name: string }[] }> {
    const answer = await this.#ask<unknown>("DELETE", `/sources/${inPath(params, "source_id")}`);
    const agents = (answer as { detached_agents?: { id: string; name: string }[] } | null)?.detached_agents;
    return { detached_agents: agents ?? [] };
  }

  async getSourceStatus(params: string | { source_id: string }): Promise<SourceStatus> {
    return this.#ask("GET", `/sources/${inPath(params, "source_id")}/status`);
  }

  async attachSourceToAgent(params: SourceOfAgentParams): Promise<Source> {
    return this.#attachment("attach", params);
  }

  async detachSourceFromAgent(params: SourceOfAgentParams): Promise<Source> {
    return this.#attachment("detach", params);
  }

  async listAttachedSources(params: string | { agent_id: string }): Promise<Source[]> {
    return this.#ask("GET", `/agents/${inPath(params, "agent_id")}/sources`);
  }

  async loadFileIntoSource(params: Parameters<AbstractClient["loadFileIntoSource"]>[0]): Promise<Job> {
    if (!(params.filename instanceof File))
      throw new InvalidInputError("filename", "this is required, as a File");
    const form = new FormData();
    form.append("file", params.filename, params.filename.name);
    const path = `/sources/${inPath(params, "source_id")}/upload`;
    return this.#loaded(await this.#ask<Job>("POST", path, { form }), params.blocking ?? true);
  }

  /** In one request to a server of ours; elsewhere file by file, and the job is the last file's. */
  async loadFiles(params: { source_id: string; files: FileToLoad[]; blocking?: boolean }): Promise<Job> {
    const source_id = single(params, "source_id");
    const files = parse(filesToLoadSchema, params.files, "files");
    const blocking = params.blocking ?? true;
    if (!this.#isOurs) {
      let job: Job | null = null;
      for (const { file } of files)
        job = await this.loadFileIntoSource({ filename: file, source_id, blocking });
      return job as Job;
    }
    const form = new FormData();
    for (const { file, path } of files) {
      form.append("file", file, file.name);
      form.append("path", path ?? "");
    }
    const job = await this.#ask<Job>("POST", `/sources/${encodeURIComponent(source_id)}/files`, { form });
    return this.#loaded(job, blocking);
  }

  /** The job at its end, where it is waited for. */
  async #loaded(job: Job, blocking: boolean): Promise<Job> {
    let seen = job;
    while (blocking && !hasEnded(seen)) {
      await new Promise((resolve) => setTimeout(resolve, JOB_EVERY_MS));
      seen = await this.getJob(job.id);
    }
    if (blocking) throwIfFailed(seen);
    return seen;
  }

  /** The connector runs here; its files, or what it yields, a document a file, are uploaded in as few jobs as can be. */
  async loadData(params: Parameters<AbstractClient["loadData"]>[0]): Promise<Job> {
    const source_name = single(params, "source_name");
    const source_id = await this.getSourceId(source_name);
    if (source_id === null) throw new NotFoundError("source", source_name);
    const { connector } = params;
    if (typeof connector?.generateDocuments !== "function")
      throw new InvalidInputError("connector", "it must have a method generateDocuments");
    if (!isFileConnector(connector)) return this.#uploadDocuments(source_id, connector);
    const { files, failures } = await filesOf(connector);
    if (files.length === 0) {
      if (!failures[0]) throw new InvalidInputError("connector", "it has no files");
      const { code, status, message, hint } = failures[0].error;
      throw new EngramError(code, status, message, { hint });
    }
    const job = await this.loadFiles({ source_id, files });
    // The server does not know of what never got there.
    const known = Array.isArray(job.metadata_.files_failed) ? job.metadata_.files_failed : [];
    const failed = failures.map(({ path, error }) => ({ file: path, error }));
    return { ...job, metadata_: { ...job.metadata_, files_failed: [...failed, ...known] } };
  }

  async #uploadDocuments(source_id: string, connector: DataConnector): Promise<Job> {
    let job: Job | null = null;
    let waiting: FileToLoad[] = [];
    let size = 0;
    let number = 0;
    const upload = async () => {
      if (waiting.length > 0) job = await this.loadFiles({ source_id, files: waiting });
      waiting = [];
      size = 0;
    };
    for await (const { text, title, path } of connector.generateDocuments()) {
      number += 1;
      const name = path?.slice(path.lastIndexOf("/") + 1) || title || `document-${number}`;
      waiting.push({ file: new File([text], `${name}.txt`, { type: "text/plain" }), path: path ?? null });
      size += text.length;
      if (size > UPLOAD_CHARACTERS || waiting.length >= UPLOAD_FILES) await upload();
    }
    await upload();
    if (!job) throw new InvalidInputError("connector", "it gave no documents");
    return job;
  }

  async listDocuments(params: SourcePageParams): Promise<DocumentSummary[]> {
    return this.#sourceList("documents", params);
  }

  async getDocument(params: string | { doc_id: string }): Promise<DocumentSummary & Document> {
    return this.#ask("GET", `/documents/${inPath(params, "doc_id")}`);
  }

  async deleteDocument(params: string | { doc_id: string }): Promise<void> {
    await this.#ask("DELETE", `/documents/${inPath(params, "doc_id")}`);
  }

  async listSourcePassages(params: SourcePageParams & { doc_id?: string | null }): Promise<Passage[]> {
    const passages = await this.#sourceList<Passage>("passages", params, { doc_id: params.doc_id });
    return passages.map(withoutPadding);
  }

  async searchSource(params: {
    source_id: string;
    query: string;
    limit?: number | null;
  }): Promise<SourceMatch[]> {
    const query = { query: single(params, "query"), limit: readLimit(params.limit ?? 20) };
    return this.#ask("GET", `/sources/${inPath(params, "source_id")}/search`, { query });
  }

  async #sourceList<T>(list: string, params: SourcePageParams, query: Query = {}): Promise<T[]> {
    const limit = readLimit(params.limit);
    const { before, after } = params;
    const rows = await this.#ask<T[]>("GET", `/sources/${inPath(params, "source_id")}/${list}`, {
      query: { before, after, limit, ...query },
    });
    return rows.slice(0, limit);
  }

  // ------------------------------------------------------------------ jobs

  async listJobs(): Promise<Job[]> {
    return this.#ask("GET", "/jobs");
  }

  async listActiveJobs(): Promise<Job[]> {
    return this.#ask("GET", "/jobs/active");
  }

  async getJob(params: string | { job_id: string }): Promise<Job> {
    return this.#ask("GET", `/jobs/${inPath(params, "job_id")}`);
  }

  async pauseJob(params: string | { job_id: string }): Promise<Job> {
    return this.#ask("POST", `/jobs/${inPath(params, "job_id")}/pause`);
  }

  async resumeJob(params: string | { job_id: string }): Promise<Job> {
    return this.#ask("POST", `/jobs/${inPath(params, "job_id")}/resume`);
  }

  async cancelJob(params: string | { job_id: string }): Promise<Job> {
    return this.#ask("POST", `/jobs/${inPath(params, "job_id")}/cancel`);
  }

  async deleteJob(params: string | { job_id: string }): Promise<void> {
    await this.#ask("DELETE", `/jobs/${inPath(params, "job_id")}`);
  }

  async clearJobs(): Promise<number> {
    return this.#ask("DELETE", "/jobs");
  }

  // ---------------------------------------------------------------- models

  async listModels(): Promise<LLMConfig[]> {
    return this.#ask("GET", "/models");
  }

  async listEmbeddingModels(): Promise<EmbeddingConfig[]> {
    return this.#ask("GET", "/models/embedding");
  }

  // ---------------------------------------------------------------- inside

  /** Called after each request that may have changed something. */
  protected onWritten(): void {}

  /** What the next request to the model would hold; not every server tells. */
  protected async readContextWindow(agent_id: string): Promise<ContextWindowOverview> {
    return this.#ask("GET", `/agents/${encodeURIComponent(agent_id)}/context`);
  }

  /** The agent's id as a part of a path; a name is looked up first. */
  async #agentPath(params: { agent_id?: string | null; agent_name?: string | null }): Promise<string> {
    if (params.agent_id) return encodeURIComponent(params.agent_id);
    if (!params.agent_name)
      throw new InvalidInputError("agent_id", "either agent_id or agent_name is required");
    const id = await this.getAgentId(params.agent_name);
    if (id === null) throw new NotFoundError("agent", params.agent_name);
    return encodeURIComponent(id);
  }

  async #labelled(id: string, label: string): Promise<Block> {
    const block = await this.getBlock(id);
    if (block.label !== label) throw new NotFoundError(label, id);
    return block;
  }

  async #attachment(what: "attach" | "detach", params: SourceOfAgentParams): Promise<Source> {
    const agent_id = single(params, "agent_id");
    if (!params.source_id && !params.source_name)
      throw new InvalidInputError("source_id", "either source_id or source_name is required");
    const id = params.source_id ?? (await this.getSourceId(params.source_name ?? ""));
    if (!id) throw new NotFoundError("source", params.source_name ?? "");
    const path = `/sources/${encodeURIComponent(id)}`;
    const answer = await this.#ask<Source | null>("POST", `${path}/${what}`, { query: { agent_id } });
    // A server of the reference answers a detachment with nothing.
    return answer ?? this.getSource(id);
  }

  async #openStream(path: string, body: unknown, signal?: AbortSignal): Promise<MessageStream> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    signal?.addEventListener("abort", stop, { once: true });
    const response = await this.#send("POST", path, { body, signal: controller.signal });
    const stream = new PushedStream(stop);
    void (async () => {
      try {
        for await (const data of readEventStream(response)) stream.push(readItem(data));
        stream.end();
      } catch (error) {
        // A stop is no error, as in the page itself: the stream is over.
        stream.end(controller.signal.aborted ? null : unreachable(this.base_url, error));
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    })();
    return stream;
  }

  async #askOrNull<T>(method: string, path: string): Promise<T | null> {
    try {
      return await this.#ask<T>(method, path);
    } catch (error) {
      if (EngramError.isInstance(error) && error.status === 404) return null;
      throw error;
    }
  }

  async #ask<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const response = await this.#send(method, path, options);
    const text = await response.text();
    if (text === "") return null as T;
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new EngramError("not_this_api", 502, `${this.base_url} answered with something else than JSON.`, {
        hint: "Check the address of the server.",
        cause,
      });
    }
  }

  /** @throws EngramError for every answer that is not a success. */
  async #send(method: string, path: string, options: RequestOptions): Promise<Response> {
    const { query = {}, body, form, signal, headers = {} } = options;
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]])),
    );
    const url = `${this.base_url}${this.#prefix}${path}${search.size > 0 ? `?${search}` : ""}`;
    const request = (as: string) =>
      new Request(url, {
        method: as,
        headers: {
          accept: "application/json, text/event-stream",
          ...headers,
          ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(form === undefined ? {} : { body: form }),
        ...(signal ? { signal } : {}),
      });
    let response: Response;
    try {
      response = await this.#fetch(request(method));
      // Servers of the reference's first versions know POST where later ones know PATCH.
      if (response.status === 405 && method === "PATCH") response = await this.#fetch(request("POST"));
    } catch (error) {
      if (signal?.aborted && signal.reason?.name !== "TimeoutError") throw new CancelledError();
      throw unreachable(this.base_url, error);
    }
    if (!response.ok) throw await readError(response, this.base_url);
    if (method !== "GET") this.onWritten();
    return response;
  }
}

function isHealthy(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "status" in answer;
}

/** A required parameter as a part of a path. */
function inPath<K extends string>(params: string | { [P in K]?: string | null }, key: K): string {
  return encodeURIComponent(single(params, key));
}

/** A memory class as plain JSON: what the class brings besides stays here. */
function plainMemory({ memory, prompt_template }: NonNullable<CreateAgentParams["memory"]>) {
  return { memory, ...(prompt_template === undefined ? {} : { prompt_template }) };
}

/** Servers of the reference pad embeddings with zeros to 4,096 numbers. */
function withoutPadding(passage: Passage): Passage {
  const dim = passage.embedding_config?.embedding_dim;
  if (!passage.embedding || !dim || passage.embedding.length <= dim) return passage;
  return { ...passage, embedding: passage.embedding.slice(0, dim) };
}

function readItem(data: string): StreamItem {
  if (data.startsWith("[")) return data as StreamItem;
  const item = JSON.parse(data) as StreamItem | { error: string };
  // The reference gives its errors as a text.
  if (typeof item === "object" && "error" in item && typeof item.error === "string")
    return { error: { code: "server_error", message: item.error, hint: null, status: 500 } };
  return item as StreamItem;
}

function unreachable(base_url: string, cause: unknown): EngramError {
  return new EngramError("server_unreachable", 503, `${base_url} cannot be reached.`, {
    hint: "Check the address, and that the server lets this page in (CORS).",
    cause,
  });
}

/** A refused answer as the error it was on the other side, as far as the server tells. */
async function readError(response: Response, base_url: string): Promise<EngramError> {
  const text = await response.text().catch(() => "");
  let wire: WireError = {};
  try {
    wire = JSON.parse(text) as WireError;
  } catch {
    // No JSON: the status has to say it all.
  }
  const { error, detail } = wire ?? {};
  if (error?.code && error.message)
    return new EngramError(error.code, response.status, error.message, {
      hint: error.hint ?? null,
      detail: error.detail,
    });
  const { status } = response;
  const said = typeof detail === "string" ? detail : inWords(detail);
  const codes: Record<number, string> = {
    400: "invalid_input",
    401: "unauthorized",
    403: "unauthorized",
    404: "not_found",
    405: "not_supported",
    409: "name_taken",
    422: "invalid_input",
    501: "not_supported",
    503: "server_unavailable",
  };
  return new EngramError(codes[status] ?? "server_error", status, said || `${base_url} answered ${status}.`, {
    hint: status === 401 || status === 403 ? "Check the token." : null,
  });
}

/** FastAPI's list of wrong fields, in words. */
function inWords(detail: unknown): string {
  if (!Array.isArray(detail)) return "";
  return detail
    .map(
      (problem: { loc?: unknown[]; msg?: unknown }) =>
        `${(problem.loc ?? []).slice(1).join(".")}: ${problem.msg}`,
    )
    .join("; ");
}
