/** One step: ask the model, run its call, store everything in one transaction, decide what comes next. */

import { spacesOf, storePassages } from "../memory/archival.ts";
import { compileMemory } from "../memory/compile.ts";
import {
  isoTime,
  localTime,
  type Message,
  newId,
  newToolCallId,
  type Settings,
  type ToolCall,
  type Usage,
} from "../schemas/index.ts";
import { toBlockRow } from "../storage/agents.ts";
import { readCount } from "../storage/counters.ts";
import type { AgentRow, BlockRow } from "../storage/database.ts";
import { appendMessages, readMessageEnd } from "../storage/messages.ts";
import { readRun } from "../storage/runs.ts";
import { mendedArguments } from "../tools/arguments.ts";
import { resolveTools } from "../tools/registry.ts";
import { type AskParams, askModel } from "./ask-model.ts";
import { type ContextTokens, MEMORY_PRESSURE_SHARE } from "./context-window.ts";
import {
  HEARTBEAT_REASONS,
  heartbeatEvent,
  MEMORY_PRESSURE_ALERT,
  systemAlertEvent,
  toolReturnEvent,
} from "./events.ts";
import { type LoadedAgent, loadAgent, newMessage } from "./load-agent.ts";
import type { EmitRunEvent } from "./run-events.ts";
import { usageOf } from "./run-usage.ts";
import type { EngineServices } from "./services.ts";
import { compileSystemMessage } from "./system-message.ts";
import { type CallsOutcome, type RepeatedCalls, runCalls } from "./tool-calls.ts";

/** Why a chain goes on, in the order of the reference's checks. */
export type FollowUp = "memory-pressure" | "failed" | "requested";

export interface StepParams {
  services: EngineServices;
  tokens: ContextTokens;
  agentId: string;
  settings: Settings;
  signal: AbortSignal;
  stream: boolean;
  /** Counted from 1 within the run. */
  step: number;
  checkFirst: boolean;
  /** Whether a heartbeat leads to another step. */
  chaining: boolean;
  repeated: RepeatedCalls;
  emit: EmitRunEvent;
  onDraft: AskParams["onDraft"];
  onExtraUsage: AskParams["onExtraUsage"];
  /** Asked when the step wants to be followed by another, before it is stored: null lets it, a reason ends the run. */
  mayFollow: (usage: Usage) => Cap | null;
}

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
}

/** Times a step's calls are run again because memory was edited between reading and writing it. */
const MAX_CONFLICTS = 5;

class EditConflict extends Error {}

export async function runStep(params: StepParams): Promise<StepResult> {
  const { services, agentId, settings, emit } = params;
  const { db, clock } = services;
  const messageId = newId("message");
  const date = isoTime(clock);
  const loaded = await loadAgent(services, agentId);
  const tools = await resolveTools(db, loaded.row.tools);
  const answer = await askModel({
    ...params,
    agent: loaded,
    schemas: [...tools.values()].map((tool) => tool.schema),
    parallel_tool_calls: settings.parallel_tool_calls,
    messageId,
    date,
  });
  const { completion, streamed } = answer;
  const usage = usageOf(answer.usage, answer.estimated, answer.agent.row.llm_config);

  const wanted = settings.parallel_tool_calls ? completion.tool_calls : completion.tool_calls.slice(0, 1);
  const calls: ToolCall[] = [];
  for (const call of wanted)
    calls.push({
      id: newToolCallId(),
      type: "function",
      function: { name: call.name, arguments: await mendedArguments(call.arguments) },
    });
  const refused = new Map<number, string>();
  let cap: Cap | null = null;
  const { max_repeated_calls } = settings.limits;
  calls.forEach((call, index) => {
    if (params.repeated.count(call.function.name, call.function.arguments) < max_repeated_calls) return;
    const message = `${call.function.name} was called ${max_repeated_calls} times with the same arguments for one message: the run was broken off.`;
    refused.set(index, message);
    cap = { cap: "repeated_call", limit: max_repeated_calls, message };
  });
  const assistant = newMessage(answer.agent.row, date, {
    id: messageId,
    role: "assistant",
    text: completion.content,
    tool_calls: calls.length > 0 ? calls : null,
  });

  // Mostly nobody edits memory while the model thinks; storing finds out, and then the calls are run on what is there.
  let { agent } = answer;
  for (let conflicts = 0; ; conflicts++) {
    const outcome = await runCalls({ services, agent, tools, calls, signal: params.signal, refused });
    try {
      const result = await commit({ params, agent, assistant, outcome, usage, cap });
      for (const message of result.messages)
        emit({ type: "message", message, streamed: streamed && message === assistant });
      emit({ type: "step-end" });
      return result;
    } catch (error) {
      if (!(error instanceof EditConflict) || conflicts >= MAX_CONFLICTS) throw error;
      agent = await loadAgent(services, agentId);
    }
  }
}

interface CommitParams {
  params: StepParams;
  agent: LoadedAgent;
  assistant: Message;
  outcome: CallsOutcome;
  usage: Usage;
  cap: Cap | null;
}

async function commit({
  params,
  agent,
  assistant,
  outcome,
  usage,
  cap: earlierCap,
}: CommitParams): Promise<StepResult> {
  const { services, agentId } = params;
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
  const messages = [assistant, ...returns];
  const compiled =
    outcome.effects.blocks.size > 0 ? await compileMemory(outcome.memory) : agent.compiledMemory;
  const memoryChanged = compiled !== agent.compiledMemory;

  let followUp: FollowUp | null = null;
  let cap: Cap | null = null;
  await db.transaction(
    "rw",
    [
      db.agents,
      db.messages,
      db.counters,
      db.blocks,
      db.passages,
      db.vectors,
      db.vector_chunks,
      db.vector_spaces,
      db.runs,
      db.steps,
    ],
    async () => {
      const [current, run, blocks, end] = await Promise.all([
        db.agents.get(agentId),
        readRun(db, agentId, created_at),
        db.blocks.bulkGet(row.block_ids),
        readMessageEnd(db, agentId),
      ]);
      if (!current) throw new Error("The agent was deleted while it was running.");
      if (outcome.outcomes.length > 0 && wasEdited(agent, current, blocks)) throw new EditConflict();
      await db.blocks.bulkPut([...outcome.effects.blocks.values()].map(toBlockRow));
      await storePassages(db, agentId, row.embedding_config, outcome.effects.passages);

      const window = row.llm_config.context_window;
      const pressed = usage.total_tokens > MEMORY_PRESSURE_SHARE * window && !run.memory_pressure_warned;
      const failed = outcome.outcomes.some(({ ok }) => !ok);
      const requested = outcome.outcomes.some((one) => one.request_heartbeat);
      const wants: FollowUp | null = !params.chaining
        ? null
        : pressed
          ? "memory-pressure"
          : failed
            ? "failed"
            : requested
              ? "requested"
              : null;
      cap = earlierCap ?? (wants ? params.mayFollow(usage) : null);
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
          passages: await readCount(db, "passages", agentId),
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
        db.steps.add({
          id: newId("step"),
          agent_id: agentId,
          message_id: assistant.id,
          created_at,
          model: row.llm_config.model,
          usage,
        }),
        db.runs.put({
          ...run,
          state: followUp ? "running" : reached ? "capped" : "idle",
          ...(followUp || reached ? {} : { message_id: null }),
          error: reached ? capError(reached) : null,
          draft: null,
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
  return { messages, usage, followUp, cap };
}

/** Whether what the calls were run on is not what is stored any more. */
function wasEdited(
  { row, memory }: LoadedAgent,
  current: AgentRow,
  blocks: (BlockRow | undefined)[],
): boolean {
  if (current.block_ids.join() !== row.block_ids.join()) return true;
  if (current.embedding_config.embedding_model !== row.embedding_config.embedding_model) return true;
  const read = new Map(Object.values(memory.memory).map((block) => [block.id, block]));
  return blocks.some((block) => {
    const before = block && read.get(block.id);
    return !before || before.value !== block.value || before.limit !== block.limit;
  });
}

function followUpEvent(followUp: FollowUp, at: { now: Date; timeZone?: string }): string {
  if (followUp === "memory-pressure") return systemAlertEvent(MEMORY_PRESSURE_ALERT, at);
  return heartbeatEvent(HEARTBEAT_REASONS[followUp], at);
}

export function capError(cap: Cap) {
  return {
    code: `cap_${cap.cap}`,
    message: cap.message,
    hint: "Go on if you want the agent to continue, or change the limits in the settings.",
    status: 429,
  };
}
