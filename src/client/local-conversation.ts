/** What a person does to a conversation in this page, besides talking. Loaded when first asked for. */
import { type AgentCopy, copyAgent } from "../engine/copy-agent.ts";
import { loadAgent } from "../engine/load-agent.ts";
import {
  bringBack,
  placeAfter,
  takeBackFrom,
  takeBackStep,
  takeBackTables,
  takeOut,
} from "../engine/take-back.ts";
import { spacesOf } from "../memory/archival.ts";
import { recallOfAll } from "../memory/recall.ts";
import {
  type AgentState,
  agentNameSchema,
  type ConversationEdit,
  InvalidInputError,
  isoTime,
  type Message,
  NotFoundError,
  type SearchMode,
  searchModeSchema,
} from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import {
  listConversationEdits as listEdits,
  toConversationEdit,
  undoneMessages,
} from "../storage/conversation-edits.ts";
import type { AgentRow, ConversationEditRow } from "../storage/database.ts";
import { toMessage } from "../storage/messages.ts";
import { explainWriteFailure } from "../storage/open-database.ts";
import type { LocalServices } from "./local-services.ts";
import { messageIdsSchema, parse, readLimit, single } from "./params.ts";
import type { BroughtBack, MessageOfAgent } from "./workspace.ts";

/** Edits that are listed unless told otherwise. */
const EDITS = 50;

/**
 * Edits a conversation in one transaction, alone: a run that is under way comes to its end first. The system message then
 * shows what memory is.
 */
async function edit<T>(
  services: LocalServices,
  agentId: string,
  change: (row: AgentRow, at: string) => Promise<T>,
): Promise<T> {
  const { db, clock, locks, vectors } = services;
  try {
    return await locks.run(agentId, new AbortController().signal, async () => {
      const { done, space } = await db.transaction("rw", takeBackTables(db), async () => {
        const row = await getAgentRow(db, agentId);
        return { done: await change(row, isoTime(clock)), space: spacesOf(row)[0] as string };
      });
      vectors.changed(space);
      await loadAgent(services, agentId);
      return done;
    });
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

export async function undoStep(
  services: LocalServices,
  params: string | { agent_id: string },
): Promise<ConversationEdit> {
  return edit(services, single(params, "agent_id"), async (row, at) =>
    toConversationEdit(await takeBackStep(services.db, row, at)),
  );
}

export async function undoTo(
  services: LocalServices,
  params: { agent_id: string; message_id: string },
): Promise<ConversationEdit> {
  const messageId = single(params, "message_id");
  return edit(services, single(params, "agent_id"), async (row, at) => {
    const from = await placeAfter(services.db, row.id, messageId);
    const taken = await takeBackFrom(services.db, row, from, { kind: "undo-to", at });
    if (!taken) throw new InvalidInputError("message_id", "nothing comes after this message");
    return toConversationEdit(taken);
  });
}

export async function deleteMessages(
  services: LocalServices,
  params: { agent_id: string; message_ids: string[] },
): Promise<ConversationEdit> {
  const ids = parse(messageIdsSchema, params.message_ids, "message_ids");
  return edit(services, single(params, "agent_id"), async (row, at) =>
    toConversationEdit(await takeOut(services.db, row, ids, at)),
  );
}

export async function restoreConversationEdit(
  services: LocalServices,
  params: { agent_id: string; edit_id: string },
): Promise<BroughtBack> {
  const agentId = single(params, "agent_id");
  const editId = single(params, "edit_id");
  const vectors = await newVectors(services, agentId, await getEdit(services, agentId, editId));
  return edit(services, agentId, async (row, at) => {
    const { edit, replaced } = await bringBack(services.db, row, editId, at, vectors);
    return { edit: toConversationEdit(edit), replaced: replaced && toConversationEdit(replaced) };
  });
}

/** Vectors of memories that come back to an agent with another embedding model than it had. */
async function newVectors(
  { db, embedder }: LocalServices,
  agentId: string,
  { removed_passages }: ConversationEditRow,
): Promise<Map<string, Float32Array>> {
  const { embedding_config } = await getAgentRow(db, agentId);
  const foreign = removed_passages.filter(
    ({ row }) => row.embedding_config?.embedding_model !== embedding_config.embedding_model,
  );
  if (foreign.length === 0) return new Map();
  const texts = foreign.map(({ row }) => row.text);
  const embedded = await embedder.embed(texts, embedding_config, { kind: "passage" });
  return new Map(foreign.map(({ row }, index) => [row.id, embedded[index] as Float32Array]));
}

async function getEdit({ db }: LocalServices, agentId: string, editId: string): Promise<ConversationEditRow> {
  const row = await db.conversation_edits.get(editId);
  if (row?.agent_id !== agentId) throw new NotFoundError("edit", editId);
  return row;
}

export async function listConversationEdits(
  { db }: LocalServices,
  params: { agent_id: string; limit?: number },
): Promise<ConversationEdit[]> {
  const row = await getAgentRow(db, single(params, "agent_id"));
  return (await listEdits(db, row.id, readLimit(params.limit ?? EDITS))).map(toConversationEdit);
}

export async function getUndoneMessages(
  services: LocalServices,
  params: { agent_id: string; edit_id: string },
): Promise<(Message & { seq: number })[]> {
  const { id } = await getEdit(services, single(params, "agent_id"), single(params, "edit_id"));
  return (await undoneMessages(services.db, id)).map(({ edit_id: _edit, ...row }) => ({
    ...toMessage(row),
    seq: row.seq,
  }));
}

export async function branchAgent(
  services: LocalServices,
  params: { agent_id: string; message_id: string; name?: string | null },
): Promise<AgentState> {
  return copied(services, params, {
    agent_id: single(params, "agent_id"),
    up_to: single(params, "message_id"),
    with_conversation: true,
    with_archival: true,
  });
}

export async function duplicateAgent(
  services: LocalServices,
  params: {
    agent_id: string;
    name?: string | null;
    with_conversation?: boolean;
    with_archival?: boolean;
  },
): Promise<AgentState> {
  return copied(services, params, {
    agent_id: single(params, "agent_id"),
    with_conversation: params.with_conversation ?? true,
    with_archival: params.with_archival ?? true,
  });
}

async function copied(
  services: LocalServices,
  params: { name?: string | null },
  copy: AgentCopy,
): Promise<AgentState> {
  const name = params.name == null ? null : parse(agentNameSchema, params.name, "name");
  try {
    return await copyAgent(services, { ...copy, name });
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

/** Messages that a search over all agents gives unless told otherwise. */
const FOUND = 50;

export async function searchAllMessages(
  services: LocalServices,
  params: { query: string; mode?: SearchMode; limit?: number },
): Promise<MessageOfAgent[]> {
  const mode = parse(searchModeSchema, params.mode ?? "words", "mode");
  const agents = (await services.db.agents.toArray()).filter((agent) => agent.deletion_at === undefined);
  const found = await recallOfAll(services, agents, single(params, "query"), {
    mode,
    limit: readLimit(params.limit ?? FOUND),
  });
  return found.map(({ agent, message }) => ({
    agent_id: agent.id,
    agent_name: agent.name,
    message: toMessage(message),
  }));
}
