/**
 * A new agent out of another one, that shares nothing with it: blocks, messages and archival memories are copied, vectors
 * as they are. As the agent is, or as it was at a message.
 */
import Dexie from "dexie";
import { compileMemory } from "../memory/compile.ts";
import {
  type AgentState,
  agentNameSchema,
  type Block,
  BY_PERSON,
  freeName,
  isoTime,
  localTime,
  type Memory,
  type Message,
  newId,
} from "../schemas/index.ts";
import { assertNameFree, getAgentRow, readMemory, sectionsOf, toAgentState } from "../storage/agents.ts";
import { KEPT_VERSIONS, listVersions, writeBlock } from "../storage/block-versions.ts";
import type { AgentRow, EngramDatabase, MessageRow, PassageRow } from "../storage/database.ts";
import { appendMessages, messagesAfter } from "../storage/messages.ts";
import { appendPassages, countSearched, passagesAfter } from "../storage/passages.ts";
import { copySpace } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import { firstMessages } from "./create-agent.ts";
import { newMessage } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";
import { compileSystemMessage } from "./system-message.ts";
import { contextBefore, placeAfter } from "./take-back.ts";

export interface AgentCopy {
  agent_id: string;
  /** Free by default: the agent's, with "branch" or "copy" behind it. */
  name?: string | null;
  /** What happened up to a message, its returns included; all by default. */
  up_to?: string | null;
  with_conversation: boolean;
  with_archival: boolean;
}

/** What is copied, as one moment's state has it. */
interface Original {
  row: AgentRow;
  memory: Memory;
  messages: MessageRow[];
  /** Ids of the context, without the system message. */
  context: string[];
  passages: PassageRow[];
  /** Passages of attached sources, which are searched too. */
  searched: number;
}

const READ = ["agents", "blocks", "block_versions", "messages", "counters", "passages"] as const;
const KEPT = ["step_effects", "folds"] as const;
const VECTORS = ["vectors", "vector_chunks", "vector_spaces"] as const;

const tablesOf = (db: EngramDatabase) => [...READ, ...KEPT, ...VECTORS].map((name) => db.table(name));

/** Messages or passages that are read at a time. */
const PAGE = 1000;

async function allOf<T extends { seq: number }>(page: (after: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const rows = await page(all.at(-1)?.seq ?? 0);
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}

/** Where an agent's life is cut off: what happened at this place or later is not copied. */
interface Cut {
  place: number;
  /** Time of the last message before it. */
  time: string;
}

/** What has to be known before the copy is written: compiling memory cannot be done in a transaction. */
interface Mind {
  row: AgentRow;
  cut: Cut | null;
  memory: Memory;
}

async function readMind(db: EngramDatabase, { agent_id, up_to }: AgentCopy): Promise<Mind> {
  const row = await getAgentRow(db, agent_id);
  const cut = up_to ? await cutAfter(db, row.id, up_to) : null;
  return { row, cut, memory: await memoryAt(db, row, cut) };
}

async function cutAfter(db: EngramDatabase, agentId: string, messageId: string): Promise<Cut> {
  const place = await placeAfter(db, agentId, messageId);
  const last = await db.messages
    .where("[agent_id+seq]")
    .between([agentId, Dexie.minKey], [agentId, place])
    .reverse()
    .filter(({ role }) => role !== "system")
    .first();
  return { place, time: last?.created_at ?? "" };
}

async function readOriginal(
  db: EngramDatabase,
  copy: AgentCopy,
  { row, cut, memory }: Mind,
): Promise<Original> {
  const place = cut?.place ?? Number.POSITIVE_INFINITY;
  const { context, summaries } = await contextBefore(db, row, place);
  const all = copy.with_conversation ? await allOf((after) => messagesAfter(db, row.id, after, PAGE)) : [];
  const own = copy.with_archival ? await allOf((after) => passagesAfter(db, row.id, after, PAGE)) : [];
  const later = cut ? await passagesOfSteps(db, row.id, cut) : new Set();
  return {
    row,
    memory,
    messages: all.filter(({ id, seq, role }) => (seq < place && role !== "system") || summaries.has(id)),
    context: context.slice(1),
    passages: own.filter(({ id, created_at }) => !cut || (created_at <= cut.time && !later.has(id))),
    searched: await countSearched(db, { id: "", source_ids: row.source_ids }),
  };
}

/** Archival memories that steps from a place on made. */
async function passagesOfSteps(db: EngramDatabase, agentId: string, cut: Cut): Promise<Set<string>> {
  const effects = await db.step_effects.where("agent_id").equals(agentId).toArray();
  const replies = await db.messages.bulkGet(effects.map(({ message_id }) => message_id));
  return new Set(
    effects.flatMap(({ passage_ids }, index) => ((replies[index]?.seq ?? 0) >= cut.place ? passage_ids : [])),
  );
}

/** Core memory with its blocks as they were, as far as their history reaches. */
async function memoryAt(db: EngramDatabase, row: AgentRow, cut: Cut | null): Promise<Memory> {
  const memory = await readMemory(db, row);
  if (!cut) return memory;
  const blocks: Record<string, Block> = {};
  for (const [section, block] of Object.entries(memory.memory)) {
    const versions = await listVersions(db, block.id, { limit: KEPT_VERSIONS });
    const replies = await db.messages.bulkGet(versions.map(({ by }) => by.message_id ?? ""));
    const then = versions.find(({ at }, index) => {
      const reply = replies[index];
      return reply?.agent_id === row.id ? reply.seq < cut.place : at <= cut.time;
    });
    blocks[section] = then?.block ?? versions.at(-1)?.block ?? block;
  }
  return { ...memory, memory: blocks };
}

/**
 * Copies an agent, in one transaction.
 *
 * @throws NameTakenError; NotFoundError for an agent or a message that is not there.
 */
export async function copyAgent(
  services: Pick<EngineServices, "db" | "clock" | "timeZone" | "vectors">,
  copy: AgentCopy,
): Promise<AgentState> {
  const { db, vectors } = services;
  for (;;) {
    const before = await db.transaction("r", tablesOf(db), async () => readMind(db, copy));
    const compiled = await compileMemory(before.memory);
    const copied = await db.transaction("rw", tablesOf(db), async () => {
      const mind = await readMind(db, copy);
      // Its memory may have been edited while it was compiled.
      if (JSON.stringify(mind.memory) !== JSON.stringify(before.memory)) return null;
      return store(services, copy, await readOriginal(db, copy, mind), compiled);
    });
    if (!copied) continue;
    vectors.changed(spaceOf(copied.id, copied.embedding_config.embedding_model));
    return copied;
  }
}

async function store(
  { db, clock, timeZone }: Pick<EngineServices, "db" | "clock" | "timeZone">,
  copy: AgentCopy,
  { row, memory, messages, context, passages, searched }: Original,
  compiled: string,
): Promise<AgentState> {
  const now = clock.now();
  const created_at = isoTime(clock);
  const blocks = Object.entries(memory.memory).map(([section, block]): [string, Block] => [
    section,
    { ...block, id: newId("block"), template: false },
  ]);
  const newMemory: Memory = { ...memory, memory: Object.fromEntries(blocks) };
  const kind = copy.up_to ? "branch" : "copy";
  // A copy is in sight, wherever the original is.
  const { archived_at: _archived, deletion_at: _deletion, ...original } = row;
  const agent: AgentRow = {
    ...original,
    id: newId("agent"),
    name: copy.name == null ? await freeCopyName(db, row.name, kind) : agentNameSchema.parse(copy.name),
    created_at,
    ...sectionsOf(newMemory),
    metadata_: {
      ...row.metadata_,
      lineage: { kind, agent_id: row.id, name: row.name, message_id: copy.up_to ?? null, created_at },
    },
    memory_modified_at: localTime(now, timeZone),
  };
  const messageIds = new Map(messages.map(({ id }) => [id, newId("message")]));
  const passageIds = new Map(passages.map(({ id }) => [id, newId("passage")]));
  const blockIds = new Map(
    Object.entries(memory.memory).map(([section, { id }]) => [id, newMemory.memory[section]?.id as string]),
  );
  const counts = { messages: messages.length + 1, passages: passages.length + searched };
  const system = newMessage(agent, created_at, {
    role: "system",
    text: compileSystemMessage(agent, compiled, counts),
  });
  const written: Message[] = copy.with_conversation
    ? [
        system,
        ...messages.map(({ seq: _seq, ...message }) => ({
          ...message,
          id: messageIds.get(message.id) as string,
          agent_id: agent.id,
        })),
      ]
    : firstMessages(agent, compiled, counts.passages, { now, ...(timeZone ? { timeZone } : {}) });
  agent.message_ids = copy.with_conversation
    ? [system.id, ...context.flatMap((id) => messageIds.get(id) ?? [])]
    : written.map(({ id }) => id);

  await assertNameFree(db, agent.name);
  await db.agents.add(agent);
  for (const [, block] of blocks) await writeBlock(db, block, BY_PERSON, created_at);
  await appendMessages(db, agent.id, written);
  await appendPassages(
    db,
    agent.id,
    passages.map(({ seq: _seq, ...passage }) => ({
      ...passage,
      id: passageIds.get(passage.id) as string,
      agent_id: agent.id,
      metadata_: withOrigin(passage.metadata_, agent.id, messageIds),
    })),
  );
  const { embedding_model } = row.embedding_config;
  if (passages.length > 0)
    await copySpace(
      db,
      spaceOf(row.id, embedding_model),
      spaceOf(agent.id, embedding_model),
      (id) => passageIds.get(id) ?? null,
    );
  await copyKept(db, row.id, agent.id, { messageIds, passageIds, blockIds });
  return toAgentState(agent, newMemory);
}

/** Where a memory came from, told by the messages of the copy. */
function withOrigin(
  metadata: PassageRow["metadata_"],
  agent_id: string,
  messageIds: Map<string, string>,
): PassageRow["metadata_"] {
  const origin = metadata.origin as { message_id?: string } | undefined;
  if (!origin?.message_id) return metadata;
  const message_id = messageIds.get(origin.message_id);
  return { ...metadata, origin: { ...origin, agent_id, ...(message_id ? { message_id } : {}) } };
}

/** What is kept for taking back, so that steps of the copy can be undone too. */
async function copyKept(
  db: EngramDatabase,
  from: string,
  agent_id: string,
  { messageIds, passageIds, blockIds }: Record<"messageIds" | "passageIds" | "blockIds", Map<string, string>>,
): Promise<void> {
  const effects = await db.step_effects.where("agent_id").equals(from).toArray();
  await db.step_effects.bulkAdd(
    effects.flatMap((step) => {
      const message_id = messageIds.get(step.message_id);
      if (message_id === undefined) return [];
      const blocks = step.blocks.flatMap((change) => {
        const block_id = blockIds.get(change.block_id);
        return block_id === undefined ? [] : [{ ...change, block_id }];
      });
      const passage_ids = step.passage_ids.flatMap((id) => passageIds.get(id) ?? []);
      return [{ ...step, message_id, agent_id, blocks, passage_ids }];
    }),
  );
  const folds = await db.folds.where("agent_id").equals(from).toArray();
  await db.folds.bulkAdd(
    folds.flatMap((fold) => {
      const message_id = messageIds.get(fold.message_id);
      const folded = fold.folded.flatMap((id) => messageIds.get(id) ?? []);
      return message_id === undefined ? [] : [{ message_id, agent_id, folded }];
    }),
  );
}

/** Longest name of an agent. */
const LONGEST_NAME = 50;

function freeCopyName(db: EngramDatabase, name: string, kind: "branch" | "copy"): Promise<string> {
  return freeName(name, async (tried) => (await db.agents.where("name").equals(tried).count()) > 0, {
    longest: LONGEST_NAME,
    ending: (number) => (number === 1 ? ` ${kind}` : ` ${kind} ${number}`),
  });
}
