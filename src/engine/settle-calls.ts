/**
 * From the calls of a reply to what is stored of them: they run in order up to the first about which the person is
 * asked, and everything is written in one transaction, with what comes next.
 */
import { spacesOf, storePassages } from "../memory/archival.ts";
import { compileMemory } from "../memory/compile.ts";
import {
  isoTime,
  localTime,
  type MemoryOrigin,
  type Message,
  NotFoundError,
  newId,
  type PendingCall,
  type PendingCalls,
  type RunState,
  type ToolCall,
  type Usage,
} from "../schemas/index.ts";
import { isSameBlock, writeBlock } from "../storage/block-versions.ts";
import type { AgentRow, BlockRow } from "../storage/database.ts";
import { appendMessages, readMessageEnd } from "../storage/messages.ts";
import { countSearched, passageTables } from "../storage/passages.ts";
import { readRun } from "../storage/runs.ts";
import { addToolRuns } from "../storage/tools.ts";
import type { ExecutableTool } from "../tools/tool.ts";
import { MEMORY_PRESSURE_SHARE } from "./context-window.ts";
import {
  HEARTBEAT_REASONS,
  heartbeatEvent,
  MEMORY_PRESSURE_ALERT,
  systemAlertEvent,
  toolReturnEvent,
} from "./events.ts";
import { type LoadedAgent, loadAgent, newMessage } from "./load-agent.ts";
import type { EmitRunEvent } from "./run-events.ts";
import type { EngineServices } from "./services.ts";
import { keepStepEffects } from "./step-effects.ts";
import { compileSystemMessage } from "./system-message.ts";
import { asksFirst, type CallsOutcome, runCalls } from "./tool-calls.ts";

/** Why a chain goes on, in the order of the reference's checks. */
export type FollowUp = "memory-pressure" | "failed" | "requested";

/** A limit that ended a run. */
export interface Cap {
  cap: "steps" | "tokens" | "cost" | "repeated_call";
  limit: number;
  message: string;
}

export interface StepResult {
  /** Assistant message and tool returns, as stored. */
  messages: Message[];
  usage: Usage;
  followUp: FollowUp | null;
  cap: Cap | null;
  /** The call about which the person is asked: the run waits. */
  asked: ToolCall | null;
}

export interface SettleParams {
  services: EngineServices;
  agentId: string;
  agent: LoadedAgent;
  tools: Map<string, ExecutableTool>;
  /** Of the reply, those that have no return yet. */
  calls: ToolCall[];
  /** Calls that must not run, by id, with the reason. */
  refused: Map<string, string>;
  /** Ids of calls about which the person was asked. */
  approved: Set<string>;
  /** The reply: not stored yet, or null where it was and only its returns are due. */
  reply: { message: Message; streamed: boolean } | null;
  message_id: string;
  /** What the reply cost. */
  usage: Usage;
  /** What was spent on the way to it. */
  other_usage?: Usage | null;
  /** What came of the reply's calls that have returns already. */
  earlier: { failed: boolean; requested: boolean };
  /** A limit that was met already. */
  cap: Cap | null;
  signal: AbortSignal;
  /** Whether a heartbeat leads to another step. */
  chaining: boolean;
  emit: EmitRunEvent;
  /** Asked when the step wants to be followed by another, before it is stored: null lets it, a reason ends the run. */
  mayFollow: (usage: Usage) => Cap | null;
  /** Where the run stands, kept while it waits for the person. */
  standing: (usage: Usage) => Pick<PendingCalls, "step" | "usage" | "repeated">;
}

/** Times a step's calls are run again because memory was edited between reading and writing it. */
const MAX_CONFLICTS = 5;

export class EditConflict extends Error {}

export async function settleCalls(params: SettleParams): Promise<StepResult> {
  const { services, agentId, tools, refused, reply, message_id, emit } = params;
  const caller: MemoryOrigin = { kind: "agent", agent_id: agentId, message_id };
  const { calls, waiting } = await splitAtQuestion(params);
  let { agent } = params;
  let before: CallsOutcome | undefined;
  // Mostly nobody edits memory while the model thinks; storing finds out, and then the calls are run on what is there.
  for (let conflicts = 0; ; conflicts++) {
    const outcome = await runCalls({
      services,
      agent,
      tools,
      calls,
      signal: params.signal,
      refused,
      caller,
      before,
    });
    try {
      const result = await commit(params, agent, outcome, waiting);
      for (const message of result.messages)
        emit({ type: "message", message, streamed: reply?.message === message && reply.streamed });
      if (result.asked) emit({ type: "notice", notice: { type: "approval-needed", call: result.asked } });
      emit({ type: "step-end" });
      return result;
    } catch (error) {
      if (!(error instanceof EditConflict) || conflicts >= MAX_CONFLICTS) throw error;
      before = outcome;
      agent = await loadAgent(services, agentId);
    }
  }
}

/** Parts the calls that run now from those that wait: the first about which the person is asked, and all behind it. */
async function splitAtQuestion({
  services,
  tools,
  calls,
  refused,
  approved,
  cap,
}: SettleParams): Promise<{ calls: ToolCall[]; waiting: PendingCall[] }> {
  const asks = await Promise.all(
    calls.map(
      async (call) =>
        !refused.has(call.id) && !approved.has(call.id) && (await asksFirst(call, tools, services.db)),
    ),
  );
  const first = asks.indexOf(true);
  if (first === -1) return { calls, waiting: [] };
  if (cap) {
    // The run ends here: nobody is asked about what would not be followed up.
    calls.forEach((call, index) => {
      if (asks[index])
        refused.set(call.id, "It was not run: the run was broken off before the person was asked.");
    });
    return { calls, waiting: [] };
  }
  return {
    calls: calls.slice(0, first),
    waiting: calls.slice(first).map((call, index) => ({ call, asks: asks[first + index] as boolean })),
  };
}

async function commit(
  params: SettleParams,
  agent: LoadedAgent,
  outcome: CallsOutcome,
  waiting: PendingCall[],
): Promise<StepResult> {
  const { services, agentId, usage, reply, message_id } = params;
  const { db, clock, timeZone, vectors } = services;
  const { row } = agent;
  const now = clock.now();
  const at = { now, ...(timeZone ? { timeZone } : {}) };
  const created_at = isoTime(clock);
  const returns = outcome.outcomes.map(({ call, ok, text }) =>
    newMessage(row, created_at, {
      role: "tool",
      name: call.function.name,
      tool_call_id: call.id,
      text: toolReturnEvent(ok, text, at),
    }),
  );
  const messages = [...(reply ? [reply.message] : []), ...returns];
  const compiled =
    outcome.effects.edits.length > 0 ? await compileMemory(outcome.memory) : agent.compiledMemory;
  const memoryChanged = compiled !== agent.compiledMemory;
  const failed = params.earlier.failed || outcome.outcomes.some(({ ok }) => !ok);
  const requested = params.earlier.requested || outcome.outcomes.some((one) => one.request_heartbeat);
  const pending: PendingCalls | null =
    waiting.length === 0
      ? null
      : { message_id, calls: waiting, ...params.standing(usage), step_usage: usage, failed, requested };

  let followUp: FollowUp | null = null;
  let cap: Cap | null = null;
  await db.transaction(
    "rw",
    [
      db.agents,
      db.messages,
      db.blocks,
      db.block_versions,
      ...passageTables(db),
      db.runs,
      db.steps,
      db.step_effects,
      db.tool_runs,
    ],
    async () => {
      const [current, run, blocks, end] = await Promise.all([
        db.agents.get(agentId),
        readRun(db, agentId, created_at),
        db.blocks.bulkGet(row.block_ids),
        readMessageEnd(db, agentId),
      ]);
      if (!current) throw new Error("The agent was deleted while it was running.");
      if (!reply) await assertStillWaiting(run, params);
      if (outcome.outcomes.length > 0 && wasEdited(agent, current, blocks)) throw new EditConflict();
      for (const { block, by } of outcome.effects.edits) await writeBlock(db, block, by, created_at);
      await storePassages(db, agentId, row.embedding_config, outcome.effects.passages);
      await addToolRuns(db, outcome.tool_runs);
      await keepStepEffects(db, { message_id, agent, effects: outcome.effects, run });

      const window = row.llm_config.context_window;
      const pressed = usage.total_tokens > MEMORY_PRESSURE_SHARE * window && !run.memory_pressure_warned;
      const wants: FollowUp | null =
        !params.chaining || pending
          ? null
          : pressed
            ? "memory-pressure"
            : failed
              ? "failed"
              : requested
                ? "requested"
                : null;
      cap = params.cap ?? (wants ? params.mayFollow(usage) : null);
      followUp = cap ? null : wants;
      const events = followUp
        ? [newMessage(row, created_at, { role: "user", text: followUpEvent(followUp, at) })]
        : [];

      let messageIds = [...current.message_ids, ...messages.map((message) => message.id)];
      let system: Message[] = [];
      if (memoryChanged) {
        const modified = { ...row, memory_modified_at: localTime(now, timeZone) };
        const counts = {
          messages: end.count + messages.length + 1,
          passages: await countSearched(db, current),
        };
        system = [
          newMessage(row, created_at, {
            role: "system",
            text: compileSystemMessage(modified, compiled, counts),
          }),
        ];
        messageIds = [system[0]?.id as string, ...messageIds.slice(1)];
        current.memory_modified_at = modified.memory_modified_at;
      }
      const reached: Cap | null = cap;
      await Promise.all([
        appendMessages(db, agentId, [...messages, ...system, ...events], end),
        db.agents.put({ ...current, message_ids: [...messageIds, ...events.map((event) => event.id)] }),
        reply
          ? db.steps.add({
              id: newId("step"),
              agent_id: agentId,
              message_id,
              created_at,
              model: row.llm_config.model,
              model_endpoint_type: row.llm_config.model_endpoint_type,
              model_endpoint: row.llm_config.model_endpoint,
              usage,
              ...(params.other_usage ? { other_usage: params.other_usage } : {}),
            })
          : storeEditedCalls(params),
        db.runs.put({
          ...run,
          state: followUp ? "running" : pending ? "waiting" : reached ? "capped" : "idle",
          ...(followUp || reached || pending ? {} : { message_id: null }),
          error: reached ? capError(reached) : null,
          draft: null,
          pending,
          ...(pressed && followUp ? { memory_pressure_warned: true } : {}),
          ...(outcome.effects.heartbeats_paused_until
            ? { heartbeats_paused_until: outcome.effects.heartbeats_paused_until }
            : {}),
          updated_at: created_at,
        }),
      ]);
    },
  );
  if (outcome.effects.passages.length > 0) vectors.changed(spacesOf(row)[0] as string);
  return { messages, usage, followUp, cap, asked: waiting[0]?.call ?? null };
}

/** The person may have written, stopped the run or dismissed it while an approved tool was running. */
async function assertStillWaiting(run: RunState, { calls }: SettleParams): Promise<void> {
  const [first] = calls;
  if (first && run.pending?.calls[0]?.call.id !== first.id) throw new NotFoundError("waiting call", first.id);
}

/** What the person changed before it ran stands in the message that made the call. */
async function storeEditedCalls({ services: { db }, message_id, calls }: SettleParams): Promise<void> {
  const edited = new Map(
    calls.filter((call) => call.edited_from !== undefined).map((call) => [call.id, call]),
  );
  if (edited.size === 0) return;
  const row = await db.messages.get(message_id);
  if (row?.tool_calls)
    await db.messages.update(message_id, {
      tool_calls: row.tool_calls.map((call) => edited.get(call.id) ?? call),
    });
}

/** Whether what the calls were run on is not what is stored any more. */
export function wasEdited(
  { row, memory }: LoadedAgent,
  current: AgentRow,
  blocks: (BlockRow | undefined)[],
): boolean {
  if (JSON.stringify(current.sections) !== JSON.stringify(row.sections)) return true;
  if (current.prompt_template !== row.prompt_template) return true;
  if (current.embedding_config.embedding_model !== row.embedding_config.embedding_model) return true;
  const read = new Map(Object.values(memory.memory).map((block) => [block.id, block]));
  return blocks.some((block) => {
    const before = block && read.get(block.id);
    return !before || !isSameBlock(before, block);
  });
}

function followUpEvent(followUp: FollowUp, at: { now: Date; timeZone?: string }): string {
  if (followUp === "memory-pressure") return systemAlertEvent(MEMORY_PRESSURE_ALERT, at);
  return heartbeatEvent(HEARTBEAT_REASONS[followUp], at);
}

function capError(cap: Cap) {
  return {
    code: `cap_${cap.cap}`,
    message: cap.message,
    hint: "Go on if you want the agent to continue, or change the limits in the settings.",
    status: 429,
  };
}
