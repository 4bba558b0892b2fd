/**
 * A remote server's agents in the workspace on the screen. What the API of a server has no route for is either made here
 * of what there is, or refused as not supported: the screen shows which.
 */
import {
  type AgentState,
  type AgentTemplate,
  type Block,
  type Connection,
  type ContextPart,
  type ContextParts,
  type ContextWindowOverview,
  type ConversationEdit,
  type LLMConfig,
  type MemGPTResponse,
  type Message,
  type ModelPrice,
  type NextRequest,
  NotSupportedError,
  type RunState,
  type SearchMode,
  type Settings,
  type StepUsage,
  type StreamItem,
  type Tool,
  type ToolRun,
  type ToolSettings,
  toErrorRecord,
  type Usage,
  type UsageSum,
} from "../schemas/index.ts";
import type { DecideCallParams, LiveQuery, MessageStream, SendMessageParams } from "./abstract-client.ts";
import type { LocalClient } from "./local-client.ts";
import { PushedStream } from "./message-stream.ts";
import { readLimit, single } from "./params.ts";
import { RESTClient, type RESTClientOptions } from "./rest-client.ts";
import type {
  ArchivalSearch,
  BroughtBack,
  ConversationPage,
  Diagnosis,
  EmbeddingStatus,
  EndpointPreset,
  FileText,
  MessageOfAgent,
  MessageSearchParams,
  PassageMatch,
  RunUpdate,
  StarterTool,
  StorageStatus,
  WorkspaceClient,
} from "./workspace.ts";

/** A server tells nothing by itself: what is on the screen is asked for again this often, in milliseconds. */
const ASK_AGAIN_MS = 5000;
/** How far back messages are searched, for a server has no search. */
const SEARCHED_MESSAGES = 1000;

export interface RemoteWorkspaceOptions extends RESTClientOptions {
  /** Settings, endpoints and storage are this browser's, whichever server an agent lives on. */
  local: LocalClient;
}

export class RemoteWorkspace extends RESTClient implements WorkspaceClient {
  readonly polls = true;
  readonly #local: LocalClient;
  readonly #changes = new EventTarget();
  readonly #watchers = new Set<(update: RunUpdate) => void>();
  readonly #running = new Map<string, Set<AbortController>>();

  constructor({ local, ...options }: RemoteWorkspaceOptions) {
    super(options);
    this.#local = local;
  }

  /** Asks now, after each change made here, and now and then while the page is in sight. */
  live<T>(query: () => Promise<T>): LiveQuery<T> {
    return (next, fail) => {
      let current = true;
      let last: string | undefined;
      let asking = false;
      let again = false;
      const ask = async () => {
        again = asking;
        if (asking) return;
        asking = true;
        try {
          const value = await query();
          // Polled: most answers are the one before, and drawing it again would be noise.
          const text = JSON.stringify(value);
          if (current && (text !== last || value === undefined)) next(value);
          last = text;
        } catch (error) {
          if (current) fail(error);
        } finally {
          asking = false;
          if (again && current) void ask();
        }
      };
      const look = () => {
        if (!globalThis.document?.hidden) void ask();
      };
      const changed = () => void ask();
      const timer = setInterval(look, ASK_AGAIN_MS);
      this.#changes.addEventListener("change", changed);
      void ask();
      return () => {
        current = false;
        clearInterval(timer);
        this.#changes.removeEventListener("change", changed);
      };
    };
  }

  /** Whatever was changed here may show anywhere. */
  protected override onWritten(): void {
    this.#changes.dispatchEvent(new Event("change"));
  }

  // --------------------------------------------------------------- talking

  override sendMessage(
    params: SendMessageParams & ({ stream: true } | { stream_steps: true } | { stream_tokens: true }),
  ): Promise<MessageStream>;
  override sendMessage(params: SendMessageParams): Promise<MemGPTResponse>;
  override async sendMessage(params: SendMessageParams): Promise<MemGPTResponse | MessageStream> {
    if (!params.stream && !params.stream_steps && !params.stream_tokens) return super.sendMessage(params);
    return this.#watched(params.agent_id ?? "", params.signal, params.message, (signal) =>
      super.sendMessage({ ...params, signal, stream: true }),
    );
  }

  override decideCall(
    params: DecideCallParams & ({ stream: true } | { stream_steps: true } | { stream_tokens: true }),
  ): Promise<MessageStream>;
  override decideCall(params: DecideCallParams): Promise<MemGPTResponse>;
  override async decideCall(
    params: DecideCallParams & { stream?: boolean; stream_steps?: boolean },
  ): Promise<MemGPTResponse | MessageStream> {
    if (!params.stream && !params.stream_steps && !params.stream_tokens) return super.decideCall(params);
    return this.#watched(params.agent_id, params.signal, null, (signal) =>
      super.decideCall({ ...params, signal, stream: true }),
    );
  }

  /** Opens a run's stream so that it can be stopped, and is told to who watches. */
  async #watched(
    agent_id: string,
    stopped: AbortSignal | undefined,
    message: string | null,
    open: (signal: AbortSignal) => Promise<MessageStream>,
  ): Promise<MessageStream> {
    const controller = new AbortController();
    const signal = stopped ? AbortSignal.any([stopped, controller.signal]) : controller.signal;
    const running = this.#running.get(agent_id) ?? new Set();
    this.#running.set(agent_id, running.add(controller));
    const forget = () => running.delete(controller);
    let source: MessageStream;
    try {
      source = await open(signal);
    } catch (error) {
      forget();
      throw error;
    }
    const stream = new PushedStream(() => controller.abort());
    void this.#pass(agent_id, source, stream, message).finally(forget);
    return stream;
  }

  /** Hands a stream on, tells the watchers of it, and begins it the way a run in this page begins. */
  async #pass(
    agent_id: string,
    source: MessageStream,
    stream: PushedStream,
    message: string | null,
  ): Promise<void> {
    const run_id = crypto.randomUUID();
    const tell = (items: StreamItem[], first: boolean, done: boolean) => {
      for (const watcher of this.#watchers) watcher({ agent_id, run_id, items, first, done, here: true });
    };
    const start: StreamItem = {
      notice: {
        type: "run-start",
        message_id: message === null ? null : await this.#findSent(agent_id, message),
      },
    };
    stream.push(start);
    tell([start], true, false);
    this.onWritten();
    try {
      for await (const item of source) {
        stream.push(item);
        tell([item], false, false);
        if (item === "[DONE_STEP]") this.onWritten();
      }
    } catch (error) {
      const item = { error: toErrorRecord(error) };
      stream.push(item);
      tell([item], false, false);
    }
    this.onWritten();
    tell([], false, true);
    stream.end();
  }

  /** The stored form of a message that was just sent; null where the server has not stored it yet. */
  async #findSent(agent_id: string, text: string): Promise<string | null> {
    try {
      const newest = await this.getMessages({ agent_id, limit: 5 });
      return (
        newest.find((one) => one.role === "user" && one.text?.includes(JSON.stringify(text).slice(1, -1)))
          ?.id ?? null
      );
    } catch {
      // Only its place on the screen depends on it.
      return null;
    }
  }

  watchRuns(listener: (update: RunUpdate) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  async stopAgent(params: { agent_id: string }): Promise<void> {
    for (const controller of this.#running.get(single(params, "agent_id")) ?? []) controller.abort();
  }

  /** A server keeps no record of a run that this page could read. */
  async getRun(params: { agent_id: string }): Promise<RunState> {
    return {
      agent_id: single(params, "agent_id"),
      state: "idle",
      message_id: null,
      error: null,
      draft: null,
      memory_pressure_warned: false,
      heartbeats_paused_until: null,
      updated_at: new Date().toISOString(),
    };
  }

  async isRunning(): Promise<boolean> {
    return false;
  }

  async retryMessage(): Promise<MessageStream> {
    throw new NotSupportedError("Sending a message again on a server");
  }
  async continueAgent(): Promise<MessageStream> {
    throw new NotSupportedError("Going on after a limit on a server");
  }
  async heartbeat(): Promise<MemGPTResponse> {
    throw new NotSupportedError("A heartbeat by hand on a server");
  }
  async dismissRun(): Promise<void> {}

  async resendMessage(): Promise<MessageStream> {
    throw new NotSupportedError("Writing a message on a server anew");
  }
  async regenerate(): Promise<MessageStream> {
    throw new NotSupportedError("Asking for another answer on a server");
  }
  async undoStep(): Promise<ConversationEdit> {
    throw new NotSupportedError("Undoing a step on a server");
  }
  async undoTo(): Promise<ConversationEdit> {
    throw new NotSupportedError("Undoing what was said on a server");
  }
  async deleteMessages(): Promise<ConversationEdit> {
    throw new NotSupportedError("Deleting messages on a server");
  }
  async listConversationEdits(): Promise<ConversationEdit[]> {
    return [];
  }
  async getUndoneMessages(): Promise<(Message & { seq: number })[]> {
    throw new NotSupportedError("Undoing what was said on a server");
  }
  async searchAllMessages(): Promise<MessageOfAgent[]> {
    throw new NotSupportedError("Searching all agents of a server");
  }
  async branchAgent(): Promise<AgentState> {
    throw new NotSupportedError("Branching an agent of a server");
  }
  async duplicateAgent(): Promise<AgentState> {
    throw new NotSupportedError("Copying an agent of a server");
  }
  async restoreConversationEdit(): Promise<BroughtBack> {
    throw new NotSupportedError("Undoing what was said on a server");
  }

  // ---------------------------------------------------------- conversation

  /** Places are counted from the oldest message: the newest has the place of how many there are. */
  async getConversation(params: {
    agent_id: string;
    before_seq?: number | null;
    after_seq?: number | null;
    limit?: number;
  }): Promise<ConversationPage> {
    const agent_id = single(params, "agent_id");
    const { size } = await this.getRecallMemorySummary(agent_id);
    const to = Math.min(size, (params.before_seq ?? size + 1) - 1);
    const from = Math.max(params.after_seq ?? 0, to - (params.limit ?? 100));
    if (to <= from) return { messages: [], has_more: from > 0 };
    // Without cursors of its own to go by (places are ours), a page is cut out of the newest.
    const newest = await this.getMessages({ agent_id, limit: readLimit(Math.min(size - from, 10_000)) });
    const ordered = newestLast(newest);
    const messages = ordered
      .map((message, index) => ({ ...message, seq: size - ordered.length + index + 1 }))
      .filter(({ seq }) => seq > from && seq <= to);
    return { messages, has_more: from > (params.after_seq ?? 0) };
  }

  async getMessageSeq(params: { agent_id: string; message_id: string }): Promise<number | null> {
    const { messages } = await this.getConversation({ agent_id: params.agent_id, limit: SEARCHED_MESSAGES });
    return messages.find(({ id }) => id === params.message_id)?.seq ?? null;
  }

  async searchMessages(params: MessageSearchParams): Promise<Message[]> {
    if (params.mode === "meaning") throw new NotSupportedError("Searching a server's messages by meaning");
    const query = single(params, "query").toLowerCase();
    const messages = await this.getMessages({
      agent_id: single(params, "agent_id"),
      limit: SEARCHED_MESSAGES,
    });
    return messages
      .filter(({ role, text, tool_calls }) => {
        if (role !== "user" && role !== "assistant") return false;
        return `${text ?? ""} ${JSON.stringify(tool_calls ?? "")}`.toLowerCase().includes(query);
      })
      .slice(0, readLimit(params.limit ?? 50));
  }

  async searchArchivalMemory(): Promise<PassageMatch[]> {
    throw new NotSupportedError("Searching a server's archival memory from here");
  }

  async findInArchivalMemory(): Promise<ArchivalSearch> {
    throw new NotSupportedError("Searching a server's archival memory from here");
  }

  async listRecall(): Promise<never> {
    throw new NotSupportedError("A server's recall memory as a time line");
  }
  async getRecallSpan(): Promise<never> {
    throw new NotSupportedError("A server's recall memory as a time line");
  }
  async countRecall(): Promise<never> {
    throw new NotSupportedError("A server's recall memory as a time line");
  }
  // A server keeps one memory at a time, and no more of it than its text.
  async listArchivalMemory(): Promise<never> {
    throw new NotSupportedError("Listing a server's archival memory by date");
  }
  async readArchivalMemories(): Promise<never> {
    throw new NotSupportedError("Reading a server's archival memory by id");
  }
  async updateArchivalMemory(): Promise<never> {
    throw new NotSupportedError("Changing a memory on a server");
  }
  async insertArchivalMemories(): Promise<never> {
    throw new NotSupportedError("Storing many memories on a server");
  }
  async deleteArchivalMemories(): Promise<never> {
    throw new NotSupportedError("Deleting several memories on a server");
  }
  async restoreArchivalMemories(): Promise<never> {
    throw new NotSupportedError("Bringing back a memory on a server");
  }
  async exportArchivalMemory(): Promise<never> {
    throw new NotSupportedError("Exporting a server's archival memory from here");
  }
  async projectArchivalMemory(): Promise<never> {
    throw new NotSupportedError("A map of a server's archival memory");
  }
  readMemoryFile(params: Parameters<WorkspaceClient["readMemoryFile"]>[0]) {
    return this.#local.readMemoryFile(params);
  }

  async getSearchMode(): Promise<SearchMode> {
    throw new NotSupportedError("Choosing what a server's agent searches by");
  }

  async setSearchMode(): Promise<void> {
    throw new NotSupportedError("Choosing what a server's agent searches by");
  }

  async listHiddenAgents(): Promise<never> {
    throw new NotSupportedError("Archiving an agent on a server");
  }
  async archiveAgent(): Promise<never> {
    throw new NotSupportedError("Archiving an agent on a server");
  }
  async unarchiveAgent(): Promise<never> {
    throw new NotSupportedError("Archiving an agent on a server");
  }
  async deleteAgentLater(): Promise<never> {
    throw new NotSupportedError("Taking back the deletion of an agent on a server");
  }
  async keepAgent(): Promise<never> {
    throw new NotSupportedError("Taking back the deletion of an agent on a server");
  }
  async previewSystemPrompt(): Promise<never> {
    throw new NotSupportedError("Compiling a prompt on a server");
  }
  getDefaultSystemPrompt(): Promise<string> {
    return this.#local.getDefaultSystemPrompt();
  }
  /** Templates are this browser's. */
  async listAgentTemplates(): Promise<AgentTemplate[]> {
    return [];
  }
  async saveAgentTemplate(): Promise<never> {
    throw new NotSupportedError("A template on a server");
  }
  async updateAgentTemplate(): Promise<never> {
    throw new NotSupportedError("A template on a server");
  }
  async deleteAgentTemplate(): Promise<never> {
    throw new NotSupportedError("A template on a server");
  }
  async restoreAgentTemplate(): Promise<never> {
    throw new NotSupportedError("A template on a server");
  }
  async createAgentFromTemplate(): Promise<never> {
    throw new NotSupportedError("A template on a server");
  }

  async saveLibraryBlock(): Promise<Block> {
    throw new NotSupportedError("A library on a server");
  }

  async getContextWindow(params: { agent_id: string }): Promise<ContextWindowOverview> {
    return this.readContextWindow(single(params, "agent_id"));
  }

  async getContextParts(params: { agent_id: string }): Promise<ContextParts> {
    const { agent_id } = params;
    const [overview, agent] = await Promise.all([this.getContextWindow(params), this.getAgent({ agent_id })]);
    return partsOf(overview, agent.llm_config.model);
  }

  async getNextRequest(): Promise<NextRequest> {
    throw new NotSupportedError("The raw request of a server's agent");
  }
  async listSteps(): Promise<StepUsage[]> {
    throw new NotSupportedError("What a server's agents used");
  }
  async sumUsage(): Promise<UsageSum[]> {
    throw new NotSupportedError("What a server's agents used");
  }
  listModelPrices(): Promise<ModelPrice[]> {
    return this.#local.listModelPrices();
  }
  setModelPrice(params: Parameters<WorkspaceClient["setModelPrice"]>[0]) {
    return this.#local.setModelPrice(params);
  }

  async getUsage(): Promise<Record<string, Usage>> {
    return {};
  }
  async getLastUsage(): Promise<Usage | null> {
    return null;
  }

  async changeEmbeddingModel(
    params: Parameters<WorkspaceClient["changeEmbeddingModel"]>[0],
  ): Promise<string> {
    await this.updateAgent(params);
    return "";
  }

  // ----------------------------------------------------------- core memory

  async editBlock(): Promise<never> {
    throw new NotSupportedError("Editing a block of a server beyond its text and limit");
  }
  async listBlockVersions(): Promise<never> {
    throw new NotSupportedError("The history of a server's block");
  }
  async restoreBlockVersion(): Promise<never> {
    throw new NotSupportedError("The history of a server's block");
  }
  async undoBlockChange(): Promise<never> {
    throw new NotSupportedError("The history of a server's block");
  }
  async listBlockAgents(): Promise<never> {
    throw new NotSupportedError("Who shares a server's block");
  }
  async addSection(): Promise<never> {
    throw new NotSupportedError("Adding a block to a server's agent");
  }
  async renameSection(): Promise<never> {
    throw new NotSupportedError("Renaming a block of a server's agent");
  }
  async removeSection(): Promise<never> {
    throw new NotSupportedError("Removing a block of a server's agent");
  }
  async listRemovedSections(): Promise<never> {
    throw new NotSupportedError("What was removed of a server's agent");
  }
  async restoreSection(): Promise<never> {
    throw new NotSupportedError("Bringing back a block of a server's agent");
  }
  async shareBlock(): Promise<never> {
    throw new NotSupportedError("Sharing blocks of a server's agents");
  }
  async unshareBlock(): Promise<never> {
    throw new NotSupportedError("Sharing blocks of a server's agents");
  }
  async setPromptTemplate(): Promise<never> {
    throw new NotSupportedError("Changing the prompt template of a server's agent");
  }
  async previewPromptTemplate(): Promise<never> {
    throw new NotSupportedError("Previewing the prompt template of a server's agent");
  }

  // ----------------------------------------------------------------- tools

  /** What a person decides about a tool goes with no request: it is the server's own. */
  async getToolSettings(): Promise<ToolSettings> {
    throw new NotSupportedError("What a tool of a server may do");
  }
  async updateToolSettings(): Promise<ToolSettings> {
    throw new NotSupportedError("What a tool of a server may do");
  }
  async listToolRuns(): Promise<ToolRun[]> {
    throw new NotSupportedError("The log of a server's tool");
  }
  readToolSource(params: Parameters<WorkspaceClient["readToolSource"]>[0]) {
    return this.#local.readToolSource(params);
  }
  listStarterTools(): Promise<StarterTool[]> {
    return this.#local.listStarterTools();
  }
  async addStarterTool(params: { name: string }): Promise<Tool> {
    const { name, source_code, source_type, tags } = await this.#local.getStarterTool(params);
    return this.createTool({ func: source_code, source_type, name, tags, update: false });
  }

  // MCP servers are called by the engine: a server's own are set up there.
  async listMcpServers(): Promise<never> {
    throw new NotSupportedError("Listing the MCP servers of a server");
  }
  async addMcpServer(): Promise<never> {
    throw new NotSupportedError("Adding an MCP server to a server");
  }
  async refreshMcpServer(): Promise<never> {
    throw new NotSupportedError("Asking an MCP server of a server");
  }
  async updateMcpServer(): Promise<never> {
    throw new NotSupportedError("Changing an MCP server of a server");
  }
  async deleteMcpServer(): Promise<never> {
    throw new NotSupportedError("Removing an MCP server of a server");
  }

  async exportAgentFile(): Promise<never> {
    throw new NotSupportedError("Exporting a server's agent");
  }
  async readAgentFile(): Promise<never> {
    throw new NotSupportedError("Importing agents into a server");
  }
  async importAgentFile(): Promise<never> {
    throw new NotSupportedError("Importing agents into a server");
  }

  async exportConversation(): Promise<never> {
    throw new NotSupportedError("Exporting a conversation from a server");
  }
  async recogniseFile(): Promise<never> {
    throw new NotSupportedError("Importing into a server");
  }
  async readCharacterCard(): Promise<never> {
    throw new NotSupportedError("Importing characters into a server");
  }
  async importCharacterCard(): Promise<never> {
    throw new NotSupportedError("Importing characters into a server");
  }

  // Its data is a server's to keep.
  async createBackup(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async readBackup(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async restoreBackup(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async listSnapshots(): Promise<never> {
    throw new NotSupportedError("A snapshot of a server");
  }
  async takeSnapshot(): Promise<never> {
    throw new NotSupportedError("A snapshot of a server");
  }
  async readSnapshot(): Promise<never> {
    throw new NotSupportedError("A snapshot of a server");
  }
  async restoreSnapshot(): Promise<never> {
    throw new NotSupportedError("A snapshot of a server");
  }
  async getSnapshotFile(): Promise<never> {
    throw new NotSupportedError("A snapshot of a server");
  }
  async deleteSnapshot(): Promise<never> {
    throw new NotSupportedError("A snapshot of a server");
  }
  async getBackupFolder(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async chooseBackupFolder(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async allowBackupFolder(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async forgetBackupFolder(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }
  async getBackupStatus(): Promise<never> {
    throw new NotSupportedError("A backup of a server");
  }

  // ---------------------------------------------- what is this browser's own

  getSettings(): Promise<Settings> {
    return this.#local.getSettings();
  }
  updateSettings(patch: Partial<Settings>): Promise<Settings> {
    return this.#local.updateSettings(patch);
  }
  getApiToken(): Promise<string | null> {
    return this.#local.getApiToken();
  }
  setApiToken(params: { token: string | null }): Promise<void> {
    return this.#local.setApiToken(params);
  }
  listPresets(): EndpointPreset[] {
    return this.#local.listPresets();
  }
  listConnections(): Promise<Connection[]> {
    return this.#local.listConnections();
  }
  saveConnection(connection: Parameters<WorkspaceClient["saveConnection"]>[0]): Promise<Connection> {
    return this.#local.saveConnection(connection);
  }
  deleteConnection(params: { endpoint: string }): Promise<void> {
    return this.#local.deleteConnection(params);
  }
  listEndpointModels(params: Parameters<WorkspaceClient["listEndpointModels"]>[0]): Promise<LLMConfig[]> {
    return this.#local.listEndpointModels(params);
  }
  diagnose(params: Parameters<WorkspaceClient["diagnose"]>[0]): Promise<Diagnosis> {
    return this.#local.diagnose(params);
  }
  readFile(params: Parameters<WorkspaceClient["readFile"]>[0]): Promise<FileText> {
    return this.#local.readFile(params);
  }
  getStorageStatus(): Promise<StorageStatus> {
    return this.#local.getStorageStatus();
  }
  requestPersistence(): Promise<boolean | null> {
    return this.#local.requestPersistence();
  }
  /** The server embeds: nothing is loaded here. */
  embeddingStatus(): EmbeddingStatus {
    return { model: null, state: "idle", loaded: 0, total: 0, error: null };
  }
  onEmbeddingStatus(): () => void {
    return () => {};
  }
}

/** What the wire tells of a context: neither each block nor each message is counted there, nor where a server folds. */
function partsOf(overview: ContextWindowOverview, model: string): ContextParts {
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  const parts: Omit<ContextPart, "section">[] = [
    { kind: "system", tokens: overview.num_tokens_system, text: overview.system_prompt },
    {
      kind: "tools",
      tokens: overview.num_tokens_functions_definitions,
      text: json(overview.functions_definitions),
    },
    {
      kind: "metadata",
      tokens: overview.num_tokens_external_memory_summary,
      text: overview.external_memory_summary,
    },
    { kind: "core", tokens: overview.num_tokens_core_memory, text: overview.core_memory },
    { kind: "summary", tokens: overview.num_tokens_summary_memory, text: overview.summary_memory ?? "" },
    { kind: "messages", tokens: overview.num_tokens_messages, text: json(overview.messages) },
  ];
  return {
    model,
    context_window: overview.context_window_size_max,
    used: overview.context_window_size_current,
    warned_at: null,
    folded_at: null,
    parts: parts.filter(({ tokens }) => tokens > 0).map((part) => ({ ...part, section: null })),
    messages: [],
  };
}

/** The newest comes first on the wire; but not every server keeps to that. */
function newestLast(messages: Message[]): Message[] {
  const [first, last] = [messages[0], messages.at(-1)];
  return first && last && first.created_at < last.created_at ? messages : [...messages].reverse();
}
