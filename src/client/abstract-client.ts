/**
 * The public API: what one can do with agents, wherever they live. `LocalClient` runs them in this page,
 * `RESTClient` speaks to a server of the same API.
 *
 * Every method takes one object whose keys are the reference's parameter names; a method with a single required
 * parameter also takes it bare (`client.getAgent(id)`). Times are ISO 8601 strings in UTC. Errors are
 * `EngramError`s: NotFoundError for an unknown id, InvalidInputError for bad input, NameTakenError for a name in use.
 */
import type {
  AgentState,
  ArchivalMemorySummary,
  Block,
  Document,
  DocumentSummary,
  EmbeddingConfig,
  FoundBy,
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
  ToolFailure,
  ToolJsonSchema,
  ToolLanguage,
  ToolLogLine,
} from "../schemas/index.ts";
import type { DataConnector } from "../sources/data-connector.ts";
import type { FileToLoad } from "../sources/job-input.ts";

export type {
  DataConnector,
  FileConnector,
  FileNotToBeHad,
  SourceDocument,
  SourcePassage,
} from "../sources/data-connector.ts";
export type { FileToLoad } from "../sources/job-input.ts";

/** A block as one writes it: value and limit are enough. */
export type BlockInput = Partial<Block> & { value: string };

/** A function of JavaScript, or the source of one in any language of tools. */
export type ToolFunction = string | ((...args: never[]) => unknown);

/** Memory as `createAgent` and `updateAgent` take it: a class of `memory-classes.ts`, or a plain object. */
export interface MemoryInput {
  memory: Record<string, BlockInput>;
  prompt_template?: string;
  /** Names of the tools this memory class brings. */
  tool_names?: string[];
  /** What it brings as tools of its own: stored when an agent is made with it, and given to the agent. */
  functions?: readonly ToolFunction[];
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

/** A cursor over a source's documents or passages: ids, exclusive. */
export interface SourcePageParams {
  source_id: string;
  before?: string | null;
  after?: string | null;
  /** Default 1000. */
  limit?: number | null;
}

/** A passage of a source that was found. */
export interface SourceMatch {
  passage: Passage;
  /** 0 to 1, words and meaning together. */
  score: number;
  found_by: FoundBy;
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

/** What the person says about a call that waits for them. */
export type DecideCallParams = RunParams & {
  call_id: string;
  decision: "approve" | "deny";
  /** Of a denial: the agent reads it. */
  reason?: string | null;
  /** Of an approval: what the tool is called with instead of what the agent wrote. */
  arguments?: Record<string, unknown> | null;
};

export interface CreateToolParams {
  /** A function of JavaScript (it may use nothing but its parameters and what the sandbox gives), or the source of one. */
  func: ToolFunction;
  /** The function's own name by default. */
  name?: string | null;
  /** Whether a tool of that name is changed (default) or the name is refused. */
  update?: boolean;
  tags?: string[] | null;
  /** Language of the source; read off it by default. */
  source_type?: ToolLanguage | null;
}

export interface UpdateToolParams {
  id: string;
  name?: string | null;
  func?: ToolFunction | null;
  tags?: string[] | null;
  source_type?: ToolLanguage | null;
  description?: string | null;
  /** Instead of the one that is read off the source. */
  json_schema?: ToolJsonSchema | null;
}

/** A tool as `addTool` takes it: name and source are enough. */
export type ToolInput = Partial<Tool> & { name: string };

/** A stored tool, or a source that is none yet. */
export type RunToolParams = (
  | { tool_id: string }
  | { source_code: string; source_type?: ToolLanguage | null; name?: string | null }
) & {
  /** By parameter name. */
  args?: Record<string, unknown>;
  /** Whose memory its `agent` object reads and changes; without one, those calls fail. */
  agent_id?: string | null;
  signal?: AbortSignal;
};

/** How a tool did that was tried out. */
export interface ToolTrial {
  ok: boolean;
  /** What an agent would read. */
  text: string;
  /** What the function returned; null where it failed. */
  value: unknown;
  /** Null where it came to its end. */
  failure: ToolFailure | null;
  log: ToolLogLine[];
  duration_ms: number;
}

/** A tool and the agent that may call it. */
export interface ToolOfAgentParams {
  agent_id: string;
  tool_id: string;
}

export interface DeletedTool {
  /** The agents it was taken from. */
  detached_from: { id: string; name: string }[];
}

export type MessageStream = AsyncIterableIterator<StreamItem>;

/** The way to follow a query: `next` at once and at each change, in every tab. Call the result to stop. */
export type LiveQuery<T> = (next: (value: T) => void, fail: (error: unknown) => void) => () => void;

type Stream = { stream: true } | { stream_steps: true } | { stream_tokens: true };

export abstract class AbstractClient {
  // Agents
  /** All agents, the oldest first. */
  abstract listAgents(): Promise<AgentState[]>;
  /** Needs `agent_id` or `agent_name`. */
  abstract agentExists(params: { agent_id?: string | null; agent_name?: string | null }): Promise<boolean>;
  /** Makes an agent with its boot messages; every parameter has a default. */
  abstract createAgent(params?: CreateAgentParams): Promise<AgentState>;
  /** Changes what is given and leaves the rest. A new embedding model embeds the memory anew before it resolves. */
  abstract updateAgent(params: UpdateAgentParams): Promise<AgentState>;
  /** One agent by id or name, with its core memory. */
  abstract getAgent(params: string | { agent_id?: string; agent_name?: string }): Promise<AgentState>;
  /** Null when no agent has that name. */
  abstract getAgentId(params: string | { agent_name: string }): Promise<string | null>;
  /** Gives an agent another name; names are unique. */
  abstract renameAgent(params: { agent_id: string; new_name: string }): Promise<AgentState>;
  /** Removes the agent, its messages and its own passages. */
  abstract deleteAgent(params: string | { agent_id: string }): Promise<void>;

  // Core memory
  /** Core memory: its sections, and the template that prints them. */
  abstract getInContextMemory(params: string | { agent_id: string }): Promise<Memory>;
  /** `value` as a list is joined by newlines. */
  abstract updateInContextMemory(params: {
    agent_id: string;
    section: string;
    value: string | string[];
  }): Promise<Memory>;

  // Recall
  /** How many messages were ever stored for the agent. */
  abstract getRecallMemorySummary(params: string | { agent_id: string }): Promise<RecallMemorySummary>;
  /** What the model is shown of the conversation, the system message first. */
  abstract getInContextMessages(params: string | { agent_id: string }): Promise<Message[]>;
  /** Newest first. */
  abstract getMessages(params: PageParams): Promise<Message[]>;
  /** Corrects fields of a stored message. */
  abstract updateMessage(
    params: { agent_id: string; message_id: string } & Partial<Message>,
  ): Promise<Message>;

  // Archival
  /** How many passages of its own the agent has. */
  abstract getArchivalMemorySummary(params: string | { agent_id: string }): Promise<ArchivalMemorySummary>;
  /** Newest first, without embeddings. */
  abstract getArchivalMemory(params: PageParams): Promise<Passage[]>;
  /** Splits, embeds and stores; one passage a part. */
  abstract insertArchivalMemory(params: { agent_id: string; memory: string }): Promise<Passage[]>;
  /** Removes one of the agent's own passages and its embedding. */
  abstract deleteArchivalMemory(params: { agent_id: string; memory_id: string }): Promise<void>;

  // Talking
  /** Sends a message and waits for the whole answer, or streams it. */
  abstract sendMessage(params: SendMessageParams & Stream): Promise<MessageStream>;
  abstract sendMessage(params: SendMessageParams): Promise<MemGPTResponse>;
  /** `sendMessage` as the user, answered whole. */
  abstract userMessage(params: { agent_id: string; message: string }): Promise<MemGPTResponse>;
  /** Goes on with a run that waits for the person: the call runs, or the agent reads that it was denied. */
  abstract decideCall(params: DecideCallParams & Stream): Promise<MessageStream>;
  abstract decideCall(params: DecideCallParams): Promise<MemGPTResponse>;
  /** A command such as `memory` or `pop 3`; each returns what it did. */
  abstract runCommand(params: { agent_id: string; command: string }): Promise<MemGPTResponse>;
  /** Kept for the reference: everything is saved as it happens. */
  abstract save(): Promise<void>;

  // Blocks
  /** Blocks of the library, or of agents too with `templates_only: false`. */
  abstract listBlocks(params?: { label?: string | null; templates_only?: boolean }): Promise<Block[]>;
  /** Makes a block, for the library unless `template` is false. */
  abstract createBlock(params: CreateBlockParams): Promise<Block>;
  /** One block by id. */
  abstract getBlock(params: string | { block_id: string }): Promise<Block>;
  /** Id of a block of the library by its label and name; null where there is none. */
  abstract getBlockId(params: { name: string; label: string }): Promise<string | null>;
  /** Changes a block; agents that share it see it with their next step. */
  abstract updateBlock(params: {
    block_id: string;
    name?: string | null;
    text?: string | null;
    limit?: number | null;
  }): Promise<Block>;
  /** Refused while an agent uses the block. */
  abstract deleteBlock(params: string | { id: string }): Promise<Block>;

  /** Blocks of the library that say who the person is. */
  abstract listHumans(): Promise<Human[]>;
  /** Saves such a block. */
  abstract createHuman(params: { name: string; text: string }): Promise<Human>;
  /** One of them by id. */
  abstract getHuman(params: string | { id: string }): Promise<Human>;
  /** Id of one by name; null where there is none. */
  abstract getHumanId(params: string | { name: string }): Promise<string | null>;
  /** Changes its name or text. */
  abstract updateHuman(params: {
    human_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Human>;
  /** Removes it from the library. */
  abstract deleteHuman(params: string | { id: string }): Promise<Human>;

  /** Blocks of the library that say who an agent is. */
  abstract listPersonas(): Promise<Persona[]>;
  /** Saves such a block. */
  abstract createPersona(params: { name: string; text: string }): Promise<Persona>;
  /** One of them by id. */
  abstract getPersona(params: string | { id: string }): Promise<Persona>;
  /** Id of one by name; null where there is none. */
  abstract getPersonaId(params: string | { name: string }): Promise<string | null>;
  /** Changes its name or text. */
  abstract updatePersona(params: {
    persona_id: string;
    name?: string | null;
    text?: string | null;
  }): Promise<Persona>;
  /** Removes it from the library. */
  abstract deletePersona(params: string | { id: string }): Promise<Persona>;

  // Tools
  /** The built-in tools and those that were added. */
  abstract listTools(): Promise<Tool[]>;
  /** One tool by id. */
  abstract getTool(params: string | { id: string }): Promise<Tool>;
  /** Id of a tool by name; null where there is none. */
  abstract getToolId(params: string | { name: string }): Promise<string | null>;
  /** Stores a tool as it is given. Its schema is read off the source where there is none. */
  abstract addTool(params: { tool: ToolInput; update?: boolean }): Promise<Tool>;
  /** Makes a tool of a function or its source; types and descriptions of its parameters become the schema. */
  abstract createTool(params: CreateToolParams): Promise<Tool>;
  /** Changes what is given; agents that have the tool follow a new name. */
  abstract updateTool(params: UpdateToolParams): Promise<Tool>;
  /** Removes a tool, also from the agents that have it. */
  abstract deleteTool(params: string | { id: string }): Promise<DeletedTool>;
  /** Gives an agent a tool. Attached already is no error. */
  abstract attachToolToAgent(params: ToolOfAgentParams): Promise<AgentState>;
  /** Takes a tool from an agent. Not attached is no error. */
  abstract detachToolFromAgent(params: ToolOfAgentParams): Promise<AgentState>;
  /** Tries a tool out, in the sandbox it runs in for agents. What the tool does wrong is in the answer, not thrown. */
  abstract runTool(params: RunToolParams): Promise<ToolTrial>;

  // Sources
  /** All sources; `metadata_` tells how many documents and passages each has, and which agents it is attached to. */
  abstract listSources(): Promise<Source[]>;
  /** An empty source, embedded with the default embedding model. */
  abstract createSource(params: string | CreateSourceParams): Promise<Source>;
  /** One source by id. */
  abstract getSource(params: string | { source_id: string }): Promise<Source>;
  /** Id of a source by name; null where there is none. */
  abstract getSourceId(params: string | { source_name: string }): Promise<string | null>;
  /** Changes name, description or metadata. */
  abstract updateSource(params: UpdateSourceParams): Promise<Source>;
  /** Removes a source with its documents and passages, also from the agents that have it, which it names. */
  abstract deleteSource(
    params: string | { source_id: string },
  ): Promise<{ detached_agents: { id: string; name: string }[] }>;
  /** What a source holds, its size on the disk, and which agents have it. */
  abstract getSourceStatus(params: string | { source_id: string }): Promise<SourceStatus>;
  /** Needs `source_id` or `source_name`. Attached already is no error. */
  abstract attachSourceToAgent(params: SourceOfAgentParams): Promise<Source>;
  /** Needs `source_id` or `source_name`. Not attached is no error. */
  abstract detachSourceFromAgent(params: SourceOfAgentParams): Promise<Source>;
  /** The sources an agent searches beside its own memory. */
  abstract listAttachedSources(params: string | { agent_id: string }): Promise<Source[]>;
  /** Reads, splits, embeds and stores a file. With `blocking: false` it resolves at once, and the job tells the rest. */
  abstract loadFileIntoSource(params: {
    filename: File;
    source_id: string;
    blocking?: boolean;
  }): Promise<Job>;
  /**
   * The same for many files, in one job: a file that cannot be read stands in the job's `files_failed`, and the others
   * go on. Rejects only where nothing could be loaded.
   */
  abstract loadFiles(params: { source_id: string; files: FileToLoad[]; blocking?: boolean }): Promise<Job>;
  /** Loads every document that a connector yields, and waits for it. */
  abstract loadData(params: { connector: DataConnector; source_name: string }): Promise<Job>;
  /** Documents of a source without their texts, the newest first. */
  abstract listDocuments(params: SourcePageParams): Promise<DocumentSummary[]>;
  /** A document with its whole text. */
  abstract getDocument(params: string | { doc_id: string }): Promise<DocumentSummary & Document>;
  /** Removes a document and those of its passages that no other document of the source has. */
  abstract deleteDocument(params: string | { doc_id: string }): Promise<void>;
  /** Passages of a source, or of one of its documents, in reading order. */
  abstract listSourcePassages(params: SourcePageParams & { doc_id?: string | null }): Promise<Passage[]>;
  /** The passages of a source that are nearest to a query, best first. Default limit 20. */
  abstract searchSource(params: {
    source_id: string;
    query: string;
    limit?: number | null;
  }): Promise<SourceMatch[]>;
  /** Long work, the newest first. */
  abstract listJobs(): Promise<Job[]>;
  /** Long work that is under way. */
  abstract listActiveJobs(): Promise<Job[]>;
  /** One job: its status, and its progress in `metadata_`. */
  abstract getJob(params: string | { job_id: string }): Promise<Job>;
  /** Holds a job that loads files after the batch under way; its status is `pending` then. */
  abstract pauseJob(params: string | { job_id: string }): Promise<Job>;
  /** Goes on with a job that was held, or failed and still has its files. */
  abstract resumeJob(params: string | { job_id: string }): Promise<Job>;
  /** Ends a job: whole documents stay, one that was under way is removed. Its status is `failed` then. */
  abstract cancelJob(params: string | { job_id: string }): Promise<Job>;
  /** Forgets a job that has ended, and what was kept to go on with it. */
  abstract deleteJob(params: string | { job_id: string }): Promise<void>;
  /** Forgets all jobs that have ended; resolves to how many. */
  abstract clearJobs(): Promise<number>;

  // Models
  /** The models that were set up, and the demo. */
  abstract listModels(): Promise<LLMConfig[]>;
  /** The embedding models one can choose from. */
  abstract listEmbeddingModels(): Promise<EmbeddingConfig[]>;
}
