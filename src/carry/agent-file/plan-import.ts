/** What an agent file becomes here: rows that are ready to be stored, and the report. Nothing is written. */
import { DEFAULT_EMBEDDING_CONFIG, listEmbeddingConfigs } from "../../embeddings/models.ts";
import type { EngineServices } from "../../engine/services.ts";
import { DEMO_LLM_CONFIG } from "../../llm/demo/demo-config.ts";
import { compileMemory } from "../../memory/compile.ts";
import {
  type Block,
  blockSchema,
  DEFAULT_BLOCK_LIMIT,
  DEFAULT_PROMPT_TEMPLATE,
  type EmbeddingConfig,
  isoTime,
  type LLMConfig,
  llmConfigSchema,
  localTime,
  type Memory,
  type MemoryOrigin,
  type Message,
  newId,
  searchModeSchema,
  type Tool,
} from "../../schemas/index.ts";
import { sectionsOf } from "../../storage/agents.ts";
import type { AgentRow, EngramDatabase } from "../../storage/database.ts";
import { localUserId } from "../../storage/open-database.ts";
import { readSettings } from "../../storage/settings.ts";
import type { AgentFile, FileAgent, FileBlock } from "./agent-file.ts";
import { agentNameFrom, freeImportName } from "./import-name.ts";
import { type PlannedSource, planSources } from "./plan-sources.ts";
import type { ReadAgentFile } from "./read-agent-file.ts";
import { readMessages } from "./read-messages.ts";
import { readTime } from "./read-time.ts";
import { readTool } from "./read-tools.ts";
import type { AgentFileReport, CarryNote, ImportedTool } from "./report.ts";

export type PlanServices = Pick<EngineServices, "db" | "clock" | "timeZone">;

export interface PlannedPassage {
  text: string;
  created_at: string;
  metadata_: Record<string, unknown>;
}

export interface PlannedAgent {
  row: AgentRow;
  messages: Message[];
  passages: PlannedPassage[];
}

export interface ImportPlan {
  agents: PlannedAgent[];
  /** New ones; agents may share them. */
  blocks: Block[];
  /** New ones. */
  tools: Tool[];
  /** Names of tools that are there already and are used. */
  reused: string[];
  sources: PlannedSource[];
  report: AgentFileReport;
}

/** What of this browser an import goes by. */
interface Surroundings {
  user_id: string;
  llm_config: LLMConfig;
  embedding_config: EmbeddingConfig;
  endpoints: Set<string>;
  now: string;
  event_time: string;
}

async function surroundings({ db, clock, timeZone }: PlanServices): Promise<Surroundings> {
  const [settings, endpoints, user_id] = await Promise.all([
    readSettings(db),
    db.models.toCollection().primaryKeys(),
    localUserId(db),
  ]);
  return {
    user_id,
    llm_config: settings.default_llm_config ?? DEMO_LLM_CONFIG,
    embedding_config: settings.default_embedding_config ?? DEFAULT_EMBEDDING_CONFIG,
    endpoints: new Set(endpoints),
    now: isoTime(clock),
    event_time: localTime(clock.now(), timeZone),
  };
}

/** @throws InvalidInputError for blocks that cannot be kept. */
export async function planImport(
  services: PlanServices,
  { file, version, encoded_twice }: ReadAgentFile,
): Promise<ImportPlan> {
  const { db } = services;
  const here = await surroundings(services);
  const notes: CarryNote[] = leftOutOf(file);
  const tools = await planTools(db, file, here.user_id, notes);
  const blocks = new Map<string, Block>();
  const names = new Set<string>();
  const agents: PlannedAgent[] = [];
  const report: AgentFileReport = {
    version,
    encoded_twice,
    agents: [],
    tools: tools.imported,
    sources: [],
    notes,
  };
  const configOf = (sourceId: string) =>
    knownEmbedding(
      file.agents.find(({ source_ids }) => source_ids.includes(sourceId)),
      here,
    ) ?? here.embedding_config;
  const sources = await planSources(db, file, configOf, here, notes);
  report.sources = sources.map(({ name, source, documents }) => ({
    name,
    imported_as: source.name,
    documents: documents.length,
  }));
  for (const given of file.agents) {
    const name = await freeImportName(agentNameFrom(given.name), async (tried) =>
      Boolean(names.has(tried) || (await db.agents.where("name").equals(tried).first())),
    );
    names.add(name);
    if (given.name != null && given.name !== name)
      notes.push({ code: "agent_renamed", agent: given.name, to: name });
    const planned = await planAgent(given, { name, file, blocks, tools, sources, here, notes });
    agents.push(planned);
    report.agents.push({
      name: given.name ?? null,
      imported_as: name,
      model: planned.row.llm_config.model,
      blocks: planned.row.sections.length,
      messages: planned.messages.length,
      in_context: planned.row.message_ids.length,
      passages: planned.passages.length,
    });
  }
  return {
    agents,
    blocks: [...blocks.values()],
    tools: tools.fresh,
    reused: tools.reused,
    sources,
    report,
  };
}

interface PlannedTools {
  imported: ImportedTool[];
  fresh: Tool[];
  /** Names of stored tools. */
  reused: string[];
  /** Names here, by the file's id. */
  namesOf: Map<string, string[]>;
}

/** One after the other: two tools of one file must not take the same name. */
async function planTools(
  db: EngramDatabase,
  file: AgentFile,
  userId: string,
  notes: CarryNote[],
): Promise<PlannedTools> {
  const fresh = new Map<string, Tool>();
  const imported: ImportedTool[] = [];
  const namesOf = new Map<string, string[]>();
  const find = async (name: string) => fresh.get(name) ?? db.tools.where("name").equals(name).first();
  for (const given of file.tools) {
    const { tool, notes: ofTool, ...as } = await readTool(given, find, userId);
    if (tool) fresh.set(tool.name, tool);
    imported.push(as);
    notes.push(...ofTool);
    namesOf.set(given.id, as.as);
  }
  const reused = imported.filter(({ becomes }) => becomes === "reused").flatMap(({ as }) => as);
  return {
    imported,
    fresh: [...fresh.values()],
    reused: [...new Set(reused)].filter((name) => !fresh.has(name)),
    namesOf,
  };
}

interface AgentSurroundings {
  name: string;
  file: AgentFile;
  /** Blocks of the import so far, by the file's id: agents that share one there share it here. */
  blocks: Map<string, Block>;
  tools: PlannedTools;
  sources: PlannedSource[];
  here: Surroundings;
  notes: CarryNote[];
}

async function planAgent(given: FileAgent, around: AgentSurroundings): Promise<PlannedAgent> {
  const { name, file, here, notes, tools, sources } = around;
  const id = newId("agent");
  const memory = await planMemory(given, around);
  const llm_config = planModel(given, around);
  const embedding_config = planEmbedding(given, around);
  const read = readMessages(given, { id, name, model: llm_config.model, ...here });
  notes.push(...read.notes, ...settingsLeftOut(given, name));
  const toolNames = [...new Set(given.tool_ids.flatMap((toolId) => tools.namesOf.get(toolId) ?? []))];
  if (!toolNames.includes("send_message") && given["x-silent"] !== true) {
    toolNames.unshift("send_message");
    notes.push({ code: "send_message_added", agent: name });
  }
  const search_mode = searchModeSchema.safeParse(given["x-search_mode"]).data;
  const row: AgentRow = {
    id,
    name,
    description: given.description ?? null,
    metadata_: given.tags.length > 0 ? { ...given.metadata, tags: given.tags } : given.metadata,
    user_id: here.user_id,
    created_at: here.now,
    message_ids: read.in_context,
    tools: toolNames,
    system: given.system ?? "",
    llm_config,
    embedding_config,
    prompt_template: memory.prompt_template,
    ...sectionsOf(memory),
    source_ids: given.source_ids.flatMap((sourceId) => {
      const source = sources.find((one) => one.file_id === sourceId)?.source;
      if (source?.embedding_config.embedding_model === embedding_config.embedding_model) return [source.id];
      if (source) notes.push({ code: "source_not_attached", agent: name, source: source.name });
      return [];
    }),
    memory_modified_at: here.event_time,
    ...(search_mode ? { search_mode } : {}),
  };
  const passages = file["x-archival"]
    .filter(({ agent_id }) => agent_id === given.id)
    .map(({ text, created_at, metadata }) => ({
      text,
      created_at: readTime(created_at) ?? here.now,
      metadata_: { ...metadata, origin: { kind: "import" } satisfies MemoryOrigin },
    }));
  return { row, messages: read.messages, passages };
}

async function planMemory(
  given: FileAgent,
  { name, file, blocks, here, notes }: AgentSurroundings,
): Promise<Memory> {
  const memory: Record<string, Block> = {};
  for (const blockId of new Set(given.block_ids)) {
    const found = file.blocks.find((one) => one.id === blockId);
    if (!found) continue;
    const section = await freeImportName(found.label, async (tried) => Object.hasOwn(memory, tried));
    if (section !== found.label)
      notes.push({ code: "block_renamed", agent: name, block: found.label, to: section });
    let block = blocks.get(blockId);
    if (!block) {
      block = blockOf(found, here.user_id);
      if (found.limit != null && block.limit > found.limit)
        notes.push({ code: "block_limit_raised", agent: name, block: found.label, limit: block.limit });
      blocks.set(blockId, block);
    }
    memory[section] = block;
  }
  const own = { memory, prompt_template: given["x-prompt_template"] ?? DEFAULT_PROMPT_TEMPLATE };
  try {
    await compileMemory(own);
    return own;
  } catch {
    notes.push({ code: "template_replaced", agent: name });
    return { memory, prompt_template: DEFAULT_PROMPT_TEMPLATE };
  }
}

/** A text that is longer than its limit stays whole: the limit is raised to it. */
function blockOf(given: FileBlock, user_id: string): Block {
  const { value, label, read_only, metadata } = given;
  return blockSchema.parse({
    id: newId("block"),
    value,
    limit: Math.max(given.limit ?? DEFAULT_BLOCK_LIMIT, value.length),
    name: given["x-name"] === undefined ? label : given["x-name"],
    label: given["x-label"] ?? label,
    description: given.description ?? null,
    metadata_: read_only ? { ...metadata, read_only: true } : metadata,
    user_id,
  });
}

const withoutSlash = (endpoint: string | null) => endpoint?.replace(/\/+$/, "") ?? null;

/** The file's model where the person has set its endpoint up; otherwise the person's own default. */
function planModel({ llm_config }: FileAgent, { name, here, notes }: AgentSurroundings): LLMConfig {
  const type = llm_config?.["x-model_endpoint_type"];
  const { data } = llmConfigSchema.safeParse({
    ...llm_config,
    ...(typeof type === "string" ? { model_endpoint_type: type } : {}),
  });
  if (data) {
    const endpoint = withoutSlash(data.model_endpoint);
    const isHere =
      (endpoint !== null && here.endpoints.has(endpoint)) ||
      data.model_endpoint_type === DEMO_LLM_CONFIG.model_endpoint_type ||
      (data.model === here.llm_config.model && endpoint === withoutSlash(here.llm_config.model_endpoint));
    if (isHere) return data;
  }
  const model = String(llm_config?.model ?? "");
  if (model !== "" && model !== here.llm_config.model)
    notes.push({ code: "model_replaced", agent: name, model, by: here.llm_config.model });
  return here.llm_config;
}

/** The file's embedding model where it is one of those that run here. */
function knownEmbedding(given: FileAgent | undefined, { embedding_config }: Surroundings) {
  const model = given?.embedding_config?.embedding_model;
  return [embedding_config, ...listEmbeddingConfigs()].find((one) => one.embedding_model === model);
}

/** That, or the person's own default: the passages are embedded anew in any case. */
function planEmbedding(given: FileAgent, { name, here, notes }: AgentSurroundings): EmbeddingConfig {
  const known = knownEmbedding(given, here);
  if (known) return known;
  const by = here.embedding_config;
  const model = given.embedding_config?.embedding_model;
  if (typeof model === "string" && model !== "")
    notes.push({ code: "embedding_replaced", agent: name, model, by: by.embedding_model });
  return by;
}

/** Settings of others that change how an agent behaves, and are not those of one that does without. */
const FOREIGN_SETTINGS = [
  "message_buffer_autoclear",
  "enable_sleeptime",
  "response_format",
  "identity_ids",
  "multi_agent_group",
];

const isSet = (value: unknown) =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;

function settingsLeftOut(given: FileAgent, agent: string): CarryNote[] {
  const notes: CarryNote[] = [];
  const secrets = [
    ...new Set([...Object.keys(given.tool_exec_environment_variables), ...Object.keys(given.secrets)]),
  ];
  if (secrets.length > 0) notes.push({ code: "secrets_left_out", agent, names: secrets });
  if (given.tool_rules.length > 0)
    notes.push({ code: "tool_rules_left_out", agent, count: given.tool_rules.length });
  const names = FOREIGN_SETTINGS.filter((name) => isSet(given[name]));
  if (names.length > 0) notes.push({ code: "settings_left_out", agent, names });
  return notes;
}

/** What of a file has no place here, whatever agent it belongs to. */
function leftOutOf(file: AgentFile): CarryNote[] {
  const notes: CarryNote[] = [];
  if (file.mcp_servers.length > 0)
    notes.push({
      code: "mcp_servers_left_out",
      names: file.mcp_servers.map((server) => String(server.server_name ?? server.id ?? "")),
    });
  if (file.groups.length > 0) notes.push({ code: "groups_left_out", count: file.groups.length });
  if (file.skills.length > 0) notes.push({ code: "skills_left_out", count: file.skills.length });
  return notes;
}
