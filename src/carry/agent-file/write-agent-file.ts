/** An agent as a file of version 2. What the format has no place for stands in keys that begin with `x-`. */
import type { EngineServices } from "../../engine/services.ts";
import {
  type Block,
  DEFAULT_PROMPT_TEMPLATE,
  isoTime,
  type LLMConfig,
  type Message,
  type Tool,
} from "../../schemas/index.ts";
import { getAgentRow, readMemory } from "../../storage/agents.ts";
import type { AgentRow, EngramDatabase, PassageRow } from "../../storage/database.ts";
import { messagesAfter } from "../../storage/messages.ts";
import { passagesAfter } from "../../storage/passages.ts";
import { builtInTools } from "../../tools/registry.ts";
import type { AgentFileInput } from "./agent-file.ts";
import { writeMessage } from "./write-messages.ts";
import { writeSources } from "./write-sources.ts";
import { writeTool } from "./write-tools.ts";

export interface WriteOptions {
  /** Archival memory; default true. */
  with_archival?: boolean | undefined;
  /** Attached sources with the texts of their documents; default false. */
  with_sources?: boolean | undefined;
}

/** Rows read at once. */
const PAGE = 1000;

/** All rows of a list, oldest first. */
async function all<T extends { seq: number }>(page: (after: number) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (;;) {
    const next = await page(rows.at(-1)?.seq ?? 0);
    rows.push(...next);
    if (next.length < PAGE) return rows;
  }
}

/**
 * One moment's state of an agent. No key, token or other secret is in it.
 *
 * @throws NotFoundError
 */
export async function writeAgentFile(
  { db, clock }: Pick<EngineServices, "db" | "clock">,
  agentId: string,
  { with_archival = true, with_sources = false }: WriteOptions = {},
): Promise<AgentFileInput> {
  const tables = [
    db.agents,
    db.blocks,
    db.messages,
    db.tools,
    db.mcp_servers,
    db.passages,
    db.sources,
    db.documents,
    db.document_texts,
    db.document_passages,
  ];
  return db.transaction("r", tables, async () => {
    const row = await getAgentRow(db, agentId);
    const { memory } = await readMemory(db, row);
    const messages = await all((after) => messagesAfter(db, agentId, after, PAGE));
    const passages = with_archival ? await all((after) => passagesAfter(db, agentId, after, PAGE)) : [];
    const tools = await toolsOf(db, row.tools);
    const sources = await writeSources(db, with_sources ? row.source_ids : []);
    const messageIds = new Map(messages.map(({ id }, index) => [id, `message-${index}`]));
    return {
      agents: [
        {
          ...writeAgent(row),
          block_ids: Object.keys(memory).map((_, index) => `block-${index}`),
          tool_ids: tools.map((_, index) => `tool-${index}`),
          source_ids: sources.sources.map(({ id }) => id),
          in_context_message_ids: row.message_ids.flatMap((id) => messageIds.get(id) ?? []),
          messages: messages.map((message: Message, index) => writeMessage(message, `message-${index}`)),
        },
      ],
      groups: [],
      blocks: Object.entries(memory).map(([section, block], index) => ({
        id: `block-${index}`,
        ...blockOf(section, block),
      })),
      ...sources,
      tools: tools.map((tool, index) => ({ id: `tool-${index}`, ...writeTool(tool) })),
      mcp_servers: await mcpServersOf(db, tools),
      metadata: { revision_id: "engram-1" },
      created_at: isoTime(clock),
      ...(passages.length > 0 ? { "x-archival": passages.map(writePassage) } : {}),
    };
  });
}

function writeAgent(row: AgentRow) {
  const { tags, ...metadata } = row.metadata_;
  const isTagged = Array.isArray(tags) && tags.every((tag) => typeof tag === "string");
  return {
    id: "agent-0",
    name: row.name,
    description: row.description,
    system: row.system,
    // Of the kinds there are, the one whose plain text is a thought.
    agent_type: "memgpt_agent",
    metadata: isTagged ? metadata : row.metadata_,
    tags: isTagged ? (tags as string[]) : [],
    llm_config: writeModel(row.llm_config),
    embedding_config: { ...row.embedding_config },
    memory_blocks: [],
    tools: [],
    tool_rules: [],
    tool_exec_environment_variables: {},
    secrets: {},
    include_base_tools: false,
    message_buffer_autoclear: false,
    files_agents: [],
    group_ids: [],
    ...(row.prompt_template === DEFAULT_PROMPT_TEMPLATE ? {} : { "x-prompt_template": row.prompt_template }),
    ...(row.search_mode ? { "x-search_mode": row.search_mode } : {}),
    ...(row.tools.includes("send_message") ? {} : { "x-silent": true }),
  };
}

/** Kinds of endpoints that the format knows; the others speak the protocol of the first. */
const KNOWN_TYPES = ["openai", "anthropic", "groq", "ollama", "together", "mistral", "deepseek", "xai"];

function writeModel(config: LLMConfig) {
  const { model, model_endpoint_type: type, model_endpoint } = config;
  const known = KNOWN_TYPES.includes(type);
  return {
    ...config,
    model_endpoint: model_endpoint === null ? null : withoutSecrets(model_endpoint),
    model_endpoint_type: known ? type : "openai",
    ...(known ? {} : { "x-model_endpoint_type": type }),
    handle: `${type}/${model}`,
  };
}

/** An address without what may be a key in it. */
function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!url.username && !url.password && !url.search) return address;
  return `${url.origin}${url.pathname}`;
}

function blockOf(section: string, block: Block) {
  const { read_only, ...metadata } = block.metadata_;
  const isReadOnly = read_only === true;
  return {
    label: section,
    value: block.value,
    limit: block.limit,
    description: block.description,
    read_only: isReadOnly,
    metadata: isReadOnly || read_only === undefined ? metadata : block.metadata_,
    ...(block.name === section ? {} : { "x-name": block.name }),
    ...(block.label === section ? {} : { "x-label": block.label }),
  };
}

/** Who wrote it is left out: those ids mean nothing elsewhere. */
function writePassage({ text, created_at, metadata_: { origin: _origin, ...metadata_ } }: PassageRow) {
  return { agent_id: "agent-0", text, created_at, metadata: metadata_ };
}

/** In the agent's order. A name that nothing answers to is passed over. */
async function toolsOf(db: EngramDatabase, names: string[]): Promise<Tool[]> {
  const builtIn = builtInTools();
  const stored = await db.tools.where("name").anyOf(names).toArray();
  return names.flatMap(
    (name) => builtIn.find((tool) => tool.name === name) ?? stored.find((tool) => tool.name === name) ?? [],
  );
}

/** Where the agent's MCP tools come from: addresses, never headers. */
async function mcpServersOf(db: EngramDatabase, tools: Tool[]) {
  const servers = (await db.mcp_servers.toArray()).filter(({ tool_names }) =>
    tools.some(({ id }) => Object.hasOwn(tool_names, id)),
  );
  return servers.map(({ name, url }, index) => ({
    id: `mcp_server-${index}`,
    server_name: name,
    server_type: "streamable_http",
    server_url: withoutSecrets(url),
  }));
}
