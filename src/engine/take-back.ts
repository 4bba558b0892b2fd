/**
 * Taking back what happened in a conversation: messages leave the context and recall memory, what their steps changed in
 * memory is as it was before, and all of it is kept, so that it can be brought back. Everything here is called inside a
 * read-write transaction over `takeBackTables`.
 */
import {
  BY_PERSON,
  type ConversationEditKind,
  InvalidInputError,
  type Message,
  NotFoundError,
  newId,
} from "../schemas/index.ts";
import { toBlock } from "../storage/agents.ts";
import { writeBlock } from "../storage/block-versions.ts";
import { moveBack, moveOut, nextEditNumber } from "../storage/conversation-edits.ts";
import { addToCount } from "../storage/counters.ts";
import type {
  AgentRow,
  BlockChange,
  ConversationEditRow,
  EngramDatabase,
  MessageRow,
} from "../storage/database.ts";
import { messagesAfter } from "../storage/messages.ts";
import { appendPassages, passageTables } from "../storage/passages.ts";
import { patchRun, readRun } from "../storage/runs.ts";
import { deleteVectors, getVectors, putVectors } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import { isLogin, isSummary, setsOff } from "./events.ts";

export const takeBackTables = (db: EngramDatabase) => [
  db.agents,
  db.messages,
  db.undone_messages,
  db.conversation_edits,
  db.step_effects,
  db.folds,
  db.runs,
  db.blocks,
  db.block_versions,
  ...passageTables(db),
];

/** The messages with these ids that are still there, in the order asked for. */
async function present(db: EngramDatabase, ids: string[]): Promise<MessageRow[]> {
  return (await db.messages.bulkGet(ids)).filter((row) => row !== undefined);
}

/** Whether a summary tells of nothing that came at or after a place. */
async function tellsOnlyOlder(db: EngramDatabase, folded: string[], from: number): Promise<boolean> {
  for (const row of await present(db, folded)) {
    if (row.seq < from) continue;
    const fold = await db.folds.get(row.id);
    if (!fold || !(await tellsOnlyOlder(db, fold.folded, from))) return false;
  }
  return true;
}

/**
 * The context as it would be without what came at or after a place. A summary made later stays where it tells of older
 * messages only; else what it stands for is in the context again. One of which is not known what it stands for (before
 * version 3 of the database) stays.
 */
export async function contextBefore(
  db: EngramDatabase,
  row: Pick<AgentRow, "message_ids">,
  from: number,
): Promise<{ context: string[]; summaries: Set<string> }> {
  const [system, ...others] = row.message_ids;
  const summaries = new Set<string>();
  let messages = await present(db, others);
  for (;;) {
    const [first, ...rest] = messages;
    if (!first || first.seq < from || !isSummary(first)) break;
    const fold = await db.folds.get(first.id);
    if (!fold || (await tellsOnlyOlder(db, fold.folded, from))) {
      summaries.add(first.id);
      break;
    }
    messages = [...(await present(db, fold.folded)), ...rest];
  }
  const kept = messages.filter(({ id, seq }) => seq < from || summaries.has(id)).map(({ id }) => id);
  return { context: system === undefined ? kept : [system, ...kept], summaries };
}

/** Messages that are read at a time, to find what belongs to one. */
const GROUP = 100;

/** A message and what cannot be parted from it: a call and its returns, in order. */
export async function groupOf(
  db: EngramDatabase,
  agentId: string,
  message: MessageRow,
): Promise<MessageRow[]> {
  let call: MessageRow | undefined = message;
  if (message.role === "tool") {
    const before = await db.messages
      .where("[agent_id+seq]")
      .between([agentId, message.seq - GROUP], [agentId, message.seq])
      .reverse()
      .toArray();
    call = before.find((one) => one.tool_calls?.some(({ id }) => id === message.tool_call_id));
    if (!call) return [message];
  }
  const ids = new Set(call.tool_calls?.map(({ id }) => id));
  if (ids.size === 0) return [call];
  const after = await messagesAfter(db, agentId, call.seq, GROUP);
  return [call, ...after.filter((one) => one.role === "tool" && ids.has(one.tool_call_id ?? ""))];
}

export async function messageOfAgent(db: EngramDatabase, agentId: string, id: string): Promise<MessageRow> {
  const row = await db.messages.get(id);
  if (row?.agent_id !== agentId) throw new NotFoundError("message", id);
  return row;
}

/** The place after a message and its returns. */
export async function placeAfter(db: EngramDatabase, agentId: string, id: string): Promise<number> {
  const group = await groupOf(db, agentId, await messageOfAgent(db, agentId, id));
  return Math.max(...group.map(({ seq }) => seq)) + 1;
}

/** The message of the person (or another event from outside) that is answered at a message; the last one by default. */
export async function answeredAt(
  db: EngramDatabase,
  agentId: string,
  id: string | null,
): Promise<MessageRow> {
  const at = id === null ? null : await messageOfAgent(db, agentId, id);
  const asked = await db.messages
    .where("[agent_id+seq]")
    .between([agentId, 0], [agentId, at?.seq ?? Number.MAX_SAFE_INTEGER], true, true)
    .reverse()
    .filter(setsOff)
    .first();
  if (!asked) throw new InvalidInputError("message_id", "there is no message of yours to answer again");
  return asked;
}

export interface TakingBack {
  kind: ConversationEditKind;
  /** ISO time of now. */
  at: string;
}

type Undone = Pick<
  ConversationEditRow,
  "blocks" | "kept_blocks" | "passages" | "block_changes" | "removed_passages" | "heartbeats"
>;

/** Undoes what steps changed in memory, the last one first. A block that somebody edited since is left as it is. */
async function undoEffects(
  db: EngramDatabase,
  row: AgentRow,
  replies: string[],
  at: string,
): Promise<Undone> {
  const effects = (await db.step_effects.bulkGet(replies)).filter((one) => one !== undefined);
  const block_changes: BlockChange[] = [];
  const kept = new Set<string>();
  const passageIds: string[] = [];
  const run = await readRun(db, row.id, at);
  let paused = run.heartbeats_paused_until;
  for (const step of effects.reverse()) {
    for (const change of [...step.blocks].reverse()) {
      const back = { ...change, before: change.after, after: change.before };
      if (await changeBlock(db, back, at)) block_changes.push(back);
      else kept.add(change.label);
    }
    passageIds.push(...step.passage_ids);
    if (step.heartbeats && step.heartbeats.after === paused) paused = step.heartbeats.before;
  }
  const passages = (await db.passages.bulkGet(passageIds)).filter((one) => one?.agent_id === row.id);
  const there = passages.filter((one) => one !== undefined);
  const ids = there.map(({ id }) => id);
  const space = spaceOf(row.id, row.embedding_config.embedding_model);
  const vectors = await getVectors(db, space, ids);
  if (ids.length > 0) {
    await db.passages.bulkDelete(ids);
    await deleteVectors(db, space, ids);
    await addToCount(db, "passages", row.id, -ids.length);
  }
  if (paused !== run.heartbeats_paused_until)
    await patchRun(db, row.id, at, { heartbeats_paused_until: paused });
  return {
    blocks: [...new Set(block_changes.map(({ label }) => label))],
    kept_blocks: [...kept],
    passages: there.length,
    block_changes,
    removed_passages: there.map((passage, index) => ({ row: passage, vector: vectors[index] ?? null })),
    ...(paused === run.heartbeats_paused_until
      ? {}
      : { heartbeats: { before: run.heartbeats_paused_until, after: paused } }),
  };
}

/** Gives a block its other text, where it still has the one it is to be changed from. */
async function changeBlock(
  db: EngramDatabase,
  { block_id, before, after }: BlockChange,
  at: string,
): Promise<boolean> {
  const block = await db.blocks.get(block_id);
  if (block?.value !== before || after.length > block.limit) return false;
  await writeBlock(db, { ...toBlock(block), value: after }, BY_PERSON, at);
  return true;
}

/**
 * Takes back all that came at or after a place in the conversation, the memory edits of its steps with it. Null where
 * nothing did. System messages stay: they are never shown, and the last of them is the context's.
 */
export async function takeBackFrom(
  db: EngramDatabase,
  row: AgentRow,
  from: number,
  { kind, at }: TakingBack,
): Promise<ConversationEditRow | null> {
  const { context, summaries } = await contextBefore(db, row, from);
  const gone = (await messagesAfter(db, row.id, from - 1, Number.POSITIVE_INFINITY)).filter(
    ({ id, role }) => role !== "system" && !summaries.has(id),
  );
  if (gone.length === 0) return null;
  const replies = gone.filter(({ role }) => role === "assistant").map(({ id }) => id);
  const edit: ConversationEditRow = {
    id: newId("edit"),
    agent_id: row.id,
    number: await nextEditNumber(db, row.id),
    created_at: at,
    kind,
    message_ids: gone.map(({ id }) => id),
    from_seq: from,
    context: row.message_ids,
    ...(await undoEffects(db, row, replies, at)),
  };
  await moveOut(db, row.id, gone, edit.id);
  await db.conversation_edits.add(edit);
  await db.agents.update(row.id, { message_ids: context });
  row.message_ids = context;
  await restRun(db, row, at);
  return edit;
}

/** No run is under way, and what stands at the end of the context may wait for an answer. */
async function restRun(db: EngramDatabase, row: AgentRow, at: string): Promise<void> {
  const last = await db.messages.get(row.message_ids.at(-1) ?? "");
  const open = last?.role === "user" && !isSummary(last) && !isLogin(last);
  await patchRun(db, row.id, at, {
    state: open ? "stopped" : "idle",
    message_id: open ? last.id : null,
    pending: null,
    error: null,
    draft: null,
  });
}

/** Takes back the last step: the last reply in the context, its returns, and what came after it. */
export async function takeBackStep(
  db: EngramDatabase,
  row: AgentRow,
  at: string,
): Promise<ConversationEditRow> {
  const context = await present(db, row.message_ids);
  const reply = context.findLast(({ role }) => role === "assistant");
  const edit =
    reply && context.indexOf(reply) > 1
      ? await takeBackFrom(db, row, reply.seq, { kind: "undo-step", at })
      : null;
  if (!edit) throw new InvalidInputError("agent_id", "there is no step to undo");
  return edit;
}

/** Takes single messages out of the conversation, calls with their returns. Memory stays as it is. */
export async function takeOut(
  db: EngramDatabase,
  row: AgentRow,
  ids: string[],
  at: string,
): Promise<ConversationEditRow> {
  const gone = new Map<string, MessageRow>();
  for (const id of ids) {
    const message = await messageOfAgent(db, row.id, id);
    if (message.role === "system")
      throw new InvalidInputError("message_ids", "the system message cannot be deleted");
    for (const one of await groupOf(db, row.id, message)) gone.set(one.id, one);
  }
  const rows = [...gone.values()].sort((a, b) => a.seq - b.seq);
  const first = rows[0];
  if (!first) throw new InvalidInputError("message_ids", "at least one message is required");
  const edit: ConversationEditRow = {
    id: newId("edit"),
    agent_id: row.id,
    number: await nextEditNumber(db, row.id),
    created_at: at,
    kind: "delete",
    message_ids: rows.map(({ id }) => id),
    from_seq: first.seq,
    context: row.message_ids,
    blocks: [],
    kept_blocks: [],
    passages: 0,
    block_changes: [],
    removed_passages: [],
  };
  await moveOut(db, row.id, rows, edit.id);
  await db.conversation_edits.add(edit);
  await db.agents.update(row.id, { message_ids: row.message_ids.filter((id) => !gone.has(id)) });
  const run = await readRun(db, row.id, at);
  if (gone.has(run.pending?.message_id ?? "") || gone.has(run.message_id ?? ""))
    await patchRun(db, row.id, at, {
      state: "idle",
      message_id: null,
      pending: null,
      error: null,
      draft: null,
    });
  return edit;
}

/** Puts messages back into a context, each behind what it stood behind before; not where that has been folded. */
function putBack(now: string[], before: string[], ids: Set<string>): string[] {
  const context = [...now];
  before.forEach((id, index) => {
    if (!ids.has(id)) return;
    const previous = before[index - 1];
    const place = index === 1 ? 0 : context.indexOf(previous ?? "");
    if (place !== -1) context.splice(place + 1, 0, id);
  });
  return context;
}

/**
 * Brings back what an edit took out. What came in its place meanwhile is taken back itself, as an edit of its own.
 *
 * @param vectors of removed passages whose embedding model the agent has changed since, by id.
 */
export async function bringBack(
  db: EngramDatabase,
  row: AgentRow,
  editId: string,
  at: string,
  vectors: Map<string, Float32Array>,
): Promise<{ edit: ConversationEditRow; replaced: ConversationEditRow | null; messages: Message[] }> {
  const edit = await db.conversation_edits.get(editId);
  if (edit?.agent_id !== row.id) throw new NotFoundError("edit", editId);
  const single = edit.kind === "delete";
  const replaced = single ? null : await takeBackFrom(db, row, edit.from_seq, { kind: "replaced", at });
  const messages = await moveBack(db, row.id, edit.id);
  await db.conversation_edits.delete(edit.id);
  const back = new Set(edit.message_ids);
  if (single) row.message_ids = putBack(row.message_ids, edit.context, back);
  else {
    const [system = ""] = row.message_ids;
    const there = await present(db, edit.context.slice(1));
    row.message_ids = [system, ...there.filter(({ role }) => role !== "system").map(({ id }) => id)];
  }
  await db.agents.update(row.id, { message_ids: row.message_ids });
  const kept = new Set<string>();
  for (const change of [...edit.block_changes].reverse()) {
    const again = { ...change, before: change.after, after: change.before };
    if (!(await changeBlock(db, again, at))) kept.add(change.label);
  }
  const passages = edit.removed_passages;
  const space = spaceOf(row.id, row.embedding_config.embedding_model);
  await appendPassages(
    db,
    row.id,
    passages.map(({ row: { seq: _seq, ...passage } }) => ({
      ...passage,
      embedding_config: row.embedding_config,
    })),
  );
  await putVectors(
    db,
    space,
    passages.flatMap(({ row: { id }, vector }) => {
      const current = vectors.get(id) ?? vector;
      return current ? [{ id, vector: current }] : [];
    }),
  );
  const run = await readRun(db, row.id, at);
  if (edit.heartbeats && run.heartbeats_paused_until === edit.heartbeats.after)
    await patchRun(db, row.id, at, { heartbeats_paused_until: edit.heartbeats.before });
  if (!single) await restRun(db, row, at);
  return { edit: { ...edit, kept_blocks: [...kept] }, replaced, messages };
}
