/**
 * The public API: what one can do with agents, wherever they live. `LocalClient` runs them in this page,
 * `RESTClient` (a later issue) speaks to a server of the same API.
 *
 * Every method takes one object whose keys are the reference's parameter names; a method with a single required
 * parameter also takes it bare (`client.getAgent(id)`). Times are ISO 8601 strings in UTC. Errors are
 * `EngramError`s: NotFoundError for an unknown id, InvalidInputError for bad input, NameTakenError for a name in use.
 */
import type {
  AgentState,
  ArchivalMemorySummary,
  Block,
  EmbeddingConfig,
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
  StreamItem,
  Tool,
} from "../schemas/index.ts";
import type { DataConnector } from "../sources/load.ts";

export type { DataConnector, SourceDocument } from "../sources/load.ts";

/** A block as one writes it: value and limit are enough. */
export type BlockInput = Partial<Block> & { value: string };

/** Memory as `createAgent` and `updateAgent` take it: a class of `memory-classes.ts`, or a plain object. */
export interface MemoryInput {
  memory: Record<string, BlockInput>;
  prompt_template?: string;
  /** Names of the tools this memory class brings. */
  tool_names?: string[];
}

export interface CreateAgentParams {
  /** Unique; a random adjective and noun by default. */
  name?: string | null;
  embedding_config?: EmbeddingConfig | null;
  llm_config?: LLMConfig | null;
  /** ChatMemory with the default persona and human by default. */
  memory?: MemoryInput | null;
  /** System prompt; may hold `{CORE_MEMORY}`. */
  system?: string | null;
  /** Names of tools beside the base tools. */
  tools?: string[] | null;
  /** Default true. */
  include_base_tools?: boolean;
  metadata?: Record<string, unknown> | null;
  description?: string | null;
}

export interface UpdateAgentParams {
  agent_id: string;
  name?: string | null;
  description?: string | null;
  system?: string | null;
  tools?: string[] | null;
  metadata?: Record<string, unknown> | null;
  llm_config?: LLMConfig | null;
  embedding_config?: EmbeddingConfig | null;
  message_ids?: string[] | null;
  memory?: MemoryInput | null;
}

/** A cursor over a list: ids, exclusive; newest first. */
export interface PageParams {
  agent_id: string;
  /** Only what is older than this id. */
  before?: string | null;
  /** Only what is newer than this id. */
  after?: string | null;
  /** Default 1000. */
  limit?: number | null;
}

export interface CreateBlockParams {
  label: string;
  /** Required for a block of the library, where it must be the only one of its label with that name. */
  name: string | null;
  text: string;
  /** Characters; default 2,000. */
  limit?: number;
  /** Whether it goes into the library. Default true. */
  template?: boolean;
}

export interface CreateSourceParams {
  name: string;
  description?: string | null;
  metadata_?: Record<string, unknown> | null;
}

export interface UpdateSourceParams {
  source_id: string;
  name?: string | null;
  description?: string | null;
  metadata_?: Record<string, unknown> | null;
}

/** A source and the agent it is given to, or taken from. */
export interface SourceOfAgentParams {
  agent_id: string;
  source_id?: string | null;
  /** Instead of `source_id`. */
  source_name?: string | null;
}

export interface SendMessageParams {
  message: string;
  /** `user` or `system`. */
  role: "user" | "system";
  agent_id?: string | null;
  /** Instead of `agent_id`. */
  agent_name?: string | null;
  /** Name of the sender. */
  name?: string | null;
  /** The same as `stream_steps`. */
  stream?: boolean;
  /** Answer with an async iterable, an item a message. */
  stream_steps?: boolean;
  /** Answer with an async iterable, in pieces as the model writes. */
  stream_tokens?: boolean;
  /** Full `Message`s (default true without a stream, false with one) or simple ones. */
  return_message_object?: boolean;
  /** Also tell of retries, summaries and caps in the stream. Default false. */
  include_notices?: boolean;
  /** Also give the usage before `[DONE]`. Default false. */
  include_usage?: boolean;
  /** Stops the run; what is stored stays a valid conversation. */
  signal?: AbortSignal;
}

/** How a run that is set off without a new message is watched. */
export type RunParams = Pick<
  SendMessageParams,
  "stream_tokens" | "return_message_object" | "include_notices" | "include_usage" | "signal"
> & { agent_id: string };

export type MessageStream = AsyncIterableIterator<StreamItem>;

/** The way to follow a query: `next` at once and at each change, in every tab. Call the result to stop. */
export type LiveQuery<T> = (next: (value: T) => void, fail: (error: unknown) => void) => () => void;

type Stream = { stream: true } | { stream_steps: true } | { stream_tokens: true };

export abstract class AbstractClient {
  // Agents
  abstract listAgents(): Promise<AgentState[]>;
  /** Needs `agent_id` or `agent_name`. */
  abstract agentExists(params: { agent_id?: string | null; agent_name?: string | null }): Promise<boolean>;
  abstract createAgent(params?: CreateAgentParams): Promise<AgentState>;
  abstract updateAgent(params: UpdateAgentParams): Promise<AgentState>;
  abstract getAgent(params: string | { agent_id?: string; agent_name?: string }): Promise<AgentState>;
  /** Null when no agent has that name. */
  abstract getAgentId(params: string | { agent_name: string }): Promise<string | null>;
  abstract renameAgent(params: { agent_id: string; new_name: string }): Promise<AgentState>;
  /** Removes the agent, its messages and its own passages. */
  abstract deleteAgent(params: string | { agent_id: string }): Promise<void>;

  // Core memory
  abstract getInContextMemory(params: string | { agent_id: string }): Promise<Memory>;
  /** `value` as a list is joined by newlines. */
  abstract updateInContextMemory(params: {
    agent_id: string;
    section: string;
    value: string | string[];
  }): Promise<Memory>;

  // Recall
  abstract getRecallMemorySummary(params: string | { agent_id: string }): Promise<RecallMemorySummary>;
  abstract getInContextMessages(params: string | { agent_id: string }): Promise<Message[]>;
  /** Newest first. */
  abstract getMessages(params: PageParams): Promise<Message[]>;
  abstract updateMessage(
    params: { agent_id: string; message_id: string } & Partial<Message>,
  ): Promise<Message>;

  // Archival
  abstract getArchivalMemorySummary(params: string | { agent_id: string }): Promise<ArchivalMemorySummary>;
  /** Newest first, without embeddings. */
  abstract getArchivalMemory(params: PageParams): Promise<Passage[]>;
  /** Splits, embeds and stores; one passage a part. */
  abstract insertArchivalMemory(params: { agent_id: string; memory: string }): Promise<Passage[]>;
  abstract deleteArchivalMemory(params: { agent_id: string; memory_id: string }): Promise<void>;

  // Talking
  abstract sendMessage(params: SendMessageParams & Stream): Promise<MessageStream>;
  abstract sendMessage(params: SendMessageParams): Promise<MemGPTResponse>;
  abstract userMessage(params: { agent_id: string; message: string }): Promise<MemGPTResponse>;
  /** A command such as `memory` or `pop 3`; each returns what it did. */
  abstract runCommand(params: { agent_id: string; command: string }): Promise<MemGPTResponse>;
  /** Kept for the reference: everything is saved as it happens. */
  abstract save(): Promise<void>;

  // Blocks
  abstract listBlocks(params?: { label?: string | null; templates_only?: boolean }): Promise<Block[]>;
  abstract createBlock(params: CreateBlockParams): Promise<Block>;
  abstract getBlock(params: string | { block_id: string }): Promise<Block>;
  abstract getBlockId(params: { name: string; label: string }): Promise<string | null>;
  abstract updateBlock(params: {
    block_id: string;
    name?: string | null;
    text?: string | null;
    limit?: number | null;
  }): Promise<Block>;
  /** Refused while an agent uses the block. */
  abstract deleteBlock(params: string | { id: string }): Promise<Block>;

  abstract listHumans(): Promise<Human[]>;
  abstract createHuman(params: { name: string; text: string }): Promise<Human>;
  abstract getHuman(params: string | { id: string }): Promise<Human>;
  abstract getHumanId(params: string | { name: string }): Promise<string | null>;
  abstract updateHuman(params: {
    human_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Human>;
  abstract deleteHuman(params: string | { id: string }): Promise<Human>;

  abstract listPersonas(): Promise<Persona[]>;
  abstract createPersona(params: { name: string; text: string }): Promise<Persona>;
  abstract getPersona(params: string | { id: string }): Promise<Persona>;
  abstract getPersonaId(params: string | { name: string }): Promise<string | null>;
  abstract updatePersona(params: {
    persona_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Persona>;
  abstract deletePersona(params: string | { id: string }): Promise<Persona>;

  // Tools (writing one's own comes with a later issue)
  abstract listTools(): Promise<Tool[]>;
  abstract getTool(params: string | { id: string }): Promise<Tool>;
  abstract getToolId(params: string | { name: string }): Promise<string | null>;
  abstract addTool(params: { tool: Tool; update?: boolean }): Promise<Tool>;
  abstract createTool(params: {
    func: string | ((...args: never[]) => unknown);
    name?: string | null;
    update?: boolean;
    tags?: string[] | null;
  }): Promise<Tool>;
  abstract updateTool(params: {
    id: string;
    name?: string | null;
    func?: string | ((...args: never[]) => unknown) | null;
    tags?: string[] | null;
  }): Promise<Tool>;
  abstract deleteTool(params: string | { id: string }): Promise<void>;

  // Sources
  abstract listSources(): Promise<Source[]>;
  abstract createSource(params: string | CreateSourceParams): Promise<Source>;
  abstract getSource(params: string | { source_id: string }): Promise<Source>;
  abstract getSourceId(params: string | { source_name: string }): Promise<string | null>;
  abstract updateSource(params: UpdateSourceParams): Promise<Source>;
  abstract deleteSource(params: string | { source_id: string }): Promise<void>;
  /** Needs `source_id` or `source_name`. Attached already is no error. */
  abstract attachSourceToAgent(params: SourceOfAgentParams): Promise<Source>;
  /** Needs `source_id` or `source_name`. Not attached is no error. */
  abstract detachSourceFromAgent(params: SourceOfAgentParams): Promise<Source>;
  abstract listAttachedSources(params: string | { agent_id: string }): Promise<Source[]>;
  abstract loadFileIntoSource(params: {
    filename: File;
    source_id: string;
    blocking?: boolean;
  }): Promise<Job>;
  abstract loadData(params: { connector: DataConnector; source_name: string }): Promise<Job>;
  abstract listJobs(): Promise<Job[]>;
  abstract listActiveJobs(): Promise<Job[]>;
  abstract getJob(params: string | { job_id: string }): Promise<Job>;

  // Models
  abstract listModels(): Promise<LLMConfig[]>;
  abstract listEmbeddingModels(): Promise<EmbeddingConfig[]>;
}
