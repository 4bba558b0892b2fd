/**
 * What the workspace on the screen needs beyond the reference API, and only an engine in this page can give.
 * `LocalClient` implements it. Everything here is ours.
 */

import type { AgentFileInput } from "../carry/agent-file/agent-file.ts";
import type { AgentFileReport, CarryNote } from "../carry/agent-file/report.ts";
import type { BackupAttempt, FolderPermission } from "../carry/backup/backup-place.ts";
import type { BackupProgress } from "../carry/backup/manifest.ts";
import type { RestoreMode, RestoreReport } from "../carry/backup/restore-report.ts";
import type { Snapshot } from "../carry/backup/snapshots.ts";
import type { CharacterCardReport } from "../carry/character-card/report-card.ts";
import type { WrittenConversation } from "../carry/conversation/write-conversation.ts";
import type { Diagnosis } from "../llm/diagnose.ts";
import type { EndpointPreset } from "../llm/presets.ts";
import type { TemplateProblem } from "../memory/template-problem.ts";
import type {
  AgentState,
  Block,
  BlockVersion,
  Connection,
  ContextParts,
  ContextWindowOverview,
  ConversationEdit,
  EmbeddingConfig,
  FoundBy,
  LLMConfig,
  McpServer,
  MemGPTResponse,
  Memory,
  MemoryOrigin,
  Message,
  MessageKind,
  ModelPrice,
  NextRequest,
  Passage,
  Persona,
  RemovedSection,
  RunState,
  SearchMode,
  SearchReach,
  Settings,
  StepUsage,
  Tool,
  ToolLanguage,
  ToolLimits,
  ToolRun,
  ToolSettings,
  Usage,
  UsageSum,
} from "../schemas/index.ts";
import type { SourceReading } from "../tools/schema/source-problem.ts";
import type { Projection } from "../vector/projection.ts";
import type { AbstractClient, LiveQuery, MessageStream, RunParams } from "./abstract-client.ts";
import type { AgentLifeMethods } from "./agent-params.ts";
import type { RunUpdate } from "./run-watch.ts";

export type { AgentFileInput } from "../carry/agent-file/agent-file.ts";
export type {
  AgentFileReport,
  CarryNote,
  ImportedAgent,
  ImportedSource,
  ImportedTool,
} from "../carry/agent-file/report.ts";
export type { BackupAttempt, FolderPermission } from "../carry/backup/backup-place.ts";
export type { BackupProgress } from "../carry/backup/manifest.ts";
export type {
  BackupProblem,
  RestoreChanges,
  RestoreMode,
  RestoreNote,
  RestoreReport,
  TableChange,
} from "../carry/backup/restore-report.ts";
export type { Snapshot, SnapshotReason } from "../carry/backup/snapshots.ts";
export type { CharacterCardReport } from "../carry/character-card/report-card.ts";
export type { WrittenConversation } from "../carry/conversation/write-conversation.ts";
export type { Diagnosis, DiagnosisCheck } from "../llm/diagnose.ts";
export type { EndpointPreset } from "../llm/presets.ts";
export type { TemplateProblem } from "../memory/template-problem.ts";
export type { SourceProblem, SourceReading } from "../tools/schema/source-problem.ts";
export type { Projection } from "../vector/projection.ts";
export type * from "./agent-params.ts";
export type { RunUpdate } from "./run-watch.ts";

/** One conversation entry: messages as stored, oldest first. `seq` grows with each message of the agent. */
export interface ConversationPage {
  messages: (Message & { seq: number })[];
  /** Whether older messages exist before the first one given. */
  has_more: boolean;
}

/** What of archival memory is wanted. */
export interface ArchivalFilter {
  /** The agent's own id, and ids of its sources: whose passages. */
  owners?: string[];
  /** ISO 8601; inclusive. */
  from?: string | null;
  /** Exclusive. */
  to?: string | null;
  /** Where they came from; anywhere by default. */
  origins?: MemoryOrigin["kind"][];
}

export interface ArchivalSearchParams extends ArchivalFilter {
  agent_id: string;
  query: string;
  limit?: number;
  mode?: SearchMode;
  signal?: AbortSignal;
}

/** Passages by date, the newest first. */
export interface ArchivalPage {
  passages: Passage[];
  /** Where the next page begins, for `before`; null after the last one. A page may be short, or empty, before that. */
  next: string | null;
  /** How many there are in the span of time, wherever they came from; with the first page only. */
  total: number | null;
}

export interface InsertArchivalParams {
  agent_id: string;
  /** Texts; or with a time of their own and what is known about them. Long ones become several passages. */
  memories: (string | { text: string; created_at?: string; metadata_?: Record<string, unknown> })[];
  /** Stops after a whole batch. */
  signal?: AbortSignal;
  /** After each batch. */
  onProgress?: (done: number, total: number) => void;
}

export interface InsertedMemories {
  /** Memories stored, from the first on. */
  memories: number;
  /** Passages they became. */
  passage_ids: string[];
  /** Whether it was stopped before the last. */
  cancelled: boolean;
}

/** A passage that was deleted, with all it takes to bring it back as it was. */
export interface RemovedMemory {
  passage: Passage;
  seq: number;
  vector: Float32Array | null;
}

export interface ExportArchivalParams extends ArchivalFilter {
  agent_id: string;
  /** Default `json`, which can be read again whole. */
  format?: "json" | "csv" | "text";
  /** Only these, in this order; what the filter says by default. */
  memory_ids?: string[];
}

export interface RecallPageParams {
  agent_id: string;
  /** Only of these kinds; of all by default. */
  kinds?: MessageKind[];
  /** From this time on (ISO 8601); from the end of the conversation where nothing is that late. */
  from?: string | null;
  /** Those nearest after a place. */
  after?: number | null;
  /** Those nearest before a place. */
  before?: number | null;
  limit?: number;
}

/** A part of recall memory, oldest first. It may be short, or empty, where few messages are of the kinds asked for. */
export interface RecallPage {
  messages: (Message & { seq: number })[];
  /** Everything asked for between these two places is in it; null where the conversation begins, or ends. */
  after: number | null;
  before: number | null;
}

export interface ProjectArchivalParams {
  agent_id: string;
  /** The agent's own id, and ids of its sources: whose passages. The agent's own by default. */
  owners?: string[];
  signal?: AbortSignal;
  /** Share of the work that is done, 0 to 1. */
  onProgress?: (share: number) => void;
}

export interface ReadMemoryFileParams {
  /** JSON, CSV or text. */
  file: File;
  /** What of a text is one memory. Default `paragraph`. */
  unit?: "line" | "paragraph";
}

export interface MemoriesOfFile {
  memories: { text: string; created_at?: string | undefined; metadata_: Record<string, unknown> }[];
  /** Entries without a text, or with one that is too long. */
  skipped: number;
}

export interface MessageSearchParams {
  agent_id: string;
  query: string;
  limit?: number;
  mode?: SearchMode;
}

export interface PassageMatch {
  passage: Passage;
  /** Cosine where the agent searches by meaning only; otherwise 0 to 1, words and meaning together. */
  score: number;
  /** Why it was found. */
  found_by: FoundBy;
}

/** What a search found, and what it could go by. */
export interface ArchivalSearch {
  matches: PassageMatch[];
  reach: SearchReach;
}

/** A message that a search over all agents found. */
export interface MessageOfAgent {
  agent_id: string;
  agent_name: string;
  message: Message;
}

/** What undoing an edit of the conversation did. */
export interface BroughtBack {
  /** As it was undone; `kept_blocks` were edited since, and are left as they are. */
  edit: ConversationEdit;
  /** What stood in its place, which can be brought back in turn; null where nothing did. */
  replaced: ConversationEdit | null;
}

export interface FileText {
  title: string;
  text: string;
}

export interface StorageStatus {
  /** Whether the browser promised not to evict; null where it cannot tell. */
  persisted: boolean | null;
  usage: number | null;
  quota: number | null;
}

export interface EmbeddingStatus {
  model: string | null;
  state: "idle" | "loading" | "ready" | "failed";
  loaded: number;
  total: number;
  error: string | null;
}

/** A tool that comes with the app as source, to be added and changed by the person. */
export interface StarterTool {
  name: string;
  title: string;
  description: string;
  source_type: ToolLanguage;
  source_code: string;
  tags: string[];
  /** Of use only once the person has granted it hosts; none are by adding it. */
  needs_hosts: boolean;
}

export interface AddMcpServerParams {
  /** Where the server speaks streamable HTTP, e.g. `https://host/mcp`. */
  url: string;
  /** What the server calls itself, or its host, where none is given. */
  name?: string | null;
  /** Sent with each request, e.g. `{ Authorization: "Bearer …" }`. The values are kept as secrets. */
  headers?: Record<string, string> | null;
  /** How long the values are kept: for this session (the default), or on this device. */
  remember?: "session" | "device";
  /** Stores the server, without tools, also where it cannot be reached now. Default false. */
  even_if_unreachable?: boolean;
  signal?: AbortSignal;
}

export interface UpdateMcpServerParams {
  id: string;
  name?: string | null;
  /** Takes the place of all that were there; `{}` forgets them. */
  headers?: Record<string, string> | null;
  remember?: "session" | "device";
  /** False takes the grant back: calls of the server's tools fail until it is true again. */
  enabled?: boolean | null;
}

/** What became of a server's tools, by our names of them. */
export interface McpServerChange {
  server: McpServer;
  added: string[];
  /** Their description or arguments are others now. */
  changed: string[];
  removed: string[];
  /** Agents that had removed tools, and have them no more. */
  detached_from: { id: string; name: string; tools: string[] }[];
}

export interface ExportAgentFileParams {
  agent_id: string;
  /** Its archival memory, under `x-archival`. Default true. */
  with_archival?: boolean;
  /** Its sources, with the texts of their documents. Default false. */
  with_sources?: boolean;
}

export interface ImportAgentFileParams {
  /** An agent file (`.af`), or its text. */
  file: Blob | string;
  signal?: AbortSignal;
  /** Passages embedded so far, of all. */
  on_progress?: (done: number, total: number) => void;
}

export interface ImportedAgents {
  agents: AgentState[];
  report: AgentFileReport;
}

export interface SumUsageParams {
  /** Of one agent; of all by default. */
  agent_id?: string | null;
  /** From this moment on, e.g. `2026-11-24T00:00:00Z`. */
  after?: string | null;
  /** Until before this moment. */
  before?: string | null;
}

export interface ListStepsParams extends SumUsageParams {
  /** Id of the step after which the page begins: the last one of the page before. */
  cursor?: string | null;
  /** Default 100. */
  limit?: number;
}

export interface SetModelPriceParams {
  model: string;
  model_endpoint_type: string;
  model_endpoint: string | null;
  /** US dollars per million tokens; null where not known. */
  prompt_price: number | null;
  completion_price: number | null;
  /** Also reckons earlier steps with the model whose price was not known. Default false. */
  past?: boolean;
}

/** A text of the library: a persona, a human, or (label `system`) a system prompt. */
export interface SaveLibraryBlockParams {
  /** Changes the block that has it, or brings one back that had it; a new one without it. */
  id?: string | null;
  label: string;
  /** The only one of its label with that name; 1 to 60 characters. */
  name: string;
  text: string;
  description?: string | null;
  /** Characters; by default what it was, 2,000 for a new one, 20,000 for a system prompt. */
  limit?: number | null;
}

export interface ExportConversationParams {
  agent_id: string;
  format: "markdown" | "json";
  /** Thoughts, calls and events besides what was said. Default false. */
  include_steps?: boolean;
  /** Begins with this message; the whole conversation by default. */
  from_message_id?: string | null;
}

export interface ImportCharacterCardParams {
  /** A character card: JSON, a PNG picture that carries one, or a `.charx` archive. */
  file: Blob;
  /** A persona of the library, or an agent of its own with the card's lore and first message. */
  as: "persona" | "agent";
  /** Which of its greetings the agent begins with, from 0, the default. */
  greeting?: number;
  /** What the character calls the person. */
  user_name?: string | null;
  signal?: AbortSignal;
  on_progress?: (done: number, total: number) => void;
}

export interface ImportedCharacter {
  persona: Persona | null;
  agent: AgentState | null;
  notes: CarryNote[];
}

/** A file that is for importing, by what is in it. */
export type RecognisedFile =
  | { kind: "agent-file"; report: AgentFileReport }
  | { kind: "character-card"; card: CharacterCardReport };
export interface BackupParams {
  /** Locks the file, or opens a locked one. */
  passphrase?: string | null;
  signal?: AbortSignal;
  on_progress?: (progress: BackupProgress) => void;
}

export interface ReadBackupParams extends BackupParams {
  file: Blob;
}

export interface RestoreBackupParams extends ReadBackupParams {
  /** In the place of everything, or beside what is here. */
  mode: RestoreMode;
  /** Replaces without saving what is here first. Default false. */
  without_snapshot?: boolean;
}

/** The folder that the person chose, or what the browser keeps beside the database. */
export type SnapshotPlace = "folder" | "browser";

export interface PlacedSnapshot extends Snapshot {
  place: SnapshotPlace;
}

export interface RestoreSnapshotParams extends BackupParams {
  id: string;
  place: SnapshotPlace;
  mode: RestoreMode;
  without_snapshot?: boolean;
}

export interface BackupFolder {
  name: string;
  /** `prompt`: the person has to allow it again. */
  permission: FolderPermission;
}

export interface BackupStatus {
  can_choose_folder: boolean;
  /** Whether the browser has a place for snapshots. */
  can_snapshot: boolean;
  /** The last backup that was made by itself, and how it went; null before the first. */
  last_attempt: BackupAttempt | null;
}
/** Fields that are left out stay as they are. */
export interface EditBlockParams {
  block_id: string;
  value?: string;
  /** Characters; not below the length of the text. */
  limit?: number;
  description?: string | null;
  /** Whether agents may not change it; the person always may. */
  read_only?: boolean;
  name?: string;
}

export interface AddSectionParams {
  agent_id: string;
  /** What the section is called in the system message; free of the agent's others. */
  section: string;
  /** Default: empty. */
  value?: string;
  /** Characters; default 2000. */
  limit?: number;
  description?: string | null;
  /** What kind of block it is; default: the section's name. */
  label?: string;
  /** From 0; at the end by default. */
  position?: number;
}

export interface ShareBlockParams {
  agent_id: string;
  block_id: string;
  /** Its name at this agent; the block's own by default. */
  section?: string;
  /** From 0; at the end by default. */
  position?: number;
}

/** What a prompt template makes of an agent's memory, or what is wrong with it. */
export type TemplatePreview = { text: string; problem: null } | { text: null; problem: TemplateProblem };

/** What a person works with on the screen: agents of this page, or of a server. */
export type AgentWorkspace = AbstractClient & WorkspaceClient;

export interface WorkspaceClient extends AgentLifeMethods {
  /** Whether what is followed is asked for again and again: such a client is not to be made follow much. */
  readonly polls: boolean;
  /** Follows any query of this client: `client.live(() => client.listAgents())`. */
  live<T>(query: () => Promise<T>): LiveQuery<T>;

  /**
   * A part of the conversation, oldest first: before `before_seq` and after `after_seq` (both exclusive), the newest
   * `limit` messages of it. Default limit 100.
   */
  getConversation(params: {
    agent_id: string;
    before_seq?: number | null;
    after_seq?: number | null;
    limit?: number;
  }): Promise<ConversationPage>;
  /** The `seq` of a message; null where the agent has no such message. */
  getMessageSeq(params: { agent_id: string; message_id: string }): Promise<number | null>;
  /** State of the agent's last run; idle when it never ran. */
  getRun(params: { agent_id: string }): Promise<RunState>;
  /** Whether any tab runs this agent now (Web Locks). */
  isRunning(params: { agent_id: string }): Promise<boolean>;
  /** Sends the message that has no answer yet once more, without storing it again. */
  retryMessage(params: RunParams): Promise<MessageStream>;
  /** Goes on after a cap, by a heartbeat. */
  continueAgent(params: RunParams): Promise<MessageStream>;
  /** Tells of every run of every agent as it goes, whoever set it off, in this tab or another. Call the result to stop. */
  watchRuns(listener: (update: RunUpdate) => void): () => void;
  /**
   * Stops the agent's run in this tab (or asks the tab that runs it), also one that waits for the person. What waits for
   * its turn comes next.
   */
  stopAgent(params: { agent_id: string }): Promise<void>;
  /**
   * Forgets the message that has no answer: it leaves the context, and stays in recall. A call that waits for the person
   * is denied.
   */
  dismissRun(params: { agent_id: string }): Promise<void>;

  /**
   * Writes a message of the person anew and has it answered: what followed it is taken back, with the memory edits of its
   * steps. The `run-start` notice tells of the edit. NotFoundError; InvalidInputError for what is no message of the
   * person.
   */
  resendMessage(
    params: RunParams & { message_id: string; message: string; role?: "user" | "system" },
  ): Promise<MessageStream>;
  /** Takes the answer at a message back (the last one by default), as `resendMessage` does, and asks for another. */
  regenerate(params: RunParams & { message_id?: string | null }): Promise<MessageStream>;
  /** Takes the last step back, with its memory edits. InvalidInputError where there is none. */
  undoStep(params: string | { agent_id: string }): Promise<ConversationEdit>;
  /** Takes back all that came after a message. InvalidInputError where nothing did. */
  undoTo(params: { agent_id: string; message_id: string }): Promise<ConversationEdit>;
  /** Takes messages out of the conversation, calls with their returns. What their steps did to memory stays. */
  deleteMessages(params: { agent_id: string; message_ids: string[] }): Promise<ConversationEdit>;
  /** Edits of the conversation that can be undone, the newest first. Default limit 50. */
  listConversationEdits(params: { agent_id: string; limit?: number }): Promise<ConversationEdit[]>;
  /** The messages that an edit took out, oldest first. */
  getUndoneMessages(params: { agent_id: string; edit_id: string }): Promise<(Message & { seq: number })[]>;
  /**
   * Undoes an edit: its messages, block texts and archival memories are there again. What came in their place meanwhile
   * is taken back, as an edit of its own; deleted messages go back between the others.
   */
  restoreConversationEdit(params: { agent_id: string; edit_id: string }): Promise<BroughtBack>;

  /**
   * A new agent that has what this one had up to a message: conversation, blocks as they were then, archival memories.
   * It shares nothing with it. Its name is "… branch" by default; `metadata_.lineage` tells where it came from.
   */
  branchAgent(params: { agent_id: string; message_id: string; name?: string | null }): Promise<AgentState>;
  /**
   * A copy of an agent as it is, that shares nothing with it. Conversation and archival memory come along unless told
   * otherwise. Its name is "… copy" by default.
   */
  duplicateAgent(params: {
    agent_id: string;
    name?: string | null;
    with_conversation?: boolean;
    with_archival?: boolean;
  }): Promise<AgentState>;

  getContextWindow(params: { agent_id: string }): Promise<ContextWindowOverview>;
  /** The next request part by part, with each block and each message of its own, and where it meets its limits. */
  getContextParts(params: { agent_id: string }): Promise<ContextParts>;
  /**
   * The request that the agent's next step would send, as its context stands now. A message that is sent first is added
   * to it, and counted in the system message. Never holds a key. Default `stream`: true, as the screen asks.
   */
  getNextRequest(params: { agent_id: string; stream?: boolean }): Promise<NextRequest>;
  /** What steps took, the newest first. */
  listSteps(params?: ListStepsParams): Promise<StepUsage[]>;
  /** The same taken together by local day, agent and model, the oldest day first. Reads a page of steps at a time. */
  sumUsage(params?: SumUsageParams): Promise<UsageSum[]>;
  /** Models that agents and connections have, with their prices. The stand-in costs nothing, and is not among them. */
  listModelPrices(): Promise<ModelPrice[]>;
  /** Sets a model's price wherever it stands. NotFoundError where nothing has the model. */
  setModelPrice(params: SetModelPriceParams): Promise<{ agents: number; steps: number }>;
  /** Usage of one message's steps, keyed by the assistant message's id. */
  getUsage(params: { agent_id: string; message_ids: string[] }): Promise<Record<string, Usage>>;
  /** Usage of the agent's last step; null before its first. */
  getLastUsage(params: { agent_id: string }): Promise<Usage | null>;
  /** Wakes an agent. InvalidInputError where it is archived or about to be deleted. */
  heartbeat(params: RunParams): Promise<MemGPTResponse>;

  /** Changes fields of a block, for all agents that have it. Throws InvalidInputError; NameTakenError in the library. */
  editBlock(params: EditBlockParams): Promise<Block>;
  /**
   * A block as it was after each of its changes, the newest first: who, when and what. The last 500 are kept. `before` is
   * a version's id, exclusive. Default limit 50.
   */
  listBlockVersions(params: {
    block_id: string;
    before?: string | null;
    limit?: number;
  }): Promise<BlockVersion[]>;
  /** Makes a block what it was; itself a version, so nothing is lost by it. */
  restoreBlockVersion(params: { block_id: string; version_id: string }): Promise<Block>;
  /**
   * Takes one change back and leaves what came after it. Throws MemoryEditError where what it did is not to be found any
   * more.
   */
  undoBlockChange(params: { block_id: string; version_id: string }): Promise<Block>;
  /** The agents that have a block. */
  listBlockAgents(params: string | { block_id: string }): Promise<{ id: string; name: string }[]>;
  /** Throws NameTakenError where the agent has a section of that name. */
  addSection(params: AddSectionParams): Promise<Memory>;
  renameSection(params: { agent_id: string; section: string; new_name: string }): Promise<Memory>;
  /**
   * Takes a section off an agent. A block that no other agent has goes with it; `restoreSection(removed)` brings both
   * back.
   */
  removeSection(params: {
    agent_id: string;
    section: string;
  }): Promise<{ memory: Memory; removed: RemovedSection }>;
  /** What was taken off an agent and is nowhere else: each block's last version, which says where it stood. */
  listRemovedSections(params: string | { agent_id: string }): Promise<BlockVersion[]>;
  restoreSection(params: RemovedSection): Promise<Memory>;
  /** Gives an agent a block of another: what either changes, both see. */
  shareBlock(params: ShareBlockParams): Promise<Memory>;
  /** Gives the agent a copy of its own in place of a block that others have too. */
  unshareBlock(params: { agent_id: string; section: string }): Promise<Memory>;
  /** The Jinja template that prints core memory; null for the default. Throws InvalidInputError for a broken one. */
  setPromptTemplate(params: { agent_id: string; prompt_template: string | null }): Promise<Memory>;
  /** What a template would print of the agent's memory as it is. Stores nothing. */
  previewPromptTemplate(params: {
    agent_id: string;
    prompt_template: string | null;
  }): Promise<TemplatePreview>;

  /** What the person decided about a tool; the defaults where nothing was. */
  getToolSettings(params: { tool_id: string }): Promise<ToolSettings>;
  /** Changes what is given. Hosts are written as `api.example.com` or `localhost:8080`. */
  updateToolSettings(params: {
    tool_id: string;
    requires_approval?: boolean;
    allowed_hosts?: string[];
    limits?: Partial<ToolLimits>;
  }): Promise<ToolSettings>;
  /** What a source would be as a tool: its schema, or what is wrong with it. Stores nothing. */
  readToolSource(params: {
    source_code: string;
    /** Read off the source by default. */
    source_type?: ToolLanguage | null;
    name?: string | null;
  }): Promise<SourceReading & { source_type: ToolLanguage }>;
  /** The last runs of a stored tool, the newest first; 50 are kept. Default limit 50. */
  listToolRuns(params: { tool_id: string; limit?: number }): Promise<ToolRun[]>;
  /** Tools to begin with, stored or not. */
  listStarterTools(): Promise<StarterTool[]>;
  /** Stores one of them. NameTakenError where a tool has its name. */
  addStarterTool(params: { name: string }): Promise<Tool>;

  /**
   * The agent's own passages and those of its sources, the best first, by what the agent searches by; `mode` asks for
   * another. Default limit 20.
   */
  searchArchivalMemory(params: ArchivalSearchParams): Promise<PassageMatch[]>;
  /** The same, and what the search could go by: words alone, say, while the embedding model is being loaded. */
  findInArchivalMemory(params: ArchivalSearchParams): Promise<ArchivalSearch>;
  /** A part of recall memory: the newest, or what is nearest to a time or a place. Default limit 100. */
  listRecall(params: RecallPageParams): Promise<RecallPage>;
  /** Times of the first and the last message; null where there is none. */
  getRecallSpan(params: string | { agent_id: string }): Promise<{ first: string; last: string } | null>;
  /** How many messages lie from each of these times (ISO 8601, in order) to the next: one number less than times. */
  countRecall(params: { agent_id: string; borders: string[] }): Promise<number[]>;
  /**
   * A page of archival memory by date, the newest first: the agent's own, unless `owners` names others. Default limit 100,
   * at most 10,000.
   */
  listArchivalMemory(
    params: ArchivalFilter & { agent_id: string; before?: string | null; limit?: number },
  ): Promise<ArchivalPage>;
  /** Passages by id, of those the agent searches, without those that are gone. */
  readArchivalMemories(params: { agent_id: string; memory_ids: string[] }): Promise<Passage[]>;
  /** Changes the text of one of the agent's own memories, and what it is found by. It keeps its id and its time. */
  updateArchivalMemory(params: { agent_id: string; memory_id: string; text: string }): Promise<Passage>;
  /** Stores many, a batch at a time: what was stored stays where it is stopped or fails. */
  insertArchivalMemories(params: InsertArchivalParams): Promise<InsertedMemories>;
  /** Deletes several of the agent's own; those that are gone do no harm. The result is what brings them back. */
  deleteArchivalMemories(params: { agent_id: string; memory_ids: string[] }): Promise<RemovedMemory[]>;
  /** Brings back what was deleted: the same ids, times and places. */
  restoreArchivalMemories(params: { agent_id: string; removed: RemovedMemory[] }): Promise<Passage[]>;
  /** Archival memory as a file: the agent's own, unless told otherwise. No spreadsheet runs what stands in a CSV. */
  exportArchivalMemory(params: ExportArchivalParams): Promise<File>;
  /**
   * A map of archival memory: its passages on a plane, near where their meaning is alike (the two principal components of
   * their vectors). The same vectors give the same map; it is kept until they change. CancelledError where it is stopped.
   */
  projectArchivalMemory(params: ProjectArchivalParams): Promise<Projection>;
  /** The memories that a file holds, for `insertArchivalMemories`: nothing is stored. Throws what is wrong with it. */
  readMemoryFile(params: ReadMemoryFileParams): Promise<MemoriesOfFile>;
  /** What the agent's archival memory is searched by: words, meaning, or both (the default). */
  getSearchMode(params: { agent_id: string }): Promise<SearchMode>;
  setSearchMode(params: { agent_id: string; mode: SearchMode }): Promise<void>;
  /**
   * What was said, by person and agent. By words (the default): what holds the query or at least half of its words, the
   * more of them the higher, then the newer. By meaning, or both: the nearest first. Default limit 50.
   */
  searchMessages(params: MessageSearchParams): Promise<Message[]>;

  /** InvalidInputError where the text is longer than the limit; NameTakenError. */
  saveLibraryBlock(params: SaveLibraryBlockParams): Promise<Block>;

  /** What was said with any agent, as `searchMessages` finds it: by words by default. Default limit 50. */
  searchAllMessages(params: { query: string; mode?: SearchMode; limit?: number }): Promise<MessageOfAgent[]>;

  getSettings(): Promise<Settings>;
  updateSettings(patch: Partial<Settings>): Promise<Settings>;

  /** What requests to `<app>/v1` must carry as a bearer token; null where they need none. */
  getApiToken(): Promise<string | null>;
  /** At least 8 printable characters; null lets every script of this origin in. */
  setApiToken(params: { token: string | null }): Promise<void>;

  listPresets(): EndpointPreset[];
  listConnections(): Promise<Connection[]>;
  saveConnection(connection: {
    endpoint: string;
    type: string;
    name?: string;
    models?: LLMConfig[];
  }): Promise<Connection>;
  deleteConnection(params: { endpoint: string }): Promise<void>;
  /** Asks the endpoint for its models, with windows and prices where known. Throws LLMError. */
  listEndpointModels(params: { endpoint: string; type: string; signal?: AbortSignal }): Promise<LLMConfig[]>;
  /** The connection doctor. */
  diagnose(params: { llm_config: LLMConfig; signal?: AbortSignal }): Promise<Diagnosis>;

  /** The text of a file, for a message: nothing is stored. Throws what is wrong with the file. */
  readFile(params: { file: File; signal?: AbortSignal }): Promise<FileText>;

  listMcpServers(): Promise<McpServer[]>;
  /**
   * Connects to a server and stores it with its tools, which then can be attached to agents. Nothing is stored where
   * that fails. Throws McpError; InvalidInputError; NameTakenError for an address that is there already.
   */
  addMcpServer(params: AddMcpServerParams): Promise<McpServer>;
  /**
   * Asks a server for its tools again. Agents keep those that still exist; the others are removed. Throws McpError,
   * which then stands in the server's `last_error` too.
   */
  refreshMcpServer(params: string | { id: string; signal?: AbortSignal }): Promise<McpServerChange>;
  /** Does not connect: new headers are tried by the next call, or by `refreshMcpServer`. */
  updateMcpServer(params: UpdateMcpServerParams): Promise<McpServer>;
  /** Removes a server with its tools, and forgets the values of its headers. */
  deleteMcpServer(params: string | { id: string }): Promise<McpServerChange>;

  /** An agent as a file of version 2 (`.af`), to be written as JSON. No secret is in it. */
  exportAgentFile(params: string | ExportAgentFileParams): Promise<AgentFileInput>;
  /** What an agent file holds, and what of it would come along otherwise or not at all. Stores nothing. */
  readAgentFile(params: { file: Blob | string }): Promise<AgentFileReport>;
  /**
   * Stores the agents of a file with their blocks, messages, archival memory, tools and sources: all of it, or nothing.
   * Names that are taken get a number. Throws InvalidInputError that says what is wrong with a file.
   */
  importAgentFile(params: ImportAgentFileParams): Promise<ImportedAgents>;

  /** A conversation as Markdown to read or JSON to work with. */
  exportConversation(params: ExportConversationParams): Promise<WrittenConversation>;
  /** What a file holds, whichever kind it is. Stores nothing. Throws InvalidInputError where it is neither. */
  recogniseFile(params: { file: Blob; user_name?: string | null }): Promise<RecognisedFile>;
  /** What a character card (version 2 or 3) would become. Stores nothing. */
  readCharacterCard(params: { file: Blob; user_name?: string | null }): Promise<CharacterCardReport>;
  /** Stores a character as a persona of the library, or as an agent. */
  importCharacterCard(params: ImportCharacterCardParams): Promise<ImportedCharacter>;
  /** Everything in one file, but for keys: agents, memories, sources, tools, settings. */
  createBackup(params?: BackupParams): Promise<Blob>;
  /** Checks a backup, and tells what putting it back would change either way. Changes nothing. Throws BackupError. */
  readBackup(params: ReadBackupParams): Promise<RestoreReport>;
  /**
   * Puts a backup back, all of it or nothing; before everything is replaced, a snapshot is taken. Reload the page after
   * it. Throws BackupError: `backup_busy` while an agent is at work.
   */
  restoreBackup(params: RestoreBackupParams): Promise<RestoreReport>;
  /** Backups that the app made by itself, or was asked to keep, the newest first. */
  listSnapshots(): Promise<PlacedSnapshot[]>;
  takeSnapshot(): Promise<PlacedSnapshot>;
  readSnapshot(params: { id: string; place: SnapshotPlace } & BackupParams): Promise<RestoreReport>;
  restoreSnapshot(params: RestoreSnapshotParams): Promise<RestoreReport>;
  getSnapshotFile(params: { id: string; place: SnapshotPlace }): Promise<Blob>;
  deleteSnapshot(params: { id: string; place: SnapshotPlace }): Promise<void>;
  /** Null where none was chosen. */
  getBackupFolder(): Promise<BackupFolder | null>;
  /** Lets the person choose a folder for automatic backups. Only by a click. */
  chooseBackupFolder(): Promise<BackupFolder>;
  /** Asks for permission again. Only by a click. */
  allowBackupFolder(): Promise<BackupFolder | null>;
  /** Its files stay. */
  forgetBackupFolder(): Promise<void>;
  getBackupStatus(): Promise<BackupStatus>;

  getStorageStatus(): Promise<StorageStatus>;
  /** Asks the browser to keep the data; returns its answer. */
  requestPersistence(): Promise<boolean | null>;
  embeddingStatus(): EmbeddingStatus;
  onEmbeddingStatus(listener: (status: EmbeddingStatus) => void): () => void;
  /** Re-embeds an agent's passages with another model, as a job. Resolves to the job's id. */
  changeEmbeddingModel(params: { agent_id: string; embedding_config: EmbeddingConfig }): Promise<string>;
}
