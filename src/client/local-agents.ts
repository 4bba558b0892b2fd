/** Making and changing agents, and taking them out of the way. Loaded when it is first asked for. */
import { DEFAULT_EMBEDDING_CONFIG } from "../embeddings/models.ts";
import { createAgent as storeNewAgent } from "../engine/create-agent.ts";
import { readAgent } from "../engine/load-agent.ts";
import { randomAgentName } from "../engine/prompts/agent-names.ts";
import { DEFAULT_SYSTEM_PROMPT } from "../engine/prompts/system-prompt.ts";
import { compileSystemMessage } from "../engine/system-message.ts";
import { DEMO_LLM_CONFIG } from "../llm/demo/demo-config.ts";
import { compileMemory } from "../memory/compile.ts";
import {
  type AgentState,
  agentNameSchema,
  type Block,
  blockSchema,
  embeddingConfigSchema,
  freeName,
  InvalidInputError,
  isoTime,
  llmConfigSchema,
  type Memory,
  memorySchema,
  NotFoundError,
  newId,
} from "../schemas/index.ts";
import { assertNameFree, getAgentRow, toBlock } from "../storage/agents.ts";
import type { AgentRow, EngramDatabase } from "../storage/database.ts";
import { readMessages } from "../storage/messages.ts";
import { explainWriteFailure, localUserId } from "../storage/open-database.ts";
import { readSettings } from "../storage/settings.ts";
import { BASE_TOOL_NAMES, CORE_MEMORY_TOOL_NAMES } from "../tools/base-tools.ts";
import { resolveTools } from "../tools/registry.ts";
import type { CreateAgentParams, MemoryInput, UpdateAgentParams } from "./abstract-client.ts";
import { type HiddenAgent, toHiddenAgent } from "./agent-params.ts";
import { DEFAULT_TEXTS } from "./default-texts.ts";
import type { LocalCoreMemory } from "./local-core-memory.ts";
import type { LocalServices } from "./local-services.ts";
import type { LocalTools } from "./local-tools.ts";
import { ChatMemory } from "./memory-classes.ts";
import { parse, single } from "./params.ts";

/** How long a deletion can be taken back, in milliseconds. */
const DELETION_MS = 60_000;

export async function createAgent(
  services: LocalServices,
  localTools: LocalTools,
  params: CreateAgentParams,
): Promise<AgentState> {
  const { db } = services;
  const settings = await readSettings(db);
  const input = params.memory ?? new ChatMemory(DEFAULT_TEXTS);
  const user_id = await localUserId(db);
  const memory = await newMemory(db, input, user_id);
  const memoryTools = input.tool_names ?? CORE_MEMORY_TOOL_NAMES;
  const brought = await localTools.ofMemory(input);
  const tools = [
    ...new Set([
      ...(params.tools ?? []),
      ...(params.include_base_tools === false ? [] : BASE_TOOL_NAMES),
      ...memoryTools,
    ]),
  ];
  await resolveTools(db, tools);
  for (const { name } of brought) if (!tools.includes(name)) tools.push(name);
  return storeNewAgent(
    services,
    {
      name: params.name == null ? await freeAgentName(services) : parse(agentNameSchema, params.name, "name"),
      description: params.description ?? null,
      metadata_: params.metadata ?? {},
      user_id,
      memory,
      tools,
      system: params.system ?? DEFAULT_SYSTEM_PROMPT,
      llm_config: parse(
        llmConfigSchema,
        params.llm_config ?? settings.default_llm_config ?? DEMO_LLM_CONFIG,
        "llm_config",
      ),
      embedding_config: parse(
        embeddingConfigSchema,
        params.embedding_config ?? settings.default_embedding_config ?? DEFAULT_EMBEDDING_CONFIG,
        "embedding_config",
      ),
    },
    brought,
  );
}

/** Stores what is given, save the embedding model: changing that is a job. */
export async function updateAgent(
  { db }: LocalServices,
  coreMemory: LocalCoreMemory,
  params: UpdateAgentParams,
): Promise<void> {
  const agentId = single(params, "agent_id");
  const row = await getAgentRow(db, agentId);
  const patch: Partial<AgentRow> = {};
  if (params.name != null) patch.name = parse(agentNameSchema, params.name, "name");
  if (params.description != null) patch.description = params.description;
  if (params.system != null) patch.system = params.system;
  if (params.metadata != null) patch.metadata_ = params.metadata;
  if (params.llm_config != null) patch.llm_config = parse(llmConfigSchema, params.llm_config, "llm_config");
  if (params.tools != null) {
    await resolveTools(db, params.tools);
    patch.tools = [...new Set(params.tools)];
  }
  if (params.message_ids != null) {
    const messages = await readMessages(db, params.message_ids);
    const stranger = messages.find((message) => message.agent_id !== agentId);
    if (stranger) throw new InvalidInputError("message_ids", `${stranger.id} is another agent's message`);
    if (messages[0]?.role !== "system")
      throw new InvalidInputError("message_ids", "the first message must be a system message");
    patch.message_ids = params.message_ids;
  }
  const memory = params.memory == null ? null : await newMemory(db, params.memory, row.user_id);
  await db.transaction("rw", db.agents, db.blocks, db.block_versions, async () => {
    if (patch.name !== undefined) await assertNameFree(db, patch.name, agentId);
    await db.agents.update(agentId, patch);
    if (memory) await coreMemory.replace(agentId, memory);
  });
}

/** Longest name of an agent. */
const LONGEST_NAME = 50;

/** A name made of chance that no agent has. */
export function freeAgentName({ db, random }: LocalServices): Promise<string> {
  const isTaken = async (name: string) => (await db.agents.where("name").equals(name).count()) > 0;
  return freeName(randomAgentName(random), isTaken, { longest: LONGEST_NAME });
}

/** Blocks of a memory as an agent keeps them: existing ones (by id) are shared, library ones copied. */
async function newMemory(db: EngramDatabase, input: MemoryInput, userId: string | null): Promise<Memory> {
  const blocks: Record<string, Block> = {};
  for (const [section, block] of Object.entries(input.memory)) {
    const stored = block.id ? await db.blocks.get(block.id) : undefined;
    const shared = stored && !stored.template;
    blocks[section] = shared
      ? toBlock({ ...stored, value: block.value })
      : parse(
          blockSchema,
          {
            ...block,
            id: block.id && !stored ? block.id : newId("block"),
            label: block.label ?? section,
            name: section,
            template: false,
            user_id: userId,
          },
          `memory.${section}`,
        );
  }
  const memory = parse(
    memorySchema,
    {
      memory: blocks,
      ...(input.prompt_template === undefined ? {} : { prompt_template: input.prompt_template }),
    },
    "memory",
  );
  await compileMemory(memory);
  return memory;
}

/** An absent field is what the indexes go by: one that is there without a value would be found. */
function mark(row: AgentRow, field: "archived_at" | "deletion_at", value: string | null): AgentRow {
  const { [field]: _before, ...rest } = row;
  return value === null ? rest : { ...rest, [field]: value };
}

async function change(
  { db }: Pick<LocalServices, "db">,
  agentId: string,
  to: (row: AgentRow) => AgentRow,
): Promise<HiddenAgent> {
  try {
    return await db.transaction("rw", db.agents, async () => {
      const next = to(await getAgentRow(db, agentId));
      await db.agents.put(next);
      return toHiddenAgent(next);
    });
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

export async function archiveAgent(
  services: LocalServices,
  params: { agent_id: string },
): Promise<HiddenAgent> {
  const now = isoTime(services.clock);
  return change(services, single(params, "agent_id"), (row) =>
    row.archived_at ? row : mark(row, "archived_at", now),
  );
}

export async function unarchiveAgent(services: LocalServices, params: { agent_id: string }): Promise<void> {
  await change(services, single(params, "agent_id"), (row) => mark(row, "archived_at", null));
}

export async function keepAgent(services: LocalServices, params: { agent_id: string }): Promise<void> {
  await change(services, single(params, "agent_id"), (row) => mark(row, "deletion_at", null));
}

export async function previewSystemPrompt(
  services: LocalServices,
  params: { agent_id: string; system: string },
): Promise<string> {
  if (typeof params.system !== "string") throw new InvalidInputError("system", "a text is required");
  const { row, compiledMemory, counts } = await readAgent(services, single(params, "agent_id"));
  return compileSystemMessage({ ...row, system: params.system }, compiledMemory, counts);
}

export function defaultSystemPrompt(): string {
  return DEFAULT_SYSTEM_PROMPT;
}

/**
 * Deletions that can still be taken back. Each is a time in the agent's row, so that it outlives the tab; who opens the
 * app next looks after those that nobody has brought to an end.
 */
export class PutOffDeletions {
  readonly #services: LocalServices;
  readonly #remove: (agentId: string) => Promise<void>;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param remove deletes an agent if its time is over still when it holds the agent's lock; see `isDue`. */
  constructor(services: LocalServices, remove: (agentId: string) => Promise<void>) {
    this.#services = services;
    this.#remove = remove;
  }

  async begin(agentId: string): Promise<HiddenAgent> {
    const { clock } = this.#services;
    const at = new Date(clock.now().getTime() + DELETION_MS).toISOString();
    const hidden = await change(this.#services, agentId, (row) => mark(row, "deletion_at", at));
    this.#wait(agentId, at);
    return hidden;
  }

  /** Takes up what was begun in a tab that is closed. Resolves when those that are due are deleted. */
  async resume(): Promise<void> {
    const rows = await this.#services.db.agents.orderBy("deletion_at").toArray();
    for (const row of rows) {
      if (isDue(row, this.#services.clock.now())) await this.#end(row.id);
      else if (row.deletion_at) this.#wait(row.id, row.deletion_at);
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #wait(agentId: string, at: string): void {
    clearTimeout(this.#timers.get(agentId));
    const left = Date.parse(at) - this.#services.clock.now().getTime();
    // A little later than the time itself: timers may come early.
    this.#timers.set(
      agentId,
      setTimeout(() => void this.#end(agentId), left + 100),
    );
  }

  async #end(agentId: string): Promise<void> {
    this.#timers.delete(agentId);
    try {
      await this.#remove(agentId);
    } catch (error) {
      // Another tab was first; anything else is tried again when the app is opened next.
      if (!(error instanceof NotFoundError)) console.warn(error);
    }
  }
}

/** Whether an agent's deletion can no longer be taken back. */
export function isDue(row: Pick<AgentRow, "deletion_at">, now: Date): boolean {
  return row.deletion_at !== undefined && Date.parse(row.deletion_at) <= now.getTime();
}
