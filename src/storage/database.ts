import Dexie, { type EntityTable, type Table } from "dexie";
import type {
  AgentState,
  AgentTemplate,
  Block,
  BlockVersion,
  Connection,
  ConversationEdit,
  DocumentSummary,
  ErrorRecord,
  Job,
  McpServer,
  Message,
  Passage,
  RunState,
  SearchMode,
  Source,
  Tool,
  ToolRun,
  ToolSettings,
  Usage,
} from "../schemas/index.ts";
import { firstVersions } from "./block-versions.ts";
import { textsApart } from "./documents-apart.ts";

/** An agent as it lies on disk: blocks by reference, so that agents can share them. */
export interface AgentRow extends Omit<AgentState, "memory"> {
  prompt_template: string;
  /** Section name and block id, in the order the sections are printed. */
  sections: { section: string; block_id: string }[];
  /** Ids of `sections`, for the index: who uses a block. */
  block_ids: string[];
  source_ids: string[];
  /** Local time at which core memory last changed, as the system message prints it. */
  memory_modified_at: string;
  /** What its archival memory is searched by; the default where it has no choice of its own. */
  search_mode?: SearchMode;
  /** Since when it is out of the way; indexed, so only agents that are have it. */
  archived_at?: string;
  /** When it is deleted for good, unless the person changes their mind until then. */
  deletion_at?: string;
}

/** `library` is set (to the label) only on saved blocks: booleans cannot be indexed. */
export interface BlockRow extends Block {
  library?: string;
}

/** `seq` is the order of creation within the agent, without gaps or ties. */
export interface MessageRow extends Message {
  agent_id: string;
  seq: number;
}

export interface PassageRow extends Omit<Passage, "embedding"> {
  seq: number;
  /** Set where its text is not the one it was stored with: grows with each such change among its agent's passages. */
  edit_seq?: number;
}

/** A document without its text. `seq` is the order of loading within the source. */
export interface DocumentRow extends DocumentSummary {
  seq: number;
  /** While it is loaded: by which job, and how much of it is stored. */
  loaded_by?: string;
  progress?: { parts: number; passages: number; characters: number };
}

/** A document's text, in slices, so that listing documents reads no texts. */
export interface DocumentTextRow {
  doc_id: string;
  part: number;
  text: string;
}

/** Which passages a document is made of, in reading order: two documents may share a passage, which is stored once. */
export interface DocumentPassageRow {
  doc_id: string;
  /** From 0. */
  position: number;
  passage_id: string;
  /** Where the passage stands in this document. */
  metadata_: Record<string, unknown>;
}

/** A file that a job has to load, kept until that is done, so that a reload loses nothing. */
export interface JobFileRow {
  job_id: string;
  /** Its place in the job, from 0. */
  file: number;
  source_id: string;
  name: string;
  path: string | null;
  type: string;
  size: number;
  state: "arriving" | "waiting" | "done" | "failed";
  /** Made of its bytes; null while it arrives. */
  digest: string | null;
  /** How many documents it gave. */
  documents: number;
}

/** A file's bytes, in pieces small enough not to hold up the page. */
export interface JobFileBytesRow {
  job_id: string;
  file: number;
  part: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** One row a step: what it cost. */
export interface StepRow {
  id: string;
  agent_id: string;
  message_id: string;
  created_at: string;
  model: string;
  /** Where the model was: absent of steps that are older than version 3. */
  model_endpoint_type?: string;
  model_endpoint?: string | null;
  usage: Usage;
  /** Spent on the way to the reply: summaries, replies that were refused. */
  other_usage?: Usage;
}

/** A block's text before and after a change. */
export interface BlockChange {
  block_id: string;
  label: string;
  before: string;
  after: string;
}

/** What a step changed in memory, so that it can be taken back: one row a reply that changed anything. */
export interface StepEffectsRow {
  message_id: string;
  agent_id: string;
  /** In the order they were made. */
  blocks: BlockChange[];
  passage_ids: string[];
  /** Set where the step paused timed heartbeats: until when they were paused before. */
  heartbeats?: { before: string | null; after: string };
}

/** Which messages a summary stands for, so that they can stand in the context again. */
export interface FoldRow {
  /** The summary. */
  message_id: string;
  agent_id: string;
  /** In their order in the context; the first may be an earlier summary. */
  folded: string[];
}

/** A message that was taken out of the conversation, its place in it kept. */
export interface UndoneMessageRow extends MessageRow {
  edit_id: string;
}

/** An edit of the conversation, with what undoing it needs. */
export interface ConversationEditRow extends ConversationEdit {
  /** Grows with each edit of the agent. */
  number: number;
  /** Place in the conversation from which on everything went. */
  from_seq: number;
  /** The agent's context as it was. */
  context: string[];
  block_changes: BlockChange[];
  removed_passages: { row: PassageRow; vector: Float32Array | null }[];
  heartbeats?: { before: string | null; after: string | null };
}

/** Newly written vectors (or a null where one was deleted), until they are folded into chunks. */
export interface VectorRow {
  space: string;
  id: string;
  vector: Float32Array | null;
}

/** Up to 5,000 vectors of one space in one contiguous array: opening 50,000 reads ten rows. */
export interface VectorChunkRow {
  space: string;
  chunk: number;
  ids: string[];
  dim: number;
  vectors: Float32Array;
}

/** One row a space; `version` grows with each write, so that a tab sees when its matrix is stale. */
export interface VectorSpaceRow {
  space: string;
  dim: number;
  version: number;
}

/** How long a list is (`messages|<agent id>`, `passages|<owner id>`, ...): counting an index grows with it. */
export interface CounterRow {
  key: string;
  value: number;
  /** Another one with each write: what was made of the list is of this state, or out of date. */
  stamp?: string;
}

/** An index of words as it was built last; it catches up with what was written since. */
export interface WordIndexRow {
  space: string;
  /** How words were made of texts then. */
  terms_version: number;
  /** The list's mark at that time. */
  stamp: string;
  /** The last edit of a text that it knows of; 0 where it was stored before there were any. */
  edit_seq?: number;
  packed: PackedWords;
}

/** An inverted index in a few flat arrays, quick to read. */
export interface PackedWords {
  ids: string[];
  /** When a text was made, in milliseconds; NaN where time does not part what stands together. */
  times: Float64Array;
  lengths: Uint32Array;
  groups: string[];
  /** Index into `groups`, by entry. */
  group_of: Uint32Array;
  terms: string[];
  /** Where a term's postings begin; one more than there are terms. */
  offsets: Uint32Array;
  entries: Uint32Array;
  counts: Uint16Array;
}

export interface SettingRow {
  key: string;
  value: unknown;
}

export interface UserRow {
  id: string;
  name: string;
  created_at: string;
}

export interface JobRow extends Job {
  error?: ErrorRecord | null;
}

/** Version of the schema; each step up comes with a migration and a test that opens the old database. */
export const SCHEMA_VERSION = 3;

/** The one database. Credentials are not in it: they have a database of their own. */
export class EngramDatabase extends Dexie {
  declare users: EntityTable<UserRow, "id">;
  declare agents: EntityTable<AgentRow, "id">;
  declare agent_templates: EntityTable<AgentTemplate, "id">;
  declare blocks: EntityTable<BlockRow, "id">;
  declare block_versions: EntityTable<BlockVersion, "id">;
  declare messages: EntityTable<MessageRow, "id">;
  declare runs: EntityTable<RunState, "agent_id">;
  declare steps: EntityTable<StepRow, "id">;
  declare passages: EntityTable<PassageRow, "id">;
  declare vectors: Table<VectorRow, [string, string]>;
  declare vector_chunks: Table<VectorChunkRow, [string, number]>;
  declare vector_spaces: EntityTable<VectorSpaceRow, "space">;
  declare sources: EntityTable<Source, "id">;
  declare documents: EntityTable<DocumentRow, "id">;
  declare document_texts: Table<DocumentTextRow, [string, number]>;
  declare document_passages: Table<DocumentPassageRow, [string, number]>;
  declare job_files: Table<JobFileRow, [string, number]>;
  declare job_file_bytes: Table<JobFileBytesRow, [string, number, number]>;
  declare tools: EntityTable<Tool, "id">;
  declare tool_settings: EntityTable<ToolSettings, "tool_id">;
  declare tool_runs: EntityTable<ToolRun, "id">;
  declare step_effects: EntityTable<StepEffectsRow, "message_id">;
  declare folds: EntityTable<FoldRow, "message_id">;
  declare undone_messages: EntityTable<UndoneMessageRow, "id">;
  declare conversation_edits: EntityTable<ConversationEditRow, "id">;
  declare mcp_servers: EntityTable<McpServer, "id">;
  declare jobs: EntityTable<JobRow, "id">;
  declare models: EntityTable<Connection, "endpoint">;
  declare settings: EntityTable<SettingRow, "key">;
  declare counters: EntityTable<CounterRow, "key">;
  declare word_indexes: EntityTable<WordIndexRow, "space">;

  /** `upTo`: an earlier version of the schema, for data that is to be brought up to the present one. */
  constructor(name = "engram", upTo = SCHEMA_VERSION) {
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({
      users: "id",
      agents: "id, &name, created_at, *block_ids, *source_ids",
      blocks: "id, label, library, [library+name]",
      messages: "id, [agent_id+seq], [agent_id+created_at], tool_call_id",
      runs: "agent_id, state",
      steps: "id, [agent_id+created_at], message_id",
      passages: "id, [agent_id+seq], [source_id+seq], doc_id",
      vectors: "[space+id], space",
      vector_chunks: "[space+chunk], space",
      vector_spaces: "space",
      sources: "id, &name",
      documents: "id, source_id",
      tools: "id, &name",
      jobs: "id, status, created_at",
      models: "endpoint",
      settings: "key",
      counters: "key",
    });
    if (upTo < 2) return;
    this.version(2)
      .stores({
        agents: "id, &name, created_at, *block_ids, *source_ids, *tools",
        tool_settings: "tool_id",
        word_indexes: "space",
        tool_runs: "++id, tool_id",
        mcp_servers: "id, &url",
        documents: "id, [source_id+seq], loaded_by",
        document_texts: "[doc_id+part]",
        document_passages: "[doc_id+position], passage_id",
        job_files: "[job_id+file], source_id",
        job_file_bytes: "[job_id+file+part]",
      })
      .upgrade(textsApart);
    if (upTo < 3) return;
    this.version(3)
      .stores({
        agents: "id, &name, created_at, *block_ids, *source_ids, *tools, archived_at, deletion_at",
        agent_templates: "id, &name",
        steps: "id, [agent_id+created_at], [agent_id+created_at+id], [created_at+id], message_id",
        block_versions: "id, [block_id+seq], removed_from.agent_id",
        step_effects: "message_id, agent_id",
        folds: "message_id, agent_id",
        undone_messages: "id, [agent_id+seq], edit_id",
        conversation_edits: "id, [agent_id+number]",
        passages:
          "id, [agent_id+seq], [source_id+seq], doc_id, [agent_id+created_at+seq], [source_id+created_at+seq], [agent_id+edit_seq], [agent_id+metadata_.origin.kind]",
      })
      .upgrade(firstVersions);
  }
}
