/** The client over the engine in this page: the whole reference API, and what the workspace needs besides. */
import { listEmbeddingConfigs } from "../embeddings/models.ts";
import { ContextTokens } from "../engine/context-window.ts";
import { loadAgent } from "../engine/load-agent.ts";
import type { RunParams as EngineRunParams, RunResult, Trigger } from "../engine/run.ts";
import { usageOfStep } from "../engine/run-usage.ts";
import { DEMO_LLM_CONFIG } from "../llm/demo/demo-config.ts";
import { sentBy } from "../llm/router.ts";
import {
  type AgentState,
  type AgentTemplate,
  type ArchivalMemorySummary,
  type Block,
  type BlockVersion,
  type Connection,
  type ContextParts,
  type ContextWindowOverview,
  type ConversationEdit,
  connectionSchema,
  DEFAULT_SEARCH_MODE,
  type EmbeddingConfig,
  embeddingConfigSchema,
  type Human,
  InvalidInputError,
  isoTime,
  type LLMConfig,
  type McpServer,
  type MemGPTResponse,
  type Memory,
  type Message,
  type ModelPrice,
  messageSchema,
  type NextRequest,
  NotFoundError,
  noUsage,
  type Passage,
  type Persona,
  type RecallMemorySummary,
  type RemovedSection,
  type RunState,
  type SearchMode,
  type Settings,
  type StepUsage,
  searchModeSchema,
  settingsSchema,
  type Tool,
  type ToolRun,
  type ToolSettings,
  toErrorRecord,
  type Usage,
  type UsageSum,
} from "../schemas/index.ts";
import { getAgentRow, readMemory, toAgentState } from "../storage/agents.ts";
import { readCount } from "../storage/counters.ts";
import type { AgentRow, JobRow } from "../storage/database.ts";
import { activeJobs } from "../storage/jobs.ts";
import { listMessages, readConversation, readMessages, toMessage } from "../storage/messages.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import { patchRun, readRun } from "../storage/runs.ts";
import { readApiToken, readSettings, writeApiToken, writeSettings } from "../storage/settings.ts";
import {
  AbstractClient,
  type CreateAgentParams,
  type CreateBlockParams,
  type CreateToolParams,
  type DecideCallParams,
  type DeletedTool,
  type LiveQuery,
  type MessageStream,
  type PageParams,
  type RunParams,
  type RunToolParams,
  type SendMessageParams,
  type ToolInput,
  type ToolOfAgentParams,
  type ToolTrial,
  type UpdateAgentParams,
  type UpdateToolParams,
} from "./abstract-client.ts";
import {
  type AgentFromTemplate,
  type CreateAgentFromTemplateParams,
  type HiddenAgent,
  type SaveAgentTemplateParams,
  toHiddenAgent,
  type UpdateAgentTemplateParams,
} from "./agent-params.ts";
import { follow } from "./live-query.ts";
import type { LocalServices } from "./local-services.ts";
import { LookingAhead } from "./looking-ahead.ts";
import { PushedStream } from "./message-stream.ts";
import { once } from "./once.ts";
import { decisionSchema, messageInputSchema, parse, readLimit, single } from "./params.ts";
import { type RunUpdate, RunWatchers } from "./run-watch.ts";
import { toSimpleMessages } from "./simple-messages.ts";
import { type StreamShape, toStreamItems } from "./stream-items.ts";
import type {
  AddMcpServerParams,
  AddSectionParams,
  AgentFileInput,
  AgentFileReport,
  ArchivalSearch,
  ArchivalSearchParams,
  BackupFolder,
  BackupParams,
  BackupStatus,
  BroughtBack,
  CharacterCardReport,
  ConversationPage,
  Diagnosis,
  EditBlockParams,
  EmbeddingStatus,
  EndpointPreset,
  ExportAgentFileParams,
  ExportConversationParams,
  FileText,
  ImportAgentFileParams,
  ImportCharacterCardParams,
  ImportedAgents,
  ImportedCharacter,
  ListStepsParams,
  McpServerChange,
  MessageOfAgent,
  MessageSearchParams,
  PassageMatch,
  PlacedSnapshot,
  ReadBackupParams,
  RecognisedFile,
  RestoreBackupParams,
  RestoreReport,
  RestoreSnapshotParams,
  SaveLibraryBlockParams,
  SetModelPriceParams,
  ShareBlockParams,
  SnapshotPlace,
  StarterTool,
  StorageStatus,
  SumUsageParams,
  TemplatePreview,
  UpdateMcpServerParams,
  WorkspaceClient,
  WrittenConversation,
} from "./workspace.ts";

// What is not needed to show a conversation is loaded when it is first asked for.
/** Once for all who wait: messages must not overtake each other. */
const runs = once(() => import("../engine/run.ts"));
const commands = once(() => import("../engine/commands.ts"));
const recall = once(() => import("../memory/recall.ts"));
const backup = once(() => import("./local-backup.ts"));
const carry = once(() => import("./local-carry.ts"));
const mcpServers = once(() => import("./local-mcp.ts"));
const stepUsage = once(() => import("./local-usage.ts"));
const conversation = once(() => import("./local-conversation.ts"));
const reEmbedding = once(() => import("../memory/re-embed.ts"));
const localAgents = once(() => import("./local-agents.ts"));
const templates = once(() => import("./local-templates.ts"));

/** Messages a page of the conversation holds unless told otherwise. */
const CONVERSATION_PAGE = 100;

type Streaming = { stream: true } | { stream_steps: true } | { stream_tokens: true };
type StreamingParams = SendMessageParams & Streaming;

export class LocalClient extends AbstractClient implements WorkspaceClient {
  readonly #services: LocalServices;
  readonly #tokens: ContextTokens;
  /** Runs of this tab, those that wait for their turn included. */
  readonly #running = new Map<string, Set<AbortController>>();
  /** The one of an agent's runs here whose turn it is. */
  readonly #active = new Map<string, AbortController>();
  readonly #watchers: RunWatchers;
  readonly #tools = once(async () => new (await import("./local-tools.ts")).LocalTools(this.#services));
  readonly #sources = once(async () => new (await import("./local-sources.ts")).LocalSources(this.#services));
  readonly #blocks = once(async () => new (await import("./local-blocks.ts")).LocalBlocks(this.#services));
  readonly #coreMemory = once(
    async () => new (await import("./local-core-memory.ts")).LocalCoreMemory(this.#services),
  );
  /** What loads documents. */
  readonly #jobs = once(async () => {
    const { LocalJobs } = await import("./local-jobs.ts");
    const jobs = new LocalJobs(this.#services, await this.#sources());
    this.#closeJobs = () => jobs.close();
    return jobs;
  });
  #closeJobs = () => {};
  readonly #recall = once(async () => new (await import("./local-recall.ts")).LocalRecall(this.#services));
  readonly #archival = once(
    async () => new (await import("./local-archival.ts")).LocalArchival(this.#services),
  );
  readonly #deletions = once(async () => {
    const { isDue, PutOffDeletions } = await localAgents();
    const deletions = new PutOffDeletions(this.#services, (agentId) =>
      this.#deleteAgent(agentId, (row) => isDue(row, this.#services.clock.now())),
    );
    this.#closeDeletions = () => deletions.close();
    return deletions;
  });
  #closeDeletions = () => {};
  readonly #ahead: LookingAhead;
  #persistenceAsked = false;

  constructor(services: LocalServices) {
    super();
    this.#services = services;
    this.#tokens = new ContextTokens(services.tokens);
    this.#watchers = new RunWatchers(services.tabs);
    this.#ahead = new LookingAhead(services);
    services.tabs.listen((message) => {
      if (message.type === "run") this.#watchers.receive(message.update);
      else if (message.type === "restored") return;
      else if (message.type === "job") void this.#jobs().then((jobs) => jobs.standBy(message.job_id));
      else this.#abortHere(message.agent_id, message.queued);
    });
  }

  get #db() {
    return this.#services.db;
  }

  /** Takes up long work that a closed tab left behind. Its failures stand in the jobs. */
  async resumeJobs(): Promise<void> {
    if ((await this.#db.agents.orderBy("deletion_at").count()) > 0) await (await this.#deletions()).resume();
    if ((await activeJobs(this.#db).count()) === 0) return;
    const { unfinishedReEmbedJobs } = await reEmbedding();
    for (const job of await unfinishedReEmbedJobs(this.#db)) void this.#runJob(job);
    await (await this.#jobs()).resumeJobs();
  }

  /** Lets go of the database and the workers. */
  close(): void {
    for (const agentId of this.#running.keys()) this.#abortHere(agentId, true);
    this.#ahead.close();
    this.#closeJobs();
    this.#closeDeletions();
    this.#services.extractor.close();
    this.#services.tabs.close();
    this.#services.embedder.close();
    this.#services.vectors.close();
    this.#services.mcp.close();
    this.#services.texts.close();
    this.#services.sandbox.close();
    this.#db.close();
  }

  readonly polls = false;

  live<T>(query: () => Promise<T>): LiveQuery<T> {
    return follow(query);
  }

  // ---------------------------------------------------------------- agents

  async listAgents(): Promise<AgentState[]> {
    const rows = await this.#db.agents.orderBy("created_at").toArray();
    return Promise.all(rows.map((row) => this.#state(row)));
  }

  async agentExists(params: { agent_id?: string | null; agent_name?: string | null }): Promise<boolean> {
    if (!params?.agent_id && !params?.agent_name)
      throw new InvalidInputError("agent_id", "either agent_id or agent_name is required");
    return (await this.#findRow(params)) !== undefined;
  }

  async createAgent(params: CreateAgentParams = {}): Promise<AgentState> {
    const [agents, tools] = await Promise.all([localAgents(), this.#tools()]);
    const created = await this.#writing(() => agents.createAgent(this.#services, tools, params));
    void this.#askPersistenceOnce();
    return created;
  }

  async updateAgent(params: UpdateAgentParams): Promise<AgentState> {
    const agentId = single(params, "agent_id");
    const [agents, coreMemory] = await Promise.all([localAgents(), this.#coreMemory()]);
    await this.#writing(() => agents.updateAgent(this.#services, coreMemory, params));
    if (params.embedding_config != null) {
      const config = parse(embeddingConfigSchema, params.embedding_config, "embedding_config");
      const { createReEmbedJob } = await reEmbedding();
      await this.#runJob(await createReEmbedJob(this.#services, agentId, config));
    }
    return this.#refreshed(agentId);
  }

  async getAgent(params: string | { agent_id?: string; agent_name?: string }): Promise<AgentState> {
    const wanted = typeof params === "string" ? { agent_id: params } : params;
    return this.#state(await this.#row(wanted));
  }

  async getAgentId(params: string | { agent_name: string }): Promise<string | null> {
    const agent_name = single(params, "agent_name");
    return (await this.#findRow({ agent_name }))?.id ?? null;
  }

  async renameAgent(params: { agent_id: string; new_name: string }): Promise<AgentState> {
    return this.updateAgent({ agent_id: single(params, "agent_id"), name: single(params, "new_name") });
  }

  async deleteAgent(params: string | { agent_id: string }): Promise<void> {
    await this.#deleteAgent(single(params, "agent_id"));
  }

  async #deleteAgent(agentId: string, isWanted?: (row: AgentRow) => boolean): Promise<void> {
    const row = await getAgentRow(this.#db, agentId);
    if (isWanted && !isWanted(row)) return;
    this.#stopAll(agentId);
    const { deleteAgent } = await import("../engine/create-agent.ts");
    await this.#services.locks.run(agentId, new AbortController().signal, () =>
      this.#writing(() => deleteAgent(this.#services, row, isWanted)),
    );
  }

  /** Ends what an agent does and what waits for it, in every tab. */
  #stopAll(agentId: string): void {
    this.#abortHere(agentId, true);
    this.#services.tabs.post({ type: "stop", agent_id: agentId, queued: true });
  }

  async listHiddenAgents(): Promise<HiddenAgent[]> {
    const { agents } = this.#db;
    const [archived, leaving] = await Promise.all([
      agents.orderBy("archived_at").toArray(),
      agents.orderBy("deletion_at").toArray(),
    ]);
    return [...new Map([...archived, ...leaving].map((row) => [row.id, row])).values()].map(toHiddenAgent);
  }

  async archiveAgent(params: { agent_id: string }): Promise<HiddenAgent> {
    return (await localAgents()).archiveAgent(this.#services, params);
  }

  async unarchiveAgent(params: { agent_id: string }): Promise<void> {
    await (await localAgents()).unarchiveAgent(this.#services, params);
  }

  async deleteAgentLater(params: { agent_id: string }): Promise<HiddenAgent> {
    const agentId = single(params, "agent_id");
    this.#stopAll(agentId);
    return (await this.#deletions()).begin(agentId);
  }

  async keepAgent(params: { agent_id: string }): Promise<void> {
    await (await localAgents()).keepAgent(this.#services, params);
  }

  async previewSystemPrompt(params: { agent_id: string; system: string }): Promise<string> {
    return (await localAgents()).previewSystemPrompt(this.#services, params);
  }

  async getDefaultSystemPrompt(): Promise<string> {
    return (await localAgents()).defaultSystemPrompt();
  }

  async listAgentTemplates(): Promise<AgentTemplate[]> {
    return (await templates()).listAgentTemplates(this.#services);
  }

  async saveAgentTemplate(params: SaveAgentTemplateParams): Promise<AgentTemplate> {
    return (await templates()).saveAgentTemplate(this.#services, params);
  }

  async updateAgentTemplate(params: UpdateAgentTemplateParams): Promise<AgentTemplate> {
    return (await templates()).updateAgentTemplate(this.#services, params);
  }

  async deleteAgentTemplate(params: string | { template_id: string }): Promise<AgentTemplate> {
    return (await templates()).deleteAgentTemplate(this.#services, params);
  }

  async restoreAgentTemplate(params: { template: AgentTemplate }): Promise<AgentTemplate> {
    return (await templates()).restoreAgentTemplate(this.#services, params);
  }

  async createAgentFromTemplate(params: CreateAgentFromTemplateParams): Promise<AgentFromTemplate> {
    void this.#askPersistenceOnce();
    return (await templates()).createAgentFromTemplate(this.#services, params);
  }

  // ----------------------------------------------------------- core memory

  async getInContextMemory(params: string | { agent_id: string }): Promise<Memory> {
    return readMemory(this.#db, await getAgentRow(this.#db, single(params, "agent_id")));
  }

  async updateInContextMemory(params: {
    agent_id: string;
    section: string;
    value: string | string[];
  }): Promise<Memory> {
    const section = single(params, "section");
    return this.updateInContextMemories({
      agent_id: single(params, "agent_id"),
      values: { [section]: params.value },
    });
  }

  /** Several sections at once: all of them, or none where one is refused. */
  async updateInContextMemories(params: {
    agent_id: string;
    values: Record<string, string | string[]>;
  }): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).update(params));
  }

  async addSection(params: AddSectionParams): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).addSection(params));
  }
  async renameSection(params: { agent_id: string; section: string; new_name: string }): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).renameSection(params));
  }
  async removeSection(params: {
    agent_id: string;
    section: string;
  }): Promise<{ memory: Memory; removed: RemovedSection }> {
    return this.#writing(async () => (await this.#coreMemory()).removeSection(params));
  }
  async listRemovedSections(params: string | { agent_id: string }): Promise<BlockVersion[]> {
    return (await this.#coreMemory()).listRemovedSections(single(params, "agent_id"));
  }
  async restoreSection(params: RemovedSection): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).restoreSection(params));
  }
  async shareBlock(params: ShareBlockParams): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).shareBlock(params));
  }
  async unshareBlock(params: { agent_id: string; section: string }): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).unshareBlock(params));
  }
  async setPromptTemplate(params: { agent_id: string; prompt_template: string | null }): Promise<Memory> {
    return this.#writing(async () => (await this.#coreMemory()).setPromptTemplate(params));
  }
  async previewPromptTemplate(params: {
    agent_id: string;
    prompt_template: string | null;
  }): Promise<TemplatePreview> {
    return (await this.#coreMemory()).previewPromptTemplate(params);
  }

  // ---------------------------------------------------------------- recall

  async getRecallMemorySummary(params: string | { agent_id: string }): Promise<RecallMemorySummary> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    return { size: await readCount(this.#db, "messages", row.id) };
  }

  async getInContextMessages(params: string | { agent_id: string }): Promise<Message[]> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    return (await readMessages(this.#db, row.message_ids)).map(toMessage);
  }

  async getMessages(params: PageParams): Promise<Message[]> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    const page = {
      before: params.before ?? null,
      after: params.after ?? null,
      limit: readLimit(params.limit),
    };
    return (await listMessages(this.#db, row.id, page)).map(toMessage);
  }

  async updateMessage(params: { agent_id: string; message_id: string } & Partial<Message>): Promise<Message> {
    const agent_id = single(params, "agent_id");
    const message_id = single(params, "message_id");
    const { agent_id: _a, message_id: _m, id: _i, ...patch } = params;
    return this.#writing(() =>
      this.#db.transaction("rw", this.#db.messages, async () => {
        const row = await this.#db.messages.get(message_id);
        if (!row || row.agent_id !== agent_id) throw new NotFoundError("message", message_id);
        const message = parse(messageSchema, { ...toMessage(row), ...patch }, "message");
        await this.#db.messages.put({ ...message, agent_id, seq: row.seq });
        return message;
      }),
    );
  }

  // -------------------------------------------------------------- archival

  async getArchivalMemorySummary(params: string | { agent_id: string }): Promise<ArchivalMemorySummary> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    return { size: await readCount(this.#db, "passages", row.id) };
  }

  async getArchivalMemory(params: PageParams): Promise<Passage[]> {
    return (await this.#archival()).get(params);
  }

  async insertArchivalMemory(params: { agent_id: string; memory: string }): Promise<Passage[]> {
    void this.#askPersistenceOnce();
    return (await this.#archival()).insert(params);
  }

  async deleteArchivalMemory(params: { agent_id: string; memory_id: string }): Promise<void> {
    return (await this.#archival()).delete(params);
  }

  async listRecall(
    params: Parameters<WorkspaceClient["listRecall"]>[0],
  ): ReturnType<WorkspaceClient["listRecall"]> {
    return (await this.#recall()).list(params);
  }

  async getRecallSpan(
    params: Parameters<WorkspaceClient["getRecallSpan"]>[0],
  ): ReturnType<WorkspaceClient["getRecallSpan"]> {
    return (await this.#recall()).span(params);
  }

  async countRecall(params: { agent_id: string; borders: string[] }): Promise<number[]> {
    return (await this.#recall()).count(params);
  }

  async listArchivalMemory(
    params: Parameters<WorkspaceClient["listArchivalMemory"]>[0],
  ): ReturnType<WorkspaceClient["listArchivalMemory"]> {
    return (await this.#archival()).list(params);
  }

  async readArchivalMemories(params: { agent_id: string; memory_ids: string[] }): Promise<Passage[]> {
    return (await this.#archival()).read(params);
  }

  async updateArchivalMemory(params: {
    agent_id: string;
    memory_id: string;
    text: string;
  }): Promise<Passage> {
    return (await this.#archival()).update(params);
  }

  async insertArchivalMemories(
    params: Parameters<WorkspaceClient["insertArchivalMemories"]>[0],
  ): ReturnType<WorkspaceClient["insertArchivalMemories"]> {
    void this.#askPersistenceOnce();
    return (await this.#archival()).insertMany(params);
  }

  async deleteArchivalMemories(
    params: Parameters<WorkspaceClient["deleteArchivalMemories"]>[0],
  ): ReturnType<WorkspaceClient["deleteArchivalMemories"]> {
    return (await this.#archival()).deleteMany(params);
  }

  async restoreArchivalMemories(
    params: Parameters<WorkspaceClient["restoreArchivalMemories"]>[0],
  ): ReturnType<WorkspaceClient["restoreArchivalMemories"]> {
    return (await this.#archival()).restore(params);
  }

  async exportArchivalMemory(params: Parameters<WorkspaceClient["exportArchivalMemory"]>[0]): Promise<File> {
    return (await this.#archival()).export(params);
  }

  async projectArchivalMemory(
    params: Parameters<WorkspaceClient["projectArchivalMemory"]>[0],
  ): ReturnType<WorkspaceClient["projectArchivalMemory"]> {
    return (await this.#archival()).project(params);
  }

  async readMemoryFile(
    params: Parameters<WorkspaceClient["readMemoryFile"]>[0],
  ): ReturnType<WorkspaceClient["readMemoryFile"]> {
    return (await this.#archival()).readFile(params);
  }

  // --------------------------------------------------------------- talking

  override sendMessage(params: StreamingParams): Promise<MessageStream>;
  override sendMessage(params: SendMessageParams): Promise<MemGPTResponse>;
  async sendMessage(params: SendMessageParams): Promise<MemGPTResponse | MessageStream> {
    const row = await this.#row(params);
    const { message, role, name } = parse(
      messageInputSchema,
      { message: params.message, role: params.role, name: params.name },
      "",
    );
    const trigger: Trigger = { kind: "message", role, text: message, ...(name == null ? {} : { name }) };
    return params.stream || params.stream_steps || params.stream_tokens
      ? this.#stream(row.id, trigger, params)
      : this.#respond(row.id, trigger, params);
  }

  async userMessage(params: { agent_id: string; message: string }): Promise<MemGPTResponse> {
    return this.sendMessage({ ...params, role: "user" });
  }

  override decideCall(params: DecideCallParams & Streaming): Promise<MessageStream>;
  override decideCall(params: DecideCallParams): Promise<MemGPTResponse>;
  async decideCall(
    params: DecideCallParams & Partial<Record<"stream" | "stream_steps" | "stream_tokens", boolean>>,
  ): Promise<MemGPTResponse | MessageStream> {
    const agentId = single(params, "agent_id");
    const trigger: Trigger = { kind: "decision", ...parse(decisionSchema, params, "") };
    return params.stream || params.stream_steps || params.stream_tokens
      ? this.#stream(agentId, trigger, params)
      : this.#respond(agentId, trigger, params);
  }

  async runCommand(params: { agent_id: string; command: string }): Promise<MemGPTResponse> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    const command = single(params, "command");
    const { runCommand } = await commands();
    const done = await this.#services.locks.run(row.id, new AbortController().signal, () =>
      this.#writing(() => runCommand(this.#services, row.id, command)),
    );
    const response = done.trigger
      ? await this.#respond(row.id, done.trigger, {})
      : { messages: [], usage: noUsage(), stopped: null };
    return { ...response, result: done.text };
  }

  /** Every command with its usage. */
  async listCommands(): Promise<string[]> {
    return (await commands()).COMMAND_USAGES;
  }

  /** Everything is saved as it happens. */
  async save(): Promise<void> {}

  async retryMessage(params: RunParams): Promise<MessageStream> {
    return this.#stream(single(params, "agent_id"), { kind: "retry" }, params);
  }

  async continueAgent(params: RunParams): Promise<MessageStream> {
    return this.#stream(single(params, "agent_id"), { kind: "continue" }, params);
  }

  async resendMessage(
    params: RunParams & { message_id: string; message: string; role?: "user" | "system" },
  ): Promise<MessageStream> {
    const agentId = single(params, "agent_id");
    const instead_of = single(params, "message_id");
    const { message, role } = parse(
      messageInputSchema,
      { message: params.message, role: params.role ?? "user" },
      "",
    );
    return this.#stream(agentId, { kind: "message", role, text: message, instead_of }, params);
  }

  async regenerate(params: RunParams & { message_id?: string | null }): Promise<MessageStream> {
    const message_id = params.message_id ?? null;
    return this.#stream(single(params, "agent_id"), { kind: "regenerate", message_id }, params);
  }

  async undoStep(params: string | { agent_id: string }): Promise<ConversationEdit> {
    return (await conversation()).undoStep(this.#services, params);
  }
  async undoTo(params: { agent_id: string; message_id: string }): Promise<ConversationEdit> {
    return (await conversation()).undoTo(this.#services, params);
  }
  async deleteMessages(params: { agent_id: string; message_ids: string[] }): Promise<ConversationEdit> {
    return (await conversation()).deleteMessages(this.#services, params);
  }
  async listConversationEdits(params: { agent_id: string; limit?: number }): Promise<ConversationEdit[]> {
    return (await conversation()).listConversationEdits(this.#services, params);
  }
  async getUndoneMessages(params: {
    agent_id: string;
    edit_id: string;
  }): Promise<(Message & { seq: number })[]> {
    return (await conversation()).getUndoneMessages(this.#services, params);
  }
  async restoreConversationEdit(params: { agent_id: string; edit_id: string }): Promise<BroughtBack> {
    return (await conversation()).restoreConversationEdit(this.#services, params);
  }

  async branchAgent(params: {
    agent_id: string;
    message_id: string;
    name?: string | null;
  }): Promise<AgentState> {
    return (await conversation()).branchAgent(this.#services, params);
  }
  async duplicateAgent(params: {
    agent_id: string;
    name?: string | null;
    with_conversation?: boolean;
    with_archival?: boolean;
  }): Promise<AgentState> {
    return (await conversation()).duplicateAgent(this.#services, params);
  }

  async heartbeat(params: RunParams): Promise<MemGPTResponse> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    if (row.archived_at !== undefined || row.deletion_at !== undefined)
      throw new InvalidInputError("agent_id", `${row.name} is out of the way and is not woken`, {
        hint: "Bring it back first.",
      });
    return this.#respond(row.id, { kind: "heartbeat" }, params);
  }

  async stopAgent(params: { agent_id: string }): Promise<void> {
    const agent_id = single(params, "agent_id");
    this.#abortHere(agent_id, false);
    this.#services.tabs.post({ type: "stop", agent_id, queued: false });
    // What waits for the person holds no lock: nobody would be there to stop it.
    if ((await this.getRun({ agent_id })).pending && !(await this.isRunning({ agent_id })))
      await this.#endWait(agent_id, "Stopped by the person before it ran.", "stopped");
  }

  async #endWait(agent_id: string, reason: string, state: RunState["state"]): Promise<void> {
    const { endWait } = await import("../engine/pending-calls.ts");
    await this.#writing(() => endWait(this.#services, agent_id, reason, state));
  }

  watchRuns(listener: (update: RunUpdate) => void): () => void {
    return this.#watchers.listen(listener);
  }

  async dismissRun(params: { agent_id: string }): Promise<void> {
    const agentId = single(params, "agent_id");
    await this.#services.locks.run(agentId, new AbortController().signal, async () => {
      await this.#endWait(agentId, "This call was not run: the person dismissed it.", "idle");
      await this.#writing(() =>
        this.#db.transaction("rw", this.#db.agents, this.#db.runs, async () => {
          const row = await getAgentRow(this.#db, agentId);
          const now = isoTime(this.#services.clock);
          const { message_id } = await readRun(this.#db, agentId, now);
          const last = row.message_ids.at(-1);
          // Only a message that nothing has answered yet leaves the context.
          if (message_id && last === message_id)
            await this.#db.agents.update(agentId, { message_ids: row.message_ids.slice(0, -1) });
          await patchRun(this.#db, agentId, now, {
            state: "idle",
            message_id: null,
            error: null,
            draft: null,
          });
        }),
      );
    });
  }

  // ---------------------------------------------------------------- blocks

  async listBlocks(params: { label?: string | null; templates_only?: boolean } = {}): Promise<Block[]> {
    return (await this.#blocks()).list(params);
  }
  async createBlock(params: CreateBlockParams): Promise<Block> {
    return this.#writing(async () => (await this.#blocks()).create(params));
  }
  async getBlock(params: string | { block_id: string }): Promise<Block> {
    return (await this.#blocks()).get(single(params, "block_id"));
  }
  async getBlockId(params: { name: string; label: string }): Promise<string | null> {
    return (await this.#blocks()).getId(params);
  }
  async updateBlock(params: {
    block_id: string;
    name?: string | null;
    text?: string | null;
    limit?: number | null;
  }): Promise<Block> {
    return this.#writing(async () => (await this.#blocks()).update(params));
  }
  async editBlock(params: EditBlockParams): Promise<Block> {
    return this.#writing(async () => (await this.#blocks()).edit(params));
  }
  async deleteBlock(params: string | { id: string }): Promise<Block> {
    return this.#writing(async () => (await this.#blocks()).delete(single(params, "id")));
  }
  async listBlockVersions(params: {
    block_id: string;
    before?: string | null;
    limit?: number;
  }): Promise<BlockVersion[]> {
    return (await this.#blocks()).listVersions(params);
  }
  async restoreBlockVersion(params: { block_id: string; version_id: string }): Promise<Block> {
    return this.#writing(async () => (await this.#blocks()).restoreVersion(params));
  }
  async undoBlockChange(params: { block_id: string; version_id: string }): Promise<Block> {
    return this.#writing(async () => (await this.#blocks()).undoChange(params));
  }
  async listBlockAgents(params: string | { block_id: string }): Promise<{ id: string; name: string }[]> {
    return (await this.#blocks()).listAgents(single(params, "block_id"));
  }

  async listHumans(): Promise<Human[]> {
    return (await this.listBlocks({ label: "human" })) as Human[];
  }
  async createHuman(params: { name: string; text: string }): Promise<Human> {
    return (await this.createBlock({ ...params, label: "human" })) as Human;
  }
  async getHuman(params: string | { id: string }): Promise<Human> {
    return (await this.#blocks()).labelled<Human>(single(params, "id"), "human");
  }
  async getHumanId(params: string | { name: string }): Promise<string | null> {
    return this.getBlockId({ name: single(params, "name"), label: "human" });
  }
  async updateHuman(params: {
    human_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Human> {
    const { id } = await this.getHuman(single(params, "human_id"));
    return (await this.updateBlock({ ...params, block_id: id })) as Human;
  }
  async deleteHuman(params: string | { id: string }): Promise<Human> {
    const { id } = await this.getHuman(params);
    return (await this.deleteBlock(id)) as Human;
  }

  async listPersonas(): Promise<Persona[]> {
    return (await this.listBlocks({ label: "persona" })) as Persona[];
  }
  async createPersona(params: { name: string; text: string }): Promise<Persona> {
    return (await this.createBlock({ ...params, label: "persona" })) as Persona;
  }
  async getPersona(params: string | { id: string }): Promise<Persona> {
    return (await this.#blocks()).labelled<Persona>(single(params, "id"), "persona");
  }
  async getPersonaId(params: string | { name: string }): Promise<string | null> {
    return this.getBlockId({ name: single(params, "name"), label: "persona" });
  }
  async updatePersona(params: {
    persona_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Persona> {
    const { id } = await this.getPersona(single(params, "persona_id"));
    return (await this.updateBlock({ ...params, block_id: id })) as Persona;
  }
  async deletePersona(params: string | { id: string }): Promise<Persona> {
    const { id } = await this.getPersona(params);
    return (await this.deleteBlock(id)) as Persona;
  }

  async saveLibraryBlock(params: SaveLibraryBlockParams): Promise<Block> {
    return (await import("./local-library.ts")).saveLibraryBlock(this.#services, params);
  }

  // ----------------------------------------------------------------- tools

  async listTools(): Promise<Tool[]> {
    return (await this.#tools()).list();
  }

  async getTool(params: string | { id: string }): Promise<Tool> {
    return (await this.#tools()).get(single(params, "id"));
  }

  async getToolId(params: string | { name: string }): Promise<string | null> {
    return (await this.#tools()).getId(single(params, "name"));
  }

  async addTool(params: { tool: ToolInput; update?: boolean }): Promise<Tool> {
    return this.#writing(async () => (await this.#tools()).add(params));
  }

  async createTool(params: CreateToolParams): Promise<Tool> {
    return this.#writing(async () => (await this.#tools()).create(params));
  }

  async updateTool(params: UpdateToolParams): Promise<Tool> {
    return this.#writing(async () => (await this.#tools()).update(params));
  }

  async deleteTool(params: string | { id: string }): Promise<DeletedTool> {
    return this.#writing(async () => (await this.#tools()).delete(single(params, "id")));
  }

  async attachToolToAgent(params: ToolOfAgentParams): Promise<AgentState> {
    return this.#writing(async () => (await this.#tools()).attach(params));
  }

  async detachToolFromAgent(params: ToolOfAgentParams): Promise<AgentState> {
    return this.#writing(async () => (await this.#tools()).detach(params));
  }

  async runTool(params: RunToolParams): Promise<ToolTrial> {
    return this.#writing(async () => (await this.#tools()).run(params));
  }

  async getToolSettings(params: { tool_id: string }): Promise<ToolSettings> {
    return (await this.#tools()).settings(single(params, "tool_id"));
  }

  async updateToolSettings(
    params: Parameters<WorkspaceClient["updateToolSettings"]>[0],
  ): Promise<ToolSettings> {
    return this.#writing(async () => (await this.#tools()).updateSettings(params));
  }

  async readToolSource(
    params: Parameters<WorkspaceClient["readToolSource"]>[0],
  ): ReturnType<WorkspaceClient["readToolSource"]> {
    return (await this.#tools()).readSource(params);
  }

  async listToolRuns(params: { tool_id: string; limit?: number }): Promise<ToolRun[]> {
    return (await this.#tools()).listRuns(params);
  }

  async listStarterTools(): Promise<StarterTool[]> {
    return (await this.#tools()).listStarters();
  }

  /** One of them by name. */
  async getStarterTool(params: { name: string }): Promise<StarterTool> {
    return (await this.#tools()).starter(params);
  }

  async addStarterTool(params: { name: string }): Promise<Tool> {
    return this.#writing(async () => (await this.#tools()).addStarter(params));
  }

  // ----------------------------------------------------------- MCP servers

  async listMcpServers(): Promise<McpServer[]> {
    return (await mcpServers()).listMcpServers(this.#services);
  }
  async addMcpServer(params: AddMcpServerParams): Promise<McpServer> {
    return (await mcpServers()).addMcpServer(this.#services, params);
  }
  async refreshMcpServer(params: string | { id: string; signal?: AbortSignal }): Promise<McpServerChange> {
    return (await mcpServers()).refreshMcpServer(this.#services, params);
  }
  async updateMcpServer(params: UpdateMcpServerParams): Promise<McpServer> {
    return (await mcpServers()).updateMcpServer(this.#services, params);
  }
  async deleteMcpServer(params: string | { id: string }): Promise<McpServerChange> {
    return (await mcpServers()).deleteMcpServer(this.#services, params);
  }

  // ------------------------------------------------------ sources and jobs

  async listSources(): ReturnType<AbstractClient["listSources"]> {
    return (await this.#sources()).listSources();
  }
  async createSource(
    params: Parameters<AbstractClient["createSource"]>[0],
  ): ReturnType<AbstractClient["createSource"]> {
    void this.#askPersistenceOnce();
    return (await this.#sources()).createSource(params);
  }
  async getSource(
    params: Parameters<AbstractClient["getSource"]>[0],
  ): ReturnType<AbstractClient["getSource"]> {
    return (await this.#sources()).getSource(params);
  }
  async getSourceId(
    params: Parameters<AbstractClient["getSourceId"]>[0],
  ): ReturnType<AbstractClient["getSourceId"]> {
    return (await this.#sources()).getSourceId(params);
  }
  async updateSource(
    params: Parameters<AbstractClient["updateSource"]>[0],
  ): ReturnType<AbstractClient["updateSource"]> {
    return (await this.#sources()).updateSource(params);
  }
  async deleteSource(
    params: Parameters<AbstractClient["deleteSource"]>[0],
  ): ReturnType<AbstractClient["deleteSource"]> {
    return (await this.#sources()).deleteSource(params);
  }
  async getSourceStatus(
    params: Parameters<AbstractClient["getSourceStatus"]>[0],
  ): ReturnType<AbstractClient["getSourceStatus"]> {
    return (await this.#sources()).getSourceStatus(params);
  }
  async attachSourceToAgent(
    params: Parameters<AbstractClient["attachSourceToAgent"]>[0],
  ): ReturnType<AbstractClient["attachSourceToAgent"]> {
    return (await this.#sources()).attachSourceToAgent(params);
  }
  async detachSourceFromAgent(
    params: Parameters<AbstractClient["detachSourceFromAgent"]>[0],
  ): ReturnType<AbstractClient["detachSourceFromAgent"]> {
    return (await this.#sources()).detachSourceFromAgent(params);
  }
  async listAttachedSources(
    params: Parameters<AbstractClient["listAttachedSources"]>[0],
  ): ReturnType<AbstractClient["listAttachedSources"]> {
    return (await this.#sources()).listAttachedSources(params);
  }
  async loadFileIntoSource(
    params: Parameters<AbstractClient["loadFileIntoSource"]>[0],
  ): ReturnType<AbstractClient["loadFileIntoSource"]> {
    void this.#askPersistenceOnce();
    return (await this.#jobs()).loadFileIntoSource(params);
  }
  async loadFiles(
    params: Parameters<AbstractClient["loadFiles"]>[0],
  ): ReturnType<AbstractClient["loadFiles"]> {
    void this.#askPersistenceOnce();
    return (await this.#jobs()).loadFiles(params);
  }
  async loadData(params: Parameters<AbstractClient["loadData"]>[0]): ReturnType<AbstractClient["loadData"]> {
    void this.#askPersistenceOnce();
    return (await this.#jobs()).loadData(params);
  }
  async listDocuments(
    params: Parameters<AbstractClient["listDocuments"]>[0],
  ): ReturnType<AbstractClient["listDocuments"]> {
    return (await this.#sources()).listDocuments(params);
  }
  async getDocument(
    params: Parameters<AbstractClient["getDocument"]>[0],
  ): ReturnType<AbstractClient["getDocument"]> {
    return (await this.#sources()).getDocument(params);
  }
  async deleteDocument(
    params: Parameters<AbstractClient["deleteDocument"]>[0],
  ): ReturnType<AbstractClient["deleteDocument"]> {
    return (await this.#sources()).deleteDocument(params);
  }
  async listSourcePassages(
    params: Parameters<AbstractClient["listSourcePassages"]>[0],
  ): ReturnType<AbstractClient["listSourcePassages"]> {
    return (await this.#sources()).listSourcePassages(params);
  }
  async searchSource(
    params: Parameters<AbstractClient["searchSource"]>[0],
  ): ReturnType<AbstractClient["searchSource"]> {
    return (await this.#sources()).searchSource(params);
  }
  async readFile(params: Parameters<WorkspaceClient["readFile"]>[0]): Promise<FileText> {
    return (await this.#jobs()).readFile(params);
  }
  async listJobs(): ReturnType<AbstractClient["listJobs"]> {
    return (await this.#sources()).listJobs();
  }
  async listActiveJobs(): ReturnType<AbstractClient["listActiveJobs"]> {
    return (await this.#sources()).listActiveJobs();
  }
  async getJob(params: Parameters<AbstractClient["getJob"]>[0]): ReturnType<AbstractClient["getJob"]> {
    return (await this.#sources()).getJob(params);
  }
  async pauseJob(params: Parameters<AbstractClient["pauseJob"]>[0]): ReturnType<AbstractClient["pauseJob"]> {
    return (await this.#jobs()).pauseJob(params);
  }
  async resumeJob(
    params: Parameters<AbstractClient["resumeJob"]>[0],
  ): ReturnType<AbstractClient["resumeJob"]> {
    return (await this.#jobs()).resumeJob(params);
  }
  async cancelJob(
    params: Parameters<AbstractClient["cancelJob"]>[0],
  ): ReturnType<AbstractClient["cancelJob"]> {
    return (await this.#jobs()).cancelJob(params);
  }
  async deleteJob(
    params: Parameters<AbstractClient["deleteJob"]>[0],
  ): ReturnType<AbstractClient["deleteJob"]> {
    return (await this.#jobs()).deleteJob(params);
  }
  async clearJobs(): ReturnType<AbstractClient["clearJobs"]> {
    return (await this.#jobs()).clearJobs();
  }

  async changeEmbeddingModel(params: {
    agent_id: string;
    embedding_config: EmbeddingConfig;
  }): Promise<string> {
    const config = parse(embeddingConfigSchema, params.embedding_config, "embedding_config");
    const { createReEmbedJob } = await reEmbedding();
    const job = await createReEmbedJob(this.#services, single(params, "agent_id"), config);
    // The job itself tells how it ends.
    void this.#runJob(job).catch(() => {});
    return job.id;
  }

  // ---------------------------------------------------------------- models

  async listModels(): Promise<LLMConfig[]> {
    const connections = await this.listConnections();
    return [DEMO_LLM_CONFIG, ...connections.flatMap((connection) => connection.models)];
  }

  async listEmbeddingModels(): Promise<EmbeddingConfig[]> {
    return listEmbeddingConfigs();
  }

  listPresets(): EndpointPreset[] {
    return this.#services.endpoints.presets();
  }

  async listConnections(): Promise<Connection[]> {
    return (await this.#db.models.toArray()).sort((a, b) => a.name.localeCompare(b.name));
  }

  async saveConnection(connection: {
    endpoint: string;
    type: string;
    name?: string;
    models?: LLMConfig[];
  }): Promise<Connection> {
    const endpoint = single(connection, "endpoint").replace(/\/+$/, "");
    if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint))
      throw new InvalidInputError("endpoint", "a base URL begins with http:// or https://");
    const preset = this.listPresets().find((one) => one.type === connection.type);
    const row = parse(
      connectionSchema,
      {
        endpoint,
        type: connection.type,
        name: connection.name ?? preset?.name ?? new URL(endpoint).host,
        models: connection.models ?? (await this.#db.models.get(endpoint))?.models ?? [],
        updated_at: isoTime(this.#services.clock),
      },
      "connection",
    );
    await this.#writing(() => this.#db.models.put(row));
    return row;
  }

  async deleteConnection(params: { endpoint: string }): Promise<void> {
    await this.#db.models.delete(single(params, "endpoint").replace(/\/+$/, ""));
  }

  async listEndpointModels(params: {
    endpoint: string;
    type: string;
    signal?: AbortSignal;
  }): Promise<LLMConfig[]> {
    return this.#services.endpoints.listModels(params);
  }

  async diagnose(params: { llm_config: LLMConfig; signal?: AbortSignal }): Promise<Diagnosis> {
    return this.#services.endpoints.diagnose(params);
  }

  // ------------------------------------------------------------- workspace

  async getConversation(params: {
    agent_id: string;
    before_seq?: number | null;
    after_seq?: number | null;
    limit?: number;
  }): Promise<ConversationPage> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    return readConversation(this.#db, row.id, {
      afterSeq: params.after_seq ?? null,
      beforeSeq: params.before_seq ?? null,
      limit: readLimit(params.limit ?? CONVERSATION_PAGE),
    });
  }

  async getMessageSeq(params: { agent_id: string; message_id: string }): Promise<number | null> {
    const agentId = single(params, "agent_id");
    const row = await this.#db.messages.get(single(params, "message_id"));
    return row?.agent_id === agentId ? row.seq : null;
  }

  async getRun(params: { agent_id: string }): Promise<RunState> {
    return readRun(this.#db, single(params, "agent_id"), isoTime(this.#services.clock));
  }

  async isRunning(params: { agent_id: string }): Promise<boolean> {
    return this.#services.locks.isHeld(single(params, "agent_id"));
  }

  async getContextWindow(params: { agent_id: string }): Promise<ContextWindowOverview> {
    const { contextOverview } = await import("../engine/context-overview.ts");
    return contextOverview(this.#services, this.#tokens, single(params, "agent_id"));
  }

  async getContextParts(params: { agent_id: string }): Promise<ContextParts> {
    const { contextParts } = await import("../engine/context-overview.ts");
    return contextParts(this.#services, this.#tokens, single(params, "agent_id"));
  }

  async getNextRequest(params: { agent_id: string; stream?: boolean }): Promise<NextRequest> {
    const agentId = single(params, "agent_id");
    const { nextRequest } = await import("../engine/next-request.ts");
    const request = await nextRequest(this.#services, agentId, { stream: params.stream ?? true });
    return sentBy(this.#services.llm, request);
  }

  async listSteps(params: ListStepsParams = {}): Promise<StepUsage[]> {
    return (await stepUsage()).listStepUsage(this.#db, params);
  }

  async sumUsage(params: SumUsageParams = {}): Promise<UsageSum[]> {
    return (await stepUsage()).sumUsage(this.#services, params);
  }

  async listModelPrices(): Promise<ModelPrice[]> {
    return (await stepUsage()).listModelPrices(this.#db);
  }

  async setModelPrice(params: SetModelPriceParams): Promise<{ agents: number; steps: number }> {
    const { setModelPrice } = await stepUsage();
    return this.#writing(() => setModelPrice(this.#db, params));
  }

  async getUsage(params: { agent_id: string; message_ids: string[] }): Promise<Record<string, Usage>> {
    const rows = await this.#db.steps.where("message_id").anyOf(params.message_ids).toArray();
    return Object.fromEntries(rows.map((row) => [row.message_id, usageOfStep(row)]));
  }

  async getLastUsage(params: { agent_id: string }): Promise<Usage | null> {
    const agentId = single(params, "agent_id");
    const row = await this.#db.steps
      .where("[agent_id+created_at]")
      .between([agentId, ""], [agentId, "\uffff"])
      .last();
    return row?.usage ?? null;
  }

  async searchArchivalMemory(params: ArchivalSearchParams): Promise<PassageMatch[]> {
    return (await this.findInArchivalMemory(params)).matches;
  }

  async findInArchivalMemory(params: ArchivalSearchParams): Promise<ArchivalSearch> {
    return (await this.#archival()).find(params);
  }

  async getSearchMode(params: { agent_id: string }): Promise<SearchMode> {
    return (await getAgentRow(this.#db, single(params, "agent_id"))).search_mode ?? DEFAULT_SEARCH_MODE;
  }

  async setSearchMode(params: { agent_id: string; mode: SearchMode }): Promise<void> {
    const agentId = single(params, "agent_id");
    const search_mode = parse(searchModeSchema, params.mode, "mode");
    await this.#writing(() =>
      this.#db.transaction("rw", this.#db.agents, async () => {
        await getAgentRow(this.#db, agentId);
        await this.#db.agents.update(agentId, { search_mode });
      }),
    );
  }

  async searchMessages(params: MessageSearchParams): Promise<Message[]> {
    const row = await getAgentRow(this.#db, single(params, "agent_id"));
    const limit = readLimit(params.limit ?? 50);
    const mode = parse(searchModeSchema, params.mode ?? "words", "mode");
    const { recallByMeaning, searchRecall } = await recall();
    if (mode !== "words") {
      const { matches } = await recallByMeaning(this.#services, row, single(params, "query"), {
        mode,
        limit,
      });
      return matches.map(toMessage);
    }
    const { matches } = await searchRecall(this.#db, row.id, single(params, "query"), { limit });
    return matches.map((match) => toMessage(match.message));
  }

  async searchAllMessages(params: {
    query: string;
    mode?: SearchMode;
    limit?: number;
  }): Promise<MessageOfAgent[]> {
    return (await conversation()).searchAllMessages(this.#services, params);
  }

  async getSettings(): Promise<Settings> {
    return readSettings(this.#db);
  }

  async updateSettings(patch: Partial<Settings>): Promise<Settings> {
    parse(settingsSchema.partial(), patch, "settings");
    return this.#writing(() => writeSettings(this.#db, patch));
  }

  async getApiToken(): Promise<string | null> {
    return readApiToken(this.#db);
  }

  async setApiToken(params: { token: string | null }): Promise<void> {
    const token = params.token?.trim() || null;
    if (token !== null && !/^[\x21-\x7e]{8,}$/.test(token))
      throw new InvalidInputError("token", "it has at least 8 characters, without spaces");
    await this.#writing(() => writeApiToken(this.#db, token));
  }

  // ----------------------------------------------------------------- carry

  async exportAgentFile(params: string | ExportAgentFileParams): Promise<AgentFileInput> {
    return (await carry()).exportAgentFile(this.#services, params);
  }

  async readAgentFile(params: { file: Blob | string }): Promise<AgentFileReport> {
    return (await carry()).readAgentFileReport(this.#services, params);
  }

  async importAgentFile(params: ImportAgentFileParams): Promise<ImportedAgents> {
    return this.#writing(async () => (await carry()).importAgentFile(this.#services, params));
  }

  async exportConversation(params: ExportConversationParams): Promise<WrittenConversation> {
    return (await carry()).exportConversation(this.#services, params);
  }

  async recogniseFile(params: { file: Blob; user_name?: string | null }): Promise<RecognisedFile> {
    return (await carry()).recogniseFile(this.#services, params);
  }

  async readCharacterCard(params: { file: Blob; user_name?: string | null }): Promise<CharacterCardReport> {
    return (await carry()).readCharacterCard(this.#services, params);
  }

  async importCharacterCard(params: ImportCharacterCardParams): Promise<ImportedCharacter> {
    return this.#writing(async () => (await carry()).importCharacterCard(this.#services, params));
  }

  async createBackup(params?: BackupParams): Promise<Blob> {
    return (await backup()).createBackup(this.#services, params);
  }
  async readBackup(params: ReadBackupParams): Promise<RestoreReport> {
    return (await backup()).readBackup(this.#services, params);
  }
  async restoreBackup(params: RestoreBackupParams): Promise<RestoreReport> {
    return (await backup()).restoreBackup(this.#services, params);
  }
  async listSnapshots(): Promise<PlacedSnapshot[]> {
    return (await backup()).listSnapshots(this.#services);
  }
  async takeSnapshot(): Promise<PlacedSnapshot> {
    return (await backup()).takeSnapshot(this.#services);
  }
  async readSnapshot(params: { id: string; place: SnapshotPlace } & BackupParams): Promise<RestoreReport> {
    return (await backup()).readSnapshot(this.#services, params);
  }
  async restoreSnapshot(params: RestoreSnapshotParams): Promise<RestoreReport> {
    return (await backup()).restoreSnapshot(this.#services, params);
  }
  async getSnapshotFile(params: { id: string; place: SnapshotPlace }): Promise<Blob> {
    return (await backup()).getSnapshotFile(this.#services, params);
  }
  async deleteSnapshot(params: { id: string; place: SnapshotPlace }): Promise<void> {
    return (await backup()).deleteSnapshot(this.#services, params);
  }
  async getBackupFolder(): Promise<BackupFolder | null> {
    return (await backup()).getBackupFolder(this.#services);
  }
  async chooseBackupFolder(): Promise<BackupFolder> {
    return (await backup()).chooseBackupFolder(this.#services);
  }
  async allowBackupFolder(): Promise<BackupFolder | null> {
    return (await backup()).allowBackupFolder(this.#services);
  }
  async forgetBackupFolder(): Promise<void> {
    return (await backup()).forgetBackupFolder(this.#services);
  }
  async getBackupStatus(): Promise<BackupStatus> {
    return (await backup()).getBackupStatus(this.#services);
  }

  async getStorageStatus(): Promise<StorageStatus> {
    return this.#services.storage.status();
  }

  async requestPersistence(): Promise<boolean | null> {
    this.#persistenceAsked = true;
    return this.#services.storage.persist();
  }

  embeddingStatus(): EmbeddingStatus {
    return this.#services.embedder.status();
  }

  onEmbeddingStatus(listener: (status: EmbeddingStatus) => void): () => void {
    return this.#services.embedder.subscribe(listener);
  }

  // --------------------------------------------------------------- inside

  async #findRow(params: {
    agent_id?: string | null;
    agent_name?: string | null;
  }): Promise<AgentRow | undefined> {
    if (params.agent_id) return this.#db.agents.get(params.agent_id);
    if (params.agent_name) return this.#db.agents.where("name").equals(params.agent_name).first();
    return undefined;
  }

  async #row(params: { agent_id?: string | null; agent_name?: string | null }): Promise<AgentRow> {
    if (!params.agent_id && !params.agent_name)
      throw new InvalidInputError("agent_id", "either agent_id or agent_name is required");
    const row = await this.#findRow(params);
    if (!row) throw new NotFoundError("agent", params.agent_id ?? params.agent_name ?? "");
    return row;
  }

  async #state(row: AgentRow): Promise<AgentState> {
    return toAgentState(row, await readMemory(this.#db, row));
  }

  /** The agent after an edit, its system message rebuilt where the edit changed it. */
  async #refreshed(agentId: string): Promise<AgentState> {
    const { row, memory } = await this.#writing(() => loadAgent(this.#services, agentId));
    return toAgentState(row, memory);
  }

  async #runJob(job: JobRow): Promise<void> {
    const agentId = String(job.metadata_.agent_id);
    const { runReEmbedJob } = await reEmbedding();
    await this.#services.locks.run(`job|${agentId}`, new AbortController().signal, () =>
      runReEmbedJob(this.#services, job.id),
    );
  }

  async #writing<T>(write: () => PromiseLike<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw explainWriteFailure(error);
    }
  }

  /** At the first real save: before it there is nothing to keep, and browsers look at what the person has done. */
  async #askPersistenceOnce(): Promise<void> {
    if (this.#persistenceAsked) return;
    this.#persistenceAsked = true;
    const { persisted } = await this.#services.storage.status();
    if (persisted === false) await this.#services.storage.persist();
  }

  #abortHere(agentId: string, queued: boolean): void {
    if (queued) for (const controller of this.#running.get(agentId) ?? []) controller.abort();
    else this.#active.get(agentId)?.abort();
  }

  /** Runs under the agent's lock; queued runs and running ones can be stopped alike. */
  async #run(
    agentId: string,
    trigger: Trigger,
    options: { signal?: AbortSignal | undefined; stream: boolean },
    emit: EngineRunParams["emit"],
    controller = new AbortController(),
  ): Promise<RunResult> {
    const signal = options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal;
    const running = this.#running.get(agentId) ?? new Set();
    running.add(controller);
    this.#running.set(agentId, running);
    this.#ahead.stop(agentId);
    try {
      const { runAgent } = await runs();
      return await this.#services.locks.run(agentId, signal, async () => {
        this.#active.set(agentId, controller);
        const reporter = this.#watchers.report(agentId);
        try {
          return await this.#writing(() =>
            runAgent({
              services: this.#services,
              tokens: this.#tokens,
              agentId,
              trigger,
              signal,
              stream: options.stream,
              emit: (event) => {
                emit(event);
                reporter.event(event);
              },
            }),
          );
        } catch (error) {
          reporter.item({ error: toErrorRecord(error) });
          throw error;
        } finally {
          reporter.end();
          this.#active.delete(agentId);
        }
      });
    } finally {
      running.delete(controller);
      if (running.size === 0) {
        this.#running.delete(agentId);
        this.#ahead.later(agentId);
      }
      void this.#askPersistenceOnce();
    }
  }

  async #respond(
    agentId: string,
    trigger: Trigger,
    params: Pick<SendMessageParams, "signal" | "return_message_object">,
  ): Promise<MemGPTResponse> {
    const result = await this.#run(agentId, trigger, { signal: params.signal, stream: false }, () => {});
    return {
      messages:
        params.return_message_object === false ? result.messages.flatMap(toSimpleMessages) : result.messages,
      usage: result.usage,
      stopped: result.stopped,
    };
  }

  #stream(
    agentId: string,
    trigger: Trigger,
    params: Pick<
      SendMessageParams,
      "signal" | "stream_tokens" | "return_message_object" | "include_notices" | "include_usage"
    >,
  ): MessageStream {
    const controller = new AbortController();
    const stream = new PushedStream(() => controller.abort());
    const shape: StreamShape = {
      stream_tokens: params.stream_tokens ?? false,
      return_message_object: params.return_message_object ?? false,
      include_notices: params.include_notices ?? false,
    };
    this.#run(
      agentId,
      trigger,
      { signal: params.signal, stream: shape.stream_tokens },
      (event) => {
        for (const item of toStreamItems(event, shape)) stream.push(item);
      },
      controller,
    )
      .then((result) => {
        if (params.include_usage) stream.push({ usage: result.usage });
      })
      .catch((error: unknown) => stream.push({ error: toErrorRecord(error) }))
      .finally(() => {
        stream.push("[DONE]");
        stream.end();
      });
    return stream;
  }
}
